"""A press that runs: a process that makes one document after another, and ends by itself when nobody asks it."""

from __future__ import annotations

import subprocess
import sys
import tempfile
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from threading import Event, Timer


class NotTypeset(RuntimeError):
    """The press failed, and its text is what it said: a layout is wrong or typst is missing. No user can mend that."""


class Ended(Exception):
    """The press is no more; its text is what it said last. Another one may make the document."""


class Press:
    """One process; one thread at a time asks it."""

    def __init__(self, program: Path, environ: Mapping[str, str]) -> None:
        self._said = tempfile.TemporaryFile()  # noqa: SIM115 - as long as the process lives
        self._process = subprocess.Popen(  # noqa: S603 - our own program; what users wrote goes in by its input
            [sys.executable, "-I", str(program)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=self._said,
            env=dict(environ),
        )  # fmt: skip

    def make(self, layout: str, data: bytes, patience: float) -> bytes:
        """Return the PDF, within so many seconds.

        Raises:
            NotTypeset: if the layout fails, or takes longer: the press is ended then.
            Ended: if there is no press any more.
        """
        is_late = Event()

        def stop() -> None:
            is_late.set()
            self._process.kill()

        timer = Timer(patience, stop)
        timer.daemon = True
        timer.start()
        try:
            verdict, answer = self._asked(layout, data)
        except (OSError, ValueError) as error:
            said = self.end()
            if is_late.is_set():
                raise NotTypeset(f"The {layout} was not typeset within {patience} s.") from error
            raise Ended(said or str(error)) from error
        except BaseException:
            self.end()  # or whoever asks next is given the rest of this document
            raise
        finally:
            timer.cancel()
        if verdict != b"made":
            raise NotTypeset(answer.decode(errors="replace")[-2000:])
        return answer

    def is_running(self) -> bool:
        return self._process.poll() is None

    def _asked(self, layout: str, data: bytes) -> tuple[bytes, bytes]:
        """Return what the press says of one document, and the document.

        Raises:
            OSError, ValueError: if it is gone, or was while it answered.
        """
        to, back = self._process.stdin, self._process.stdout
        assert to is not None, layout
        assert back is not None, layout
        to.write(f"{layout} {len(data)}\n".encode() + data)
        to.flush()
        verdict, length = back.readline().split()
        answer = back.read(int(length))
        if len(answer) < int(length):
            raise ValueError("The press ended within its answer.")
        return verdict, answer

    def end(self) -> str:
        """End the process if it runs still, and let go of it; return what it said, once."""
        if self._said.closed:
            return ""
        self._process.kill()
        for pipe in (self._process.stdin, self._process.stdout):
            with suppress(OSError):  # what was still to be sent to it
                if pipe is not None:
                    pipe.close()
        self._process.wait()
        with self._said:
            self._said.seek(0)
            return self._said.read().decode(errors="replace")[-2000:]
