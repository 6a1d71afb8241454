"""Letters that no file and no database keeps. Apart from `text`, whose parser of HTML is for those who read files."""

from __future__ import annotations

import re

#: C0 and C1 controls but tab and newline, lone surrogates, and the marks that turn the direction of what follows.
UNWANTED = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\u202a-\u202e\u2066-\u2069\ufeff\ufffe\uffff]")


def keepable(text: str) -> str:
    """Return text with line feeds for line ends, without controls and whatever else no database or XML keeps."""
    return UNWANTED.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))
