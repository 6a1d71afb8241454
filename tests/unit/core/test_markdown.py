"""Text from people, made safe."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eventsite.core import markdown


def test_render_keeps_what_people_write() -> None:
    html = markdown.render("**Bring** a [clause](https://example.org/a?b=1&c=2).\n\n- one\n- two")
    assert html == (
        '<p><strong>Bring</strong> a '
        '<a href="https://example.org/a?b=1&amp;c=2" rel="noopener nofollow ugc">clause</a>.</p>\n'
        "<ul>\n<li>one</li>\n<li>two</li>\n</ul>"
    )


def test_render_puts_headings_below_the_page() -> None:
    assert markdown.render("# A\n\n## B") == "<h3>A</h3>\n<h4>B</h4>"


@pytest.mark.parametrize(
    "hostile",
    [
        "<script>alert(1)</script>",
        "[x](javascript:alert(1))",
        "[x](data:text/html,<script>)",
        "<img src=x onerror=alert(1)>",
        "![x](https://example.org/x.png)",
        '<a href="https://example.org" onclick="x">x</a>',
        "[x](vbscript:x)",
        "<svg/onload=x>",
        '[x](https://example.org "\\" onmouseover=alert(1) \\"")',
    ],
)
def test_render_lets_nothing_run(hostile: str) -> None:
    tags = {part.split(">")[0].split(" ")[0].strip("/") for part in markdown.render(hostile).split("<")[1:]}
    assert tags <= {"p", "a", "img"} - {"img"}
    assert "javascript:" not in markdown.render(hostile).split("href=")[-1].split(">")[0]


@given(st.text(max_size=300))
def test_render_never_makes_a_tag_of_its_own(text: str) -> None:
    html = markdown.render(text)
    names = {part.split(">")[0].split(" ")[0].strip("/") for part in html.split("<")[1:]}
    assert names <= markdown._TAGS


def test_to_text_reads_well_in_a_calendar() -> None:
    text = markdown.to_text("Hello & *you*:\n\n1. first\n2. [second](https://example.org)\n\nBye <b>now</b>")
    assert text == "Hello & you:\n\n- first\n- second (https://example.org)\n\nBye <b>now</b>"
