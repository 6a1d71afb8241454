"""Text from elsewhere as we keep it: one line, or Markdown; FOSDEM writes HTML, the others Markdown."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from urllib.parse import urljoin, urlsplit

import nh3
from markdownify import MarkdownConverter

from eventsite.programme.interchange.letters import UNWANTED, keepable

#: Longer texts are cut before anything looks at them; the longest of FOSDEM has 8,000 letters.
LONGEST_TEXT = 30_000
LONGEST_ADDRESS = 2_000

_TAG = re.compile(
    r"<(?:p|div|span|ul|ol|li|h[1-6]|br|hr|a|b|i|em|strong|blockquote|pre|code|table|section|article)\b[^<>]{0,500}>",
    re.IGNORECASE,
)
_ANY_TAG = re.compile(r"<[^<>]{0,500}>")
_WIDE = re.compile(r"[ \t]{33,}")
_BLANK_LINES = re.compile(r"\n{3,}")
_KEPT_TAGS = {
    "p", "br", "hr", "b", "strong", "i", "em", "del", "s", "a", "ul", "ol", "li", "blockquote", "code", "pre",
    "h1", "h2", "h3", "h4", "h5", "h6", "table", "thead", "tbody", "tr", "th", "td", "div", "section", "article",
}
_converter = MarkdownConverter(heading_style="ATX", bullets="-")

Report = Callable[[str], None]


def one_line(text: str, most: int, *, what: str, report: Report) -> str:
    """Return text as one line of at most `most` letters; a longer one is cut and reported."""
    line = " ".join(_clean(text).split())
    if len(line) <= most:
        return line
    report(f"{what} has {len(line)} letters and was cut at {most}: {line[:40]!r}…")
    return line[: most - 1].rstrip() + "…"


def markdown(text: str, *, what: str, report: Report) -> str:
    """Return text as Markdown: HTML is translated, everything else is left as it is."""
    text = _clean(text).strip()
    if len(text) > LONGEST_TEXT:
        report(f"{what} has {len(text):,} letters and was cut at {LONGEST_TEXT:,}.")
        text = text[:LONGEST_TEXT]
    if not is_html(text):
        return text
    try:
        text = _converter.convert(_repaired(text))
    except RecursionError:
        report(f"{what} is HTML nested too deep to be read; its tags were removed.")
        text = _ANY_TAG.sub("", text)
    return _BLANK_LINES.sub("\n\n", _clean(text)).strip()


def _repaired(html: str) -> str:
    """Close what is open and drop what we have no use for: the converter takes minutes over markup that is broken."""
    html = nh3.clean(
        html, tags=_KEPT_TAGS, attributes={"a": {"href", "title"}}, url_schemes={"http", "https", "mailto"},
        link_rel=None,
    )
    return _WIDE.sub(" " * 32, html)


def is_html(text: str) -> bool:
    """Tell whether a text is HTML: it begins with a tag. Markdown may hold a tag somewhere and stays Markdown."""
    return _TAG.match(text) is not None


def address(url: str, base: str) -> str | None:
    """Return `url` as an absolute http or https address, None when it is or becomes anything else."""
    url = UNWANTED.sub("", url).replace("\n", "").replace("\t", "").strip()
    if not url or len(url) > LONGEST_ADDRESS:
        return None
    try:
        absolute = urljoin(base, url)
        parts = urlsplit(absolute)
        has_host = bool(parts.hostname) and parts.port != 0
    except ValueError:
        return None
    return absolute.replace(" ", "%20") if parts.scheme in ("http", "https") and has_host else None


def _clean(text: str) -> str:
    return keepable(unicodedata.normalize("NFC", text))
