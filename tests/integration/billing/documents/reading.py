"""Reads a PDF back: its words, its pictures, its codes and what it says of itself."""

from __future__ import annotations

import re
from io import BytesIO
from typing import Any

import pypdfium2
import zxingcpp
from PIL import Image, ImageChops
from pypdf import PdfReader


def pages(pdf: bytes) -> list[list[str]]:
    """Return the lines of every page."""
    return [page.extract_text().splitlines() for page in PdfReader(BytesIO(pdf)).pages]


def words(pdf: bytes) -> list[str]:
    """Return the words of every page, wherever its lines end."""
    return [" ".join(" ".join(lines).split()) for lines in pages(pdf)]


def run_together(pdf: bytes) -> str:
    """Return all letters without any space: a text that was wrapped reads as it was given."""
    return re.sub(r"\s", "", "".join(page.extract_text() for page in PdfReader(BytesIO(pdf)).pages))


def about(pdf: bytes) -> dict[str, Any]:
    """Return what a reader program is told: title, author, language, and whether the structure is marked."""
    reader = PdfReader(BytesIO(pdf))
    root: Any = reader.trailer["/Root"]
    metadata = reader.metadata
    assert metadata is not None
    return {
        "title": metadata.title,
        "author": metadata.author,
        "language": root["/Lang"],
        "is tagged": bool(root["/MarkInfo"]["/Marked"]) and "/StructTreeRoot" in root,
    }


def is_pdf_ua(pdf: bytes) -> bool:
    return b"<pdfuaid:part>1</pdfuaid:part>" in pdf


def fonts(pdf: bytes) -> set[str]:
    found: set[str] = set()
    for page in PdfReader(BytesIO(pdf)).pages:
        resources: Any = page["/Resources"]
        names = {font["/BaseFont"].partition("+")[2] for font in resources["/Font"].values()}
        found |= {name.removesuffix("-Identity-H") for name in names}
    return found


def paper(pdf: bytes) -> tuple[float, float]:
    box = PdfReader(BytesIO(pdf)).pages[0].mediabox
    return round(box.width), round(box.height)


def pictures(pdf: bytes, scale: float = 1) -> list[Image.Image]:
    """Return every page as it is printed, 72 dots to the inch for a scale of 1."""
    with pypdfium2.PdfDocument(pdf) as document:
        return [page.render(scale=scale).to_pil().convert("L") for page in document]


def scanned(pdf: bytes) -> list[list[str]]:
    """Return what a scanner reads on every page."""
    return [[code.text for code in zxingcpp.read_barcodes(page)] for page in pictures(pdf, 2)]


def keeps_its_margins(page: Image.Image, margin: int = 50) -> bool:
    """Tell whether nothing is printed in the margins, which are 54 points wide."""
    width, height = page.size
    top, foot = (0, 0, width, margin - 10), (0, height - 20, width, height)
    edges = ((0, 0, margin, height), (width - margin, 0, width, height), top, foot)
    return all(ImageChops.invert(page.crop(edge)).getbbox() is None for edge in edges)
