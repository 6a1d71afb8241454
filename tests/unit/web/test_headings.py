"""Headings of Markdown, put where the page wants them."""

from __future__ import annotations

import pytest

from eventsite.web.headings import headings


@pytest.mark.parametrize(
    ("html", "top", "expected"),
    [
        ("<h4>A</h4><p>x</p><h6>B</h6><h4>C</h4>", 2, "<h2>A</h2><p>x</p><h3>B</h3><h2>C</h2>"),
        ("<h3>A</h3>", 3, "<h3>A</h3>"),
        ("<h3>A</h3><h4>B</h4>", 6, "<h6>A</h6><h6>B</h6>"),
        ("<p>no &lt;h3&gt; here</p>", 2, "<p>no &lt;h3&gt; here</p>"),
        ("", 2, ""),
    ],
)
def test_no_level_is_left_out(html: str, top: int, expected: str) -> None:
    assert headings(html, top) == expected
