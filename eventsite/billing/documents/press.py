"""Typesets one document: `python -I press.py LAYOUT < data.json > document.pdf`.

A program of its own, because typst keeps 30 MiB and more in the process that used it once, and a web worker has 120.
It imports nothing of ours, so it starts in a moment; it knows no settings and no secrets.
"""

from __future__ import annotations

import sys
from pathlib import Path

import typst

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
    fonts = typst.Fonts(has_system_fonts, include_embedded_fonts=True, font_paths=[_FONTS] if _FONTS.exists() else [])
    nowhere = root / "no-packages"
    compiler = typst.Compiler(
        root / f"{layout}.typ", root=root, font_paths=fonts, package_path=nowhere, package_cache_path=nowhere
    )
    pdf = compiler.compile(format="pdf", sys_inputs={"data": data}, pdf_standards=standards, timestamp=0)
    assert isinstance(pdf, bytes), "a PDF is one file, whatever its pages"
    return pdf


if __name__ == "__main__":
    try:
        sys.stdout.buffer.write(press(sys.argv[1], sys.stdin.read()))
    except typst.TypstError as error:
        sys.exit(error.diagnostic)
