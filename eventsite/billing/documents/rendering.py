"""Has a document typeset by the press, and says what paper it is for."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from threading import BoundedSemaphore
from typing import Any, Literal

Paper = Literal["us-letter", "a4"]
Layout = Literal["receipt", "tickets"]

_PRESS = Path(__file__).with_name("press.py")
#: A thousand tickets take two seconds.
_PATIENCE = 60
#: How many documents one process has made at once; each takes some 60 MiB while it is made.
_PRESSES = BoundedSemaphore(2)
#: How many seconds one document waits for another.
_TURN = 20
#: What an interpreter may need to start at all. The press is told nothing else of ours.
_KEPT = ("LD_LIBRARY_PATH", "DYLD_LIBRARY_PATH", "SYSTEMROOT")


class NotTypeset(RuntimeError):
    """The press failed, and its text is what it said: a layout is wrong or typst is missing. No user can mend that."""


class PressBusy(RuntimeError):
    """Other documents are being made just now. Try again in a few seconds."""


def paper_for(currency: str) -> Paper:
    """Return what printers hold where a currency is used: Letter for US dollars, else A4."""
    return "us-letter" if currency == "USD" else "a4"


def typeset(layout: Layout, data: Mapping[str, Any]) -> bytes:
    """Return the PDF of `data`, whose texts must be printable.

    Raises:
        NotTypeset: if the press fails, or takes more than a minute.
        PressBusy: if other documents kept it for too long.
    """
    if not _PRESSES.acquire(timeout=_TURN):
        raise PressBusy(f"The {layout} waited {_TURN} s for other documents.")
    try:
        done = subprocess.run(  # noqa: S603 - our own program; what users wrote goes in by its standard input
            [sys.executable, "-I", str(_PRESS), layout],
            input=json.dumps(data).encode(),
            env={name: os.environ[name] for name in _KEPT if name in os.environ},
            capture_output=True,
            timeout=_PATIENCE,
            check=True,
        )
    except subprocess.TimeoutExpired as late:
        raise NotTypeset(f"The {layout} was not typeset within {_PATIENCE} s.") from late
    except subprocess.CalledProcessError as failed:
        raise NotTypeset(failed.stderr.decode(errors="replace")[-2000:]) from failed
    finally:
        _PRESSES.release()
    return done.stdout
