"""Texts from elsewhere: HTML becomes Markdown, Markdown stays, and nothing gets through that no text has."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eventsite.core import markdown as ours
from eventsite.programme.interchange.text import LONGEST_TEXT, address, is_html, markdown, one_line

BASE = "https://summit.example/2026/schedule/"


def read(text: str) -> tuple[str, list[str]]:
    notes: list[str] = []
    return markdown(text, what="the abstract", report=notes.append), notes


@pytest.mark.parametrize(
    ("html", "text"),
    [
        ("<p>One &amp; two.</p>\n<p>Three<br>four</p>", "One & two.\n\nThree  \nfour"),
        (
            '<p>See <a href="https://a.example/x_y">the <strong>site</strong></a></p>',
            "See [the **site**](https://a.example/x_y)",
        ),
        ("<h2>Why</h2><ul>\n<li>One</li>\n<li>Two</li>\n</ul>", "## Why\n\n- One\n- Two"),
        ("<p>2 * 3 * 4 and a_b_c</p>", "2 \\* 3 \\* 4 and a\\_b\\_c"),
        ("<p>Look</p><script>alert(1)</script><style>p {}</style>", "Look"),
        ("<p>A <img src=x onerror=alert(1)> B</p>", "A B"),
    ],
)
def test_html_becomes_markdown(html: str, text: str) -> None:
    assert read(html) == (text, [])


@pytest.mark.parametrize(
    "text", ["# Why\n\n- *one*\n- [two](https://a.example)", "1 < 2 and 3 > 2", "<https://a.example>", "see <br> there"]
)
def test_markdown_stays(text: str) -> None:
    assert (read(text), is_html(text)) == ((text, []), False)


def test_lines_and_controls_are_those_of_a_text() -> None:
    assert read("a\r\nb\rc\x00\x1b[31m\u202ed\ufeff\ttab") == ("a\nb\nc[31md\ttab", [])
    assert one_line(" a\n b\u2028c ", 20, what="it", report=pytest.fail) == "a b c"


def test_a_text_that_no_converter_reads_keeps_its_words() -> None:
    assert read("<p>" + "<b>" * 5000 + "words") == (
        "words",
        ["the abstract is HTML nested too deep to be read; its tags were removed."],
    )


def test_a_text_that_is_too_long_is_cut_and_reported() -> None:
    text, notes = read("a" * (LONGEST_TEXT + 1))
    assert (len(text), notes) == (LONGEST_TEXT, ["the abstract has 30,001 letters and was cut at 30,000."])


def test_what_html_may_not_do_it_cannot_do_here_either() -> None:
    text, _ = read('<p><a href="javascript:alert(1)">x</a></p><p>&lt;script&gt;alert(1)&lt;/script&gt;</p>')
    assert ours.render(text) == "<p>x</p>\n<p>&lt;script&gt;alert(1)&lt;/script&gt;</p>"


@pytest.mark.parametrize(
    ("url", "absolute"),
    [
        ("https://a.example/x", "https://a.example/x"),
        ("/x.pdf", "https://summit.example/x.pdf"),
        ("x y.pdf", "https://summit.example/2026/schedule/x%20y.pdf"),
        ("//b.example/x", "https://b.example/x"),
        (" https://a.example/\n", "https://a.example/"),
        ("mailto:a@b.example", None),
        ("javascript:alert(1)", None),
        ("java\tscript:alert(1)", None),
        ("data:text/html,x", None),
        ("http://", None),
        ("http://[", None),
        ("https://a.example:99999/", None),
        ("", None),
        ("https://a.example/" + "x" * 2000, None),
    ],
)
def test_only_web_addresses_are_addresses(url: str, absolute: str | None) -> None:
    assert address(url, BASE) == absolute


@given(
    st.text(alphabet=st.characters(), max_size=300),
    st.sampled_from(["", "<p>", "<ul><li>", "<table><tr><td>", "<a href='"]),
)
def test_any_text_can_be_read(text: str, start: str) -> None:
    found, _ = read(start + text)
    found.encode()
    assert "\x00" not in found


@given(st.text(alphabet=st.characters(), max_size=100))
def test_any_text_is_an_address_or_none(text: str) -> None:
    found = address(text, BASE)
    assert found is None or found.startswith(("http://", "https://"))
