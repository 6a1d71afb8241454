"""The list of clashes, letting one stand with a reason, and letting it count again."""

from __future__ import annotations

import re
from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient

from eventsite.core.audit import AuditEntry
from eventsite.core.db import db, transaction
from eventsite.programme.clashes.facts import facts_of
from eventsite.programme.clashes.sweep import find_clashes
from eventsite.programme.models import Session, Waiver
from eventsite.programme.states import Role, SessionKind
from eventsite.summits.models import Summit
from eventsite.summits.queries import find_summit
from tests.drafts import NINE, add_person, add_session
from tests.fixtures.cast import SLUG, Cast, Member
from tests.fixtures.queries import Statements

As = Callable[[Member], FlaskClient]
LIST = f"/manage/{SLUG}/clashes"


def the_summit() -> Summit:
    found = find_summit(SLUG)
    assert found is not None
    return found


@pytest.fixture
def keys(app: Flask, draft: None) -> dict[str, str]:
    """Put a person in two places across events and a room to double use within one; return rule -> key."""
    with app.app_context(), transaction():
        summit = the_summit()
        zoe = add_person("Zoe Twice")
        side = summit.events[1]
        add_session(summit, "T-1", title="Here", starts_at=NINE + timedelta(hours=2), line_up={zoe: Role.SPEAKER})
        there = add_session(
            summit, "T-2", title="There", starts_at=NINE + timedelta(hours=2), room="attic", line_up={zoe: Role.HOST}
        )
        there.event = side
        add_session(summit, "T-3", title="Same room", starts_at=NINE + timedelta(minutes=30))
    return keys_now(app)


def keys_now(app: Flask) -> dict[str, str]:
    with app.app_context():
        return {clash.rule: clash.key for clash in find_clashes(facts_of(the_summit()))}


def move(app: Flask, code: str, minutes: int) -> None:
    with app.app_context(), transaction():
        slot = db.session.scalars(db.select(Session).filter_by(code=code)).one().slots[0]
        slot.starts_at += timedelta(minutes=minutes)
        slot.ends_at += timedelta(minutes=minutes)


def headlines(page: str) -> list[str]:
    return re.findall(r'<h3><a href="[^"]*/clashes/[0-9a-f]{64}[^"]*">([^<]*)</a></h3>', page)


def status(page: str) -> str:
    found = re.search(r'<p class="agenda-bar" role="status">(.*?)</p>', page, re.DOTALL)
    assert found is not None
    return " ".join(re.sub("<[^>]+>", "", found[1]).split())


ALL = ["Zoe Twice is in two places", "Hall is used twice", "The panel “Pipes” has one panelist, Bob Sample"]


def test_the_list_stands_worst_first(cast: Cast, keys: dict[str, str], as_member: As) -> None:
    page = as_member(cast.owner).get(LIST).text
    assert headlines(page) == ALL
    assert status(page) == "3 clashes"
    assert "“Here”, Hall, Sun 1 Nov, 11:00–11:45 EST, and “There”, Attic, 11:00–11:45 EST." in page
    ways = re.findall(r"<li>([^<]*)<small>([^<]*)</small></li>", page)
    assert ways[:3] == [
        ("Sun 1 Nov, 10:15–11:00 EST", "Hall"),
        ("Sun 1 Nov, 10:15–11:00 EST", "Attic"),
        ("Sat 31 Oct, 11:00–11:45 EDT", "Hall"),
    ]


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("event=side", ALL[:1]),
        ("event=main&rule=room", ALL[1:2]),
        ("rule=no-such-rule", ALL),
        ("severity=warn", ALL[2:]),
        ("severity=nonsense&page=7", ALL),
        ("q=zoe+HERE", ALL[:1]),
        ("q=T-3", ALL[1:2]),
        ("shown=waived", []),
        ("event=nowhere", []),
    ],
)
def test_every_filter_stands_in_the_address(
    cast: Cast, keys: dict[str, str], as_member: As, query: str, found: list[str]
) -> None:
    assert headlines(as_member(cast.owner).get(f"{LIST}?{query}").text) == found


