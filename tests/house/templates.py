"""What the house forbids in a template, as plain functions over its text."""

from __future__ import annotations

import re
from collections.abc import Container, Iterator

from jinja2 import Environment, nodes

COMMENT = re.compile(r"\{#.*?#\}", re.DOTALL)
INLINE = {
    "a style attribute": re.compile(r"<[a-z][^>]*\sstyle\s*=", re.IGNORECASE),
    "a style element": re.compile(r"<style\b", re.IGNORECASE),
    "an event attribute": re.compile(r"<[a-z][^>]*\son[a-z]+\s*=", re.IGNORECASE),
    "a javascript address": re.compile(r"javascript:", re.IGNORECASE),
    "an inline script": re.compile(r"<script\b(?![^>]*(?:\ssrc\s*=|application/ld\+json))", re.IGNORECASE),
}
SAFE = re.compile(r"\|\s*safe\b|\bMarkup\(|autoescape\s+false")
POST_FORM = re.compile(r"<form\b[^>]*method\s*=\s*[\"']?post[^>]*>.*?</form>", re.IGNORECASE | re.DOTALL)
TARGET = re.compile(r"""action\s*=\s*["']?\{\{\s*url_for\(\s*["']([\w.]+)["']""")
CSRF = re.compile(r"csrf|hidden_tag")


def inline_code(text: str) -> Iterator[str]:
    """Yield "12: a style attribute" for everything the content security policy would stop."""
    plain = COMMENT.sub(lambda comment: "\n" * comment.group().count("\n"), text)
    for what, pattern in INLINE.items():
        for match in pattern.finditer(plain):
            yield f"{plain.count(chr(10), 0, match.start()) + 1}: {what}"


def gives_reason(label: str, text: str) -> bool:
    """Tell whether the text has a comment `{# label: three words or more #}`."""
    return any(
        len(comment[2:-2].strip().removeprefix(label).split()) >= 3
        for comment in COMMENT.findall(text)
        if comment[2:].lstrip().startswith(label)
    )


def unreasoned_safe(text: str) -> Iterator[int]:
    """Yield the number of each line that trusts markup with no `{# safe: why it may #}` on it or above it."""
    lines = text.splitlines()
    for number, line in enumerate(lines, start=1):
        beside = "\n".join(lines[max(0, number - 2) : number])
        if SAFE.search(COMMENT.sub("", line)) and not gives_reason("safe:", beside):
            yield number


def forms_without_csrf(text: str, excused: Container[str] = ()) -> Iterator[int]:
    """Yield the line of each POST form without a token that goes elsewhere than to the `excused` endpoints."""
    for form in POST_FORM.finditer(text):
        target = TARGET.search(form.group())
        if not CSRF.search(COMMENT.sub("", form.group())) and not (target and target[1] in excused):
            yield text.count("\n", 0, form.start()) + 1


def has_title(environment: Environment, text: str) -> bool:
    """Tell whether a page extends a layout and fills its title block."""
    tree = environment.parse(text)
    if not any(tree.find_all(nodes.Extends)):
        return False
    titles = [block for block in tree.find_all(nodes.Block) if block.name == "title"]
    return any(is_filled(title) for title in titles)


def is_filled(block: nodes.Block) -> bool:
    return any(
        part.data.strip() if isinstance(part, nodes.TemplateData) else True
        for output in block.body
        for part in (output.nodes if isinstance(output, nodes.Output) else [output])
    )
