"""The draft's list: everything in it, marked, narrowed by the address, a hundred at a time."""

from __future__ import annotations

import re
from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient

from eventsite.core.db import db, transaction
from eventsite.programme.models import Session
from eventsite.programme.services import releasing
from eventsite.summits.queries import find_summit
from tests.drafts import NINE, add_session
from tests.fixtures.cast import SLUG, Cast, Member
from tests.fixtures.queries import Statements
from tests.integration.programme.manage.conftest import Editor

As = Callable[[Member], FlaskClient]
LIST = f"/manage/{SLUG}/programme"

pytestmark = pytest.mark.usefixtures("draft")


@pytest.fixture
def listed(cast: Cast, as_member: As) -> Callable[[str], list[str]]:
    """Give `listed("?q=x")`: the codes in the order of the page."""
    client = as_member(cast.owner)
    return lambda query: re.findall(r'class="drafts-code">(.*?)<', client.get(LIST + query).text)


@pytest.mark.parametrize(
    ("query", "codes"),
    [
        ("", ["SC-1", "SC-3", "SC-2"]),
        ("?sort=-time", ["SC-2", "SC-3", "SC-1"]),
        ("?sort=title", ["SC-1", "SC-3", "SC-2"]),
        ("?sort=-title", ["SC-2", "SC-3", "SC-1"]),
        ("?sort=code", ["SC-1", "SC-2", "SC-3"]),
        ("?sort=nonsense", ["SC-1", "SC-3", "SC-2"]),
        ("?q=PUMPS", ["SC-2"]),
        ("?q=ada+pipes", ["SC-1"]),
        ("?q=sc-3", ["SC-3"]),
        ("?q=water", ["SC-1"]),
        ("?q=zzz", []),
        ("?kind=panel", ["SC-1"]),
        ("?kind=rave", ["SC-1", "SC-3", "SC-2"]),
        ("?state=draft", ["SC-3"]),
        ("?event=side", []),
        ("?event=main", ["SC-1", "SC-3", "SC-2"]),
        ("?event=far", []),
        ("?day=2026-11-01", ["SC-1", "SC-3"]),
        ("?day=2026-10-31", []),
        ("?lack=slot", ["SC-2"]),
        ("?lack=moderator", []),
        ("?mark=added", ["SC-1", "SC-2"]),
        ("?mark=changed", []),
        ("?day=2026-11-01&state=draft&q=poles", ["SC-3"]),
    ],
)
def test_the_address_says_what_is_listed(listed: Callable[[str], list[str]], query: str, codes: list[str]) -> None:
    assert listed(query) == codes


def test_codes_are_sorted_as_people_count(app: Flask, listed: Callable[[str], list[str]]) -> None:
    with app.app_context(), transaction():
        summit = find_summit(SLUG)
        assert summit is not None
        add_session(summit, "SC-10", starts_at=None)
    assert listed("?sort=code") == ["SC-1", "SC-2", "SC-3", "SC-10"]


def test_the_small_hours_belong_to_the_evening_before(app: Flask, listed: Callable[[str], list[str]]) -> None:
    with app.app_context(), transaction():
        summit = find_summit(SLUG)
        assert summit is not None
        add_session(summit, "NIGHT", starts_at=NINE - timedelta(hours=8))
    assert listed("?day=2026-10-31") == ["NIGHT"]


def test_each_session_says_what_the_next_release_does_to_it(
    app: Flask, cast: Cast, as_member: As, edit: Callable[..., Editor], listed: Callable[[str], list[str]]
) -> None:
    client = as_member(cast.owner)
    with app.app_context(), transaction():
        summit = find_summit(SLUG)
        assert summit is not None
        releasing.release(summit, name="One")
    assert "Everything here is public as it stands" in client.get(LIST).text
    edit("SC-1").type(title="Changed").save()
    client.post(f"/manage/{SLUG}/sessions/SC-2/cancel")
    edit("SC-3").type(state="confirmed").save()
    assert [listed(f"?mark={mark}") for mark in ("changed", "cancelled", "added", "reinstated")] == [
        ["SC-1"],
        ["SC-2"],
        ["SC-3"],
        [],
    ]
    page = client.get(LIST).text
    assert (
        page.count("Changed since the release"),
        page.count("To be cancelled</span>"),
        page.count("New, not public yet"),
    ) == (1, 1, 1)
    assert "Review 3 changes" in page


def test_what_is_typed_stays_in_the_filters(cast: Cast, as_member: As) -> None:
    page = (
        as_member(cast.owner)
        .get(f"{LIST}?q=<b>&kind=panel&state=draft&lack=slot&mark=added&day=2026-11-01&event=main&sort=-code")
        .text
    )
    assert 'value="&lt;b&gt;"' in page
    assert re.findall(r'value="([\w-]+)" selected', page) == ["main", "2026-11-01", "panel", "draft", "added", "slot"]
    assert '<input type="hidden" name="sort" value="-code">' in page
    assert "No session fits all of this." in page


def test_a_thousand_sessions_are_paged_and_cost_what_three_do(
    app: Flask,
    cast: Cast,
    as_member: As,
    count_queries: Callable[[], AbstractContextManager[Statements]],
    listed: Callable[[str], list[str]],
) -> None:
    client = as_member(cast.owner)
    with count_queries() as few:
        client.get(LIST)
    with app.app_context(), transaction():
        summit = find_summit(SLUG)
        assert summit is not None
        for number in range(1076):
            add_session(summit, f"X-{number:04}", starts_at=NINE + timedelta(minutes=number))
    with count_queries() as many:
        page = client.get(LIST).text
    assert (few.count, many.count) == (23, 47)  # the same 23; what belongs to sessions comes in runs of 500
    assert "<b>1,079 sessions</b>" in page
    assert "Page 1 of 11" in page
    assert f'rel="next" href="{LIST}?page=2"' in page
    assert len(listed("")) == 100
    assert len(listed("?page=11")) == 79
    assert listed("?page=99") == listed("?page=11")
    assert listed("?q=x-1075") == ["X-1075"]


def test_an_empty_summit_says_how_to_begin(app: Flask, cast: Cast, as_member: As) -> None:
    with app.app_context(), transaction():
        for session in db.session.scalars(db.select(Session).where(Session.code.startswith("SC-"))):
            db.session.delete(session)
    assert "There are no sessions yet. Make the first one here" in as_member(cast.owner).get(LIST).text
