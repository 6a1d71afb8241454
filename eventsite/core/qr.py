"""QR codes as vectors. A code of capital letters and digits takes QR's alphanumeric mode, so it is small and coarse."""

from __future__ import annotations

from dataclasses import dataclass
from html import escape
from itertools import groupby

import segno

#: White modules that must surround a code so that a scanner finds it.
QUIET_ZONE = 4
#: To try all eight masks takes six times as long as all the rest. For codes as ours this one scores, by the standard's
#: own rules, within a hundredth of the best on average; a scanner reads the mask from the code.
_MASK = 0


@dataclass(frozen=True, slots=True)
class Code:
    """A drawn code: a square of `size` modules, quiet zone included, and its dark modules as an SVG path.

    The path is one line per run of modules, to be stroked one module wide.
    """

    size: int
    path: str


def drawn(text: str) -> Code:
    """Return the code of `text`, with the most error correction that its size leaves room for, 15 % at least.

    Raises:
        ValueError: if `text` is empty or longer than a code can hold.
    """
    if not text:
        raise ValueError("A code holds something.")
    rows = segno.make(text, error="m", micro=False, mask=_MASK).matrix
    path = "".join(_runs(row, QUIET_ZONE + number) for number, row in enumerate(rows))
    return Code(len(rows) + 2 * QUIET_ZONE, path)


def _runs(row: bytearray, y: int) -> str:
    """Return 'M4 4.5h7M13 4.5h2' for the dark modules of one row."""
    found, x = [], QUIET_ZONE
    for is_dark, modules in groupby(row):
        length = len(list(modules))
        if is_dark:
            found.append(f"M{x} {y}.5h{length}")
        x += length
    return "".join(found)


def qr_svg(text: str, *, label: str) -> str:
    """Return an inline `<svg class="qr">` that readers call `label`: black on white in any theme."""
    code = drawn(text)
    return (
        f'<svg class="qr" role="img" aria-label="{escape(label)}" viewBox="0 0 {code.size} {code.size}"'
        f' shape-rendering="crispEdges"><rect width="{code.size}" height="{code.size}" fill="#fff"/>'
        f'<path stroke="#000" d="{code.path}"/></svg>'
    )
