"""The generated style sheet has every class that a page of its release can use."""

from __future__ import annotations

import re
from datetime import timedelta
from itertools import chain

from hypothesis import given, settings
from werkzeug.datastructures import MultiDict

from eventsite.programme.agenda import AgendaFilter
from eventsite.programme.pages.agenda_page import AgendaPage, agenda_page, box_classes
from eventsite.programme.pages.release_css import stylesheet
from eventsite.programme.releases.public import Programme
from eventsite.programme.states import SessionKind
from tests.agendas import ON, ROOMS, programme, programmes, session, slot

GENERATED = re.compile(r"[cwtdng]\d+")


def classes_used(page: AgendaPage) -> set[str]:
    slots = [slot for day in page.days for time in day.times for slot in time.slots]
    columns = [box_classes(column.box) for column in page.grid.columns] if page.grid else []
    times = [f"t{time.row}" for day in page.days for time in day.times] if page.grid else []
    texts = chain([page.grid_classes], columns, times, *((slot.classes, *slot.echoes) for slot in slots))
    return {name for text in texts for name in text.split() if GENERATED.fullmatch(name)}


def classes_there(sheet: str) -> set[str]:
    return set(re.findall(r"\.([a-z]\d+) \{", sheet))


@settings(max_examples=60)
@given(programmes())
def test_every_class_of_every_page_is_in_the_sheet(made: Programme) -> None:
    there = classes_there(stylesheet(made))
    asked = [{}, *({"event": slug} for slug in made.events), *({"kind": kind.value} for kind in SessionKind),
             *({"room": room} for room in ROOMS)]
    for day in made.days:
        for query in asked:
            found = AgendaFilter.from_args(made, MultiDict({**query, "day": day.on.isoformat()}))
            assert classes_used(agenda_page(made, found, is_list=False, today=ON)) - there == set()


def test_the_line_of_what_is_now_may_stand_on_every_row_of_a_day() -> None:
    sheet = stylesheet(programme(session("A", slot(60, 30)), session("B", slot(120, 30, "b"))))
    assert {f"t{row}" for row in range(12, 30)} <= classes_there(sheet)


def test_long_pauses_are_drawn_at_half_height() -> None:
    sheet = stylesheet(programme(
        session("A", slot(60, 30)), session("L", slot(90, 60, ""), kind=SessionKind.BREAK), session("B", slot(150, 15)),
        session("C", slot(60, 15, "b")),
    ))
    assert (
        ".g0 { grid-template-rows: auto repeat(6, minmax(var(--row), auto)) repeat(12, minmax(var(--row-idle), auto)) "
        "repeat(3, minmax(var(--row), auto)); }"
    ) in sheet


def test_a_day_that_begins_later_begins_with_rows_of_no_height() -> None:
    tomorrow = int(timedelta(hours=25) / timedelta(minutes=1))
    sheet = stylesheet(programme(session("A", slot(60, 30)), session("B", slot(tomorrow + 90, 30))))
    assert "grid-template-rows: auto repeat(6, 0) repeat(6, minmax(var(--row), auto));" in sheet


def test_a_programme_without_sessions_has_an_empty_sheet() -> None:
    assert stylesheet(programme()) == ""
