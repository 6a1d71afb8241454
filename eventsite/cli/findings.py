"""What the doctor finds: a sentence, and how bad that is."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Verdict(StrEnum):
    """A note is for who wonders; a problem makes the command end with 1."""

    OK = "ok"
    NOTE = "note"
    PROBLEM = "problem"


@dataclass(frozen=True, slots=True)
class Finding:
    verdict: Verdict
    sentence: str


def ok(sentence: str) -> Finding:
    return Finding(Verdict.OK, sentence)


def note(sentence: str) -> Finding:
    return Finding(Verdict.NOTE, sentence)


def problem(sentence: str) -> Finding:
    return Finding(Verdict.PROBLEM, sentence)