def test_a_clash_is_let_stand_with_a_reason_and_a_name(
    app: Flask, cast: Cast, keys: dict[str, str], as_member: As
) -> None:
    client, key = as_member(cast.owner), keys["person"]
    answer = client.post(f"{LIST}/{key}/waive?event=side", data={"reason": "They are\n twins. "})
    assert (answer.status_code, answer.location) == (302, f"{LIST}?event=side")
    page = client.get(LIST).text
    assert headlines(page) == ALL[1:]
    assert status(page) == "2 clashes; 1 more may stand, see why"
    page = client.get(f"{LIST}?shown=waived").text
    assert headlines(page) == ALL[:1]
    assert "<blockquote>They are\n twins.</blockquote>" in page
    assert re.search(r'<p class="muted">Owner, <time', page)
    with app.app_context():
        waiver = db.session.scalars(db.select(Waiver)).one()
        assert waiver.sentence == (
            "Zoe Twice is in two places: “Here”, Hall, Sun 1 Nov, 11:00–11:45 EST, "
            "and “There”, Attic, 11:00–11:45 EST."
        )


def test_the_session_says_who_lets_it_stand(cast: Cast, keys: dict[str, str], as_member: As) -> None:
    client = as_member(cast.owner)
    client.post(f"{LIST}/{keys['person']}/waive", data={"reason": "Twins"})
    page = client.get(f"/manage/{SLUG}/sessions/T-1").text
    assert "Owner lets it stand: “Twins”" in page
    assert "notice-bad" not in page


def test_a_clash_counts_again_when_anything_of_it_moves(
    app: Flask, cast: Cast, keys: dict[str, str], as_member: As
) -> None:
    client = as_member(cast.owner)
    client.post(f"{LIST}/{keys['person']}/waive", data={"reason": "Twins"})
    move(app, "T-2", 5)
    assert headlines(client.get(LIST).text) == ALL
    move(app, "T-2", -5)
    assert headlines(client.get(LIST).text) == ALL[1:]  # as it was, so the reason holds


def test_a_panels_reason_outlives_a_move(app: Flask, cast: Cast, keys: dict[str, str], as_member: As) -> None:
    as_member(cast.owner).post(f"{LIST}/{keys['alone']}/waive", data={"reason": "A fireside chat"})
    move(app, "SC-1", 5)
    assert keys_now(app)["alone"] == keys["alone"]


def test_a_waiver_can_be_taken_back_and_the_trail_keeps_both(
    app: Flask, cast: Cast, keys: dict[str, str], as_member: As
) -> None:
    client, key = as_member(cast.teammate), keys["room"]
    client.post(f"{LIST}/{key}/waive", data={"reason": "Two halves of it"})
    answer = client.post(f"{LIST}/{key}/count")
    assert (answer.status_code, answer.location) == (302, LIST)
    assert headlines(client.get(LIST).text) == ALL
    with app.app_context():
        entries = db.session.scalars(db.select(AuditEntry).filter_by(object_type="waiver").order_by(AuditEntry.id))
        told = [(entry.action, entry.actor, entry.changes.get("reason")) for entry in entries]
    who = f"account:{cast.teammate.id}"
    assert told == [("created", who, None), ("deleted", who, ["Two halves of it", None])]


def test_a_reason_is_asked_for_and_kept(app: Flask, cast: Cast, keys: dict[str, str], as_member: As) -> None:
    client = as_member(cast.owner)
    path = f"{LIST}/{keys['room']}/waive"
    answer = client.post(path, data={"reason": " \n "})
    assert answer.status_code == 422
    assert "Say why this may stand, so that whoever comes after you knows." in answer.text
    answer = client.post(path, data={"reason": "long " * 300})
    assert answer.status_code == 422
    assert "This is longer than 1,000 letters. Make it shorter." in answer.text
    assert "long " * 299 in answer.text
    with app.app_context():
        assert db.session.scalars(db.select(Waiver)).all() == []


def test_what_is_not_there_any_more_is_not_waived(app: Flask, cast: Cast, keys: dict[str, str], as_member: As) -> None:
    client = as_member(cast.owner)
    move(app, "T-3", 60)
    for path in (f"{LIST}/{keys['room']}/waive", f"{LIST}/{keys['room']}/count", f"{LIST}/{'0' * 64}/waive"):
        answer = client.post(path, data={"reason": "Fine"}, follow_redirects=True)
        assert "This clash is not there any more: something of it has moved, or was mended." in answer.text
        assert answer.request.path == LIST
    with app.app_context():
        assert db.session.scalars(db.select(Waiver)).all() == []


def test_the_second_to_waive_is_told_of_the_first(cast: Cast, keys: dict[str, str], as_member: As) -> None:
    path = f"{LIST}/{keys['room']}"
    as_member(cast.owner).post(f"{path}/waive", data={"reason": "It is large"})
    answer = as_member(cast.teammate).post(f"{path}/waive", data={"reason": "Mine"})
    assert answer.status_code == 409
    assert "Owner lets this stand already: “It is large”." in answer.text
    as_member(cast.owner).post(f"{path}/count")
    answer = as_member(cast.owner).post(f"{path}/count", follow_redirects=True)
    assert "Nobody lets this clash stand: it counts already." in answer.text


