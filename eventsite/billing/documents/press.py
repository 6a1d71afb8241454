"""Typesets one document after another: `python -I press.py`.

Each is asked for by a line with its layout and the length of its data, a JSON text that follows, and answered by a line
that says `made` or `failed`, the length of what follows, and that: the PDF, or why there is none.

A program of its own, because typst keeps 30 MiB and more in the process that used it once, and a web worker has 120. It
ends when nobody has asked for a while. It imports nothing of ours; it knows no settings and no secrets.
"""

from __future__ import annotations

import os
import sys
from functools import cache
from pathlib import Path
from threading import Timer
from typing import BinaryIO

import typst

#: Seconds without work after which it ends, and documents after which another process goes on with fresh memory.
_IDLE, _MOST = 10, 200

LAYOUTS = Path(__file__).parent / "layouts"
_FONTS = Path(__file__).parents[3] / "static" / "vendor" / "public-sans"

#: With the machine's fonts or without, and by which standard: each is tried where the one before lacks a letter.
_ATTEMPTS: tuple[tuple[bool, list[typst.PDFStandard]], ...] = ((False, ["ua-1"]), (True, ["ua-1"]), (True, []))


def press(layout: str, data: str, *, root: Path = LAYOUTS) -> bytes:
    """Return the PDF of `root`/`layout`.typ, which finds `data`, a JSON text, in `sys.inputs.data`.

    Raises:
        typst.TypstError: if the layout is wrong, or reaches for a file outside `root`.
    """
    for has_system_fonts, standards in _ATTEMPTS[:-1]:
        try:
            return _compiled(root, layout, data, has_system_fonts, standards)
        except typst.TypstError:
            continue
    return _compiled(root, layout, data, *_ATTEMPTS[-1])


def _compiled(root: Path, layout: str, data: str, has_system_fonts: bool, standards: list[typst.PDFStandard]) -> bytes:
    fonts = _found(_FONTS, has_system_fonts=has_system_fonts)
    nowhere = root / "no-packages"
    compiler = typst.Compiler(
        root / f"{layout}.typ", root=root, font_paths=fonts, package_path=nowhere, package_cache_path=nowhere
    )
    pdf = compiler.compile(format="pdf", sys_inputs={"data": data}, pdf_standards=standards, timestamp=0)
    assert isinstance(pdf, bytes), "a PDF is one file, whatever its pages"
    return pdf


@cache
def _found(folder: Path, *, has_system_fonts: bool) -> typst.Fonts:
    return typst.Fonts(has_system_fonts, include_embedded_fonts=True, font_paths=[folder] if folder.exists() else [])


def serve(source: BinaryIO, sink: BinaryIO) -> None:
    """Answer until nobody asks any more, or often enough that a new process should go on."""
    for _ in range(_MOST):
        nobody_asks = Timer(_IDLE, lambda: os._exit(0))  # whoever asks at this very moment starts another press
        nobody_asks.daemon = True
        nobody_asks.start()
        asked = source.readline().split()
        nobody_asks.cancel()
        if not asked:
            return
        verdict, answer = _answer(asked[0].decode(), source.read(int(asked[1])).decode())
        sink.write(f"{verdict} {len(answer)}\n".encode() + answer)
        sink.flush()


def _answer(layout: str, data: str) -> tuple[str, bytes]:
    try:
        return "made", press(layout, data)
    except typst.TypstError as error:
        return "failed", str(error.diagnostic).encode()


if __name__ == "__main__":
    serve(sys.stdin.buffer, sys.stdout.buffer)
