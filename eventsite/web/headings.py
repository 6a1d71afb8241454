"""Puts the headings of rendered Markdown where the page around it wants them."""

from __future__ import annotations

import re

from markupsafe import Markup

_HEADING = re.compile(r"<(/?)h([2-6])>")


def headings(html: str, top: int) -> Markup:
    """Return HTML that `core.markdown` rendered and cleaned, with its headings from h`top` down and no level left out.

    Authors begin at any level; a page must not jump from h1 to h4.
    """
    levels = sorted({int(level) for _, level in _HEADING.findall(html)})
    place = {level: min(6, top + number) for number, level in enumerate(levels)}
    return Markup(_HEADING.sub(lambda match: f"<{match[1]}h{place[int(match[2])]}>", html))  # noqa: S704 - cleaned above