def test_who_may_look_and_who_may_waive(cast: Cast, keys: dict[str, str], as_member: As, client: FlaskClient) -> None:
    one = f"{LIST}/{keys['room']}"
    looks, acts = [LIST, one, f"/manage/{SLUG}/readiness"], [f"{one}/waive", f"{one}/count"]
    expected = {"owner": (200, 422), "teammate": (200, 422), "viewer": (200, 404), "stranger": (404, 404)}
    for who, (looking, acting) in expected.items():
        browser = as_member(getattr(cast, who))
        assert [browser.get(path).status_code for path in looks] == [looking] * 3
        assert browser.post(acts[0]).status_code == acting
    assert [client.get(path).status_code for path in looks] == [302, 302, 302]
    assert [client.post(path).status_code for path in acts] == [401, 401]
    assert [as_member(cast.owner).get(path).status_code for path in acts] == [405, 405]
    assert [as_member(cast.owner).post(path).status_code for path in looks] == [405, 405, 405]


def test_who_views_is_offered_nothing_to_waive(cast: Cast, keys: dict[str, str], as_member: As) -> None:
    for path in (LIST, f"{LIST}/{keys['room']}"):
        page = as_member(cast.viewer).get(path).text
        assert 'method="post"' not in page[page.index("<main") :]


def test_an_editor_of_one_event_waives_what_is_between_its_own_sessions(
    app: Flask, keys: dict[str, str], as_member: As, join: Callable[..., Member]
) -> None:
    with app.app_context():
        event = the_summit().events[0].slug
    browser = as_member(join("Side", "editor", event=event))
    assert browser.get(LIST).text.count("<summary>Let it stand<") == 2
    assert browser.post(f"{LIST}/{keys['room']}/waive", data={"reason": "Ours"}).status_code == 302
    assert browser.post(f"{LIST}/{keys['person']}/waive", data={"reason": "Not ours"}).status_code == 404
    assert keys_now(app)["person"] == keys["person"]
    with app.app_context():
        assert [waiver.reason for waiver in db.session.scalars(db.select(Waiver))] == ["Ours"]


def test_a_long_list_is_shown_a_page_at_a_time(app: Flask, cast: Cast, draft: None, as_member: As) -> None:
    with app.app_context(), transaction():
        for number in range(7):
            add_session(the_summit(), f"R-{number}", starts_at=NINE + timedelta(days=1))
    client = as_member(cast.owner)
    first, second = client.get(f"{LIST}?rule=room").text, client.get(f"{LIST}?rule=room&page=2").text
    assert (len(headlines(first)), len(headlines(second))) == (20, 1)
    assert "Page 2 of 2" in second
    assert headlines(client.get(f"{LIST}?rule=room&page=9").text) == headlines(second)


def test_a_day_without_clashes_says_so(app: Flask, cast: Cast, draft: None, as_member: As) -> None:
    page = as_member(cast.owner).get(f"{LIST}?rule=room").text
    assert "No clash fits all of this." in page
    with app.app_context(), transaction():
        db.session.scalars(db.select(Session).filter_by(code="SC-1")).one().kind = SessionKind.TALK
    assert "Nobody is in two places, and no room is used twice" in as_member(cast.owner).get(LIST).text


def test_the_list_costs_the_same_however_long(
    app: Flask,
    cast: Cast,
    draft: None,
    as_member: As,
    count_queries: Callable[[], AbstractContextManager[Statements]],
) -> None:
    counts = []
    for number in range(3):
        with app.app_context(), transaction():
            add_session(the_summit(), f"R-{number}", starts_at=NINE)
        client = as_member(cast.owner)
        with count_queries() as queries:
            assert client.get(LIST).status_code == 200
        counts.append(queries.count)
    assert counts == [15, 15, 15]


def test_today_counts_what_nobody_lets_stand(cast: Cast, keys: dict[str, str], as_member: As) -> None:
    client = as_member(cast.owner)
    count = re.compile(r'clashes\?severity=(\w+)">([^<]*)</a>')
    assert count.findall(client.get(f"/manage/{SLUG}/").text) == [("block", "2 clashes"), ("warn", "1 clash")]
    client.post(f"{LIST}/{keys['room']}/waive", data={"reason": "Fine"})
    client.post(f"{LIST}/{keys['alone']}/waive", data={"reason": "Fine"})
    assert count.findall(client.get(f"/manage/{SLUG}/").text) == [("block", "1 clash")]
