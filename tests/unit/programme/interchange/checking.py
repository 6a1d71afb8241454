"""Reads small files as an import does, and says what came of it."""

from __future__ import annotations

from typing import Any

import pytest

from eventsite.programme.interchange import errors
from eventsite.programme.interchange.checks import assemble
from eventsite.programme.interchange.documents import Document
from eventsite.programme.interchange.reading import parse
from tests.schedules import schedule_xml

#: Where the first two sessions of a small file stand.
FIRST, SECOND = "line 14", "line 26"
PATH = "conference.days[0].rooms.Hall"


def document(*events: str, **conference: Any) -> Document:
    return assemble(parse(schedule_xml(*events, **conference)))


def refusal(data: bytes, **options: str) -> tuple[type[Exception], str]:
    with pytest.raises(errors.BadFile) as raised:
        assemble(parse(data), **options)
    return raised.type, str(raised.value)


def oddities(found: Document) -> list[str]:
    return [str(oddity) for oddity in found.oddities]
