"""Markdown to safe HTML and to plain text. Text from people is never trusted, however it came in."""

from __future__ import annotations

import html
import re

import nh3
from markdown_it import MarkdownIt

_parser = MarkdownIt("commonmark", {"html": False}).enable(["table", "strikethrough"])
_TAGS = {
    "p",
    "br",
    "em",
    "strong",
    "del",
    "a",
    "ul",
    "ol",
    "li",
    "blockquote",
    "code",
    "pre",
    "hr",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "table",
    "thead",
    "tbody",
    "tr",
    "th",
    "td",
}
_TAG = re.compile(r"<[^>]*>")
_HEADING = re.compile(r"<(/?)h([1-6])>")


def render(source: str, *, top_heading: int = 3) -> str:
    """Return `source` as HTML of a fixed small set of tags, its highest heading being h`top_heading`.

    Raw HTML is shown as text, images become nothing, links may only go to http, https, mailto and relative addresses.
    """
    if not source.strip():
        return ""
    markup = _HEADING.sub(lambda m: f"<{m[1]}h{min(6, int(m[2]) + top_heading - 1)}>", _parser.render(source))
    return nh3.clean(
        markup,
        tags=_TAGS,
        attributes={"a": {"href", "title"}, "th": {"align"}, "td": {"align"}},
        url_schemes={"http", "https", "mailto"},
        link_rel="noopener nofollow ugc",
    ).strip()


def to_text(source: str) -> str:
    """Return `source` as plain text: paragraphs apart, list items behind a dash, links with their address."""
    markup = re.sub(r'<a href="([^"]*)"[^>]*>(.*?)</a>', _link_as_text, render(source), flags=re.DOTALL)
    markup = re.sub(r"<li>\s*", "- ", markup)
    markup = re.sub(r"</(p|h\d|blockquote|pre|ul|ol|table)>\n?", "\n\n", markup)
    markup = re.sub(r"(<br\s*/?>|</(li|tr)>)\n?", "\n", markup)
    text = html.unescape(_TAG.sub("", markup))
    return re.sub(r"\n{3,}", "\n\n", re.sub(r"[ \t]+\n", "\n", text)).strip()


def _link_as_text(match: re.Match[str]) -> str:
    address, label = match[1], match[2]
    return label if address.removeprefix("mailto:") == label else f"{label} ({address})"
