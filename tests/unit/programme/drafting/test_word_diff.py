"""Two texts word by word."""

from __future__ import annotations

import pytest

from eventsite.programme.drafting.word_diff import CONTEXT, MOST_WORDS, compare, field_row


def told(before: str, after: str) -> list[tuple[str, str]]:
    return [(piece.kind, piece.text) for piece in compare(before, after)]


def test_words_that_stayed_are_told_once() -> None:
    assert told("the old room is full", "the new room is full") == [
        ("same", "the "),
        ("gone", "old "),
        ("new", "new "),
        ("same", "room is full"),
    ]


def test_a_new_paragraph_is_a_change_and_a_blank_is_none() -> None:
    assert told("one two  three", "one two three") == [("same", "one two three")]
    assert told("one two three", "one two\n\nthree") == [
        ("same", "one "),
        ("gone", "two "),
        ("new", "two\n\n"),
        ("same", "three"),
    ]


def test_texts_with_little_in_common_are_told_one_after_the_other() -> None:
    assert told("a bus lane on Monday", "a poem, and then nothing more") == [
        ("gone", "a bus lane on Monday"),
        ("new", "a poem, and then nothing more"),
    ]


@pytest.mark.parametrize(("before", "after"), [("", "all new"), ("all gone", ""), ("same", "same"), ("", "")])
def test_one_side_may_be_empty(before: str, after: str) -> None:
    pieces = compare(before, after)
    assert "".join(p.text for p in pieces if p.kind in ("same", "gone")) == before
    assert "".join(p.text for p in pieces if p.kind in ("same", "new")) == after


def test_a_long_stretch_that_stayed_is_cut() -> None:
    words = [f"w{n}" for n in range(200)]
    pieces = told(" ".join(["a", *words, "b"]), " ".join(["A", *words, "B"]))
    assert [kind for kind, _ in pieces] == ["gone", "new", "same", "cut", "same", "gone", "new"]
    assert len(pieces[2][1].split()) == CONTEXT


def test_texts_too_long_to_compare_are_told_whole() -> None:
    long = "word " * MOST_WORDS
    assert told(long, "short") == [("gone", long), ("new", "short")]


def test_a_short_field_stands_side_by_side_and_a_long_one_does_not() -> None:
    assert field_row("Room", "Hall", "Attic").pieces == ()
    assert field_row("Abstract", "x" * 91, "y").pieces != ()
    assert field_row("Abstract", "one\ntwo", "one").pieces != ()
