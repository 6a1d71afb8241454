"""Templates compile, have a title, and leave code, style and trust where they belong."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from flask import Flask
from jinja2 import Environment

from tests.house.access import endpoints_without_token
from tests.house.source import TEMPLATES, template_files
from tests.house.templates import forms_without_csrf, has_title, inline_code, unreasoned_safe


def name_of(path: Path) -> str:
    return path.relative_to(TEMPLATES).as_posix()


def pages() -> list[Path]:
    """Return the templates that are whole pages: no layout, no part, no mail."""
    return [
        path for path in template_files()
        if path.suffix == ".html"
        and not path.name.endswith("base.html")
        and not any(part.startswith("_") or part == "mail" for part in path.relative_to(TEMPLATES).parts)
    ]


def offences(find: Callable[[str], Iterator[object]]) -> dict[str, list[object]]:
    texts = {name_of(path): path.read_text() for path in template_files() if path.suffix in {".html", ".svg", ".xml"}}
    return {name: hits for name, text in texts.items() if (hits := list(find(text)))}


def test_every_template_compiles(any_app: Flask) -> None:
    for path in template_files():
        any_app.jinja_env.compile(path.read_text(), name=name_of(path))


def test_every_page_has_a_title(any_app: Flask) -> None:
    assert [name_of(path) for path in pages() if not has_title(any_app.jinja_env, path.read_text())] == []


def test_undefined_names_raise(any_app: Flask) -> None:
    assert any_app.jinja_env.undefined.__name__ == "StrictUndefined"


def test_no_inline_code() -> None:
    found = offences(inline_code)
    mail = found.pop("mail/_layout.html")  # mail programs fetch no style sheet, and know no content security policy
    assert [str(hit).partition(": ")[2] for hit in mail] == ["a style element"]
    assert found == {}


def test_trusted_markup_says_why() -> None:
    assert offences(unreasoned_safe) == {}


def test_every_post_form_carries_a_token(any_app: Flask) -> None:
    excused = endpoints_without_token(any_app)
    assert offences(lambda text: forms_without_csrf(text, excused)) == {}


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ('<p class="x"\n style="color: red">', ["1: a style attribute"]),
        ("<p>\n<script>alert()</script>", ["2: an inline script"]),
        ('<button onclick="go()">', ["1: an event attribute"]),
        ('<script type="module" src="/x.js"></script><script type="application/ld+json">{}</script>', []),
        ("{# <style> is not used #}", []),
    ],
)
def test_inline_code_is_found(text: str, found: list[str]) -> None:
    assert list(inline_code(text)) == found


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("{{ text|safe }}", [1]),
        ("{# safe: cleaned by core.markdown #}\n{{ text | safe }}", []),
        ("{# safe: yes #}\n{{ text|safe }}", [2]),
    ],
)
def test_unreasoned_trust_is_found(text: str, found: list[int]) -> None:
    assert list(unreasoned_safe(text)) == found


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ('<form method="post"><button></form>', [1]),
        ('<form method="post">{{ form.hidden_tag() }}</form>', []),
        ('<form method="get"></form>\n<form\n class="x" method="POST"></form>', [2]),
        ("""<form method="post" action="{{ url_for('stars.star', code=1) }}"></form>""", []),
        ("""<form method="post" action="{{ url_for('stars.erase', code=1) }}"></form>""", [1]),
        ('<form method="post">{# csrf comes later #}</form>', [1]),
    ],
)
def test_a_form_without_a_token_is_found(text: str, found: list[int]) -> None:
    assert list(forms_without_csrf(text, {"stars.star"})) == found


@pytest.mark.parametrize(
    ("text", "filled"),
    [
        ('{% extends "base.html" %}{% block title %}Agenda{% endblock %}', True),
        ('{% extends "base.html" %}{% block title %}{{ name }}{% endblock %}', True),
        ('{% extends "base.html" %}{% block title %} {% endblock %}', False),
        ('{% extends "base.html" %}', False),
        ("{% block title %}Agenda{% endblock %}", False),
    ],
)
def test_a_missing_title_is_found(text: str, filled: bool) -> None:
    assert has_title(Environment(autoescape=True), text) is filled
