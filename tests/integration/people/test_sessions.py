"""Sessions can be seen and ended, and nothing that was ended, copied or guessed opens anything."""

from __future__ import annotations

import re
from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import datetime, timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from eventsite.cli.jobs import queue_of, wake_through
from eventsite.core import clock
from eventsite.core.db import db, transaction
from eventsite.people.models import AccountSession
from eventsite.people.queries import find_session
from eventsite.people.services import sessions
from eventsite.people.services.sessions import SessionEnded
from tests.fixtures.cast import Cast, Member, sign_in_anew
from tests.fixtures.clocks import FrozenClock
from tests.fixtures.queries import Statements
from tests.integration.people.entering import machine_path

PAGE = "/account/sessions"
As = Callable[[Member], FlaskClient]
Counting = Callable[[], AbstractContextManager[Statements]]


def cookie_of(client: FlaskClient) -> str:
    """Return the secret that a browser holds, '' where nobody is signed in."""
    with client.session_transaction() as session:
        return str(session.get("_user_id", ""))


def is_in(client: FlaskClient) -> bool:
    return client.get("/account/").status_code == 200


def other_browser(app: Flask, secret: str) -> FlaskClient:
    """Return a browser into which a cookie was copied."""
    client = app.test_client()
    with client.session_transaction() as session:
        session.update(_user_id=secret, _fresh=True)
    return client


def test_each_sign_in_makes_a_session_of_its_own(app: Flask, client: FlaskClient, cast: Cast) -> None:
    with client.session_transaction() as session:  # what an attacker laid into this browser before
        session.update(_user_id="chosen by somebody else", csrf_token="known")
    client.post(machine_path(app, cast.owner.email), headers={"User-Agent": "Mozilla/5.0 (X11; Linux) Firefox/130.0"})
    first = cookie_of(client)
    assert (len(first), first == "chosen by somebody else") == (43, False)
    with app.app_context():
        kept = db.session.scalars(select(AccountSession).order_by(AccountSession.id.desc()).limit(1)).one()
        assert (kept.account_id, kept.means, kept.is_strong, kept.address) == (
            cast.owner.id, "machine", True, "127.0.0.1"
        )
        assert first not in kept.secret_hash
    client.post(machine_path(app, cast.owner.email))
    assert (is_in(client), is_in(other_browser(app, first))) == (True, False)


@pytest.mark.parametrize("cookie", ["7.1", "1.1", "", "x" * 3000, "é"])
def test_a_cookie_of_before_or_of_nobody_opens_nothing(app: Flask, cast: Cast, cookie: str) -> None:
    assert other_browser(app, cookie).get("/account/").status_code == 302


def test_signing_out_ends_every_copy_of_the_cookie(app: Flask, cast: Cast, as_member: As) -> None:
    client, copy = as_member(cast.owner), as_member(cast.owner)
    assert is_in(copy)
    client.post("/account/sign-out")
    assert (is_in(client), is_in(copy)) == (False, False)
    assert is_in(as_member(cast.owner.weak()))


def test_they_are_listed_in_words(app: Flask, client: FlaskClient, cast: Cast) -> None:
    agent = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/128.0 Safari/537.36 Edg/128.0"
    client.post(machine_path(app, cast.owner.email), headers={"User-Agent": agent})
    page = client.get(PAGE).text
    rows = re.findall(r"<h2>(.*?)</h2>", page)
    assert rows == [
        'Edge on Windows <span class="state state-now">This one</span>', "An unknown browser", "An unknown browser",
    ]
    assert "From 127.0.0.1, by a link made on the server." in page
    assert "From 192.0.2.1, by a mailed link." in page


def test_what_a_browser_says_of_itself_is_text(app: Flask, client: FlaskClient, cast: Cast) -> None:
    client.post(machine_path(app, cast.owner.email), headers={"User-Agent": "<script>" + "x" * 10_000})
    assert "<script>x" not in client.get(PAGE).text
    with app.app_context():
        longest = db.session.scalars(select(AccountSession.user_agent)).all()
        assert max(map(len, longest)) == 300


def test_one_is_ended_and_others_go_on(app: Flask, cast: Cast, as_member: As) -> None:
    client, other = as_member(cast.owner), as_member(cast.owner.weak())
    (id,) = re.findall(r"/account/sessions/(\d+)/end", client.get(PAGE).text)
    assert client.post(f"{PAGE}/{id}/end").location == PAGE
    assert (is_in(client), is_in(other)) == (True, False)
    assert "That session was ended already." in client.post(f"{PAGE}/{id}/end", follow_redirects=True).text


def test_nobody_ends_a_session_of_somebody_else(app: Flask, cast: Cast, as_member: As) -> None:
    with app.app_context():
        id = db.session.scalars(select(AccountSession.id).filter_by(account_id=cast.stranger.id)).first()
    as_member(cast.owner).post(f"{PAGE}/{id}/end")
    assert is_in(as_member(cast.stranger))


def test_all_others_are_ended(app: Flask, cast: Cast, as_member: As) -> None:
    client, other = as_member(cast.owner), as_member(cast.owner.weak())
    third = other_browser(app, sign_in_anew(app, cast.owner))
    assert "2 other sessions ended." in client.post(f"{PAGE}/end-others", follow_redirects=True).text
    assert [is_in(browser) for browser in (client, other, third, as_member(cast.teammate))] == [
        True, False, False, True,
    ]
    assert "Every browser" in client.get(PAGE).text
    assert "End all others" not in client.get(PAGE).text


def test_a_session_that_was_ended_meanwhile_changes_nothing(app: Flask, cast: Cast) -> None:
    """A thief's request that was permitted before "End all others" and reaches the service after it."""
    with app.app_context():
        thief, owner = find_session(cast.owner.weak().session_id), find_session(cast.owner.session_id)
        assert thief is not None
        assert owner is not None
        with transaction():
            sessions.end_others(owner)
        with pytest.raises(SessionEnded), transaction():
            sessions.end_others(thief)
        with pytest.raises(SessionEnded), transaction():
            sessions.prove(thief)
        assert find_session(cast.owner.session_id) is not None


def test_a_session_that_nobody_used_for_two_weeks_is_over(
    cast: Cast, as_member: As, frozen_clock: FrozenClock, app: Flask
) -> None:
    secret = sign_in_anew(app, cast.owner)
    frozen_clock.forward(days=13, hours=23)
    assert is_in(other_browser(app, secret))
    frozen_clock.forward(hours=1)
    assert not is_in(other_browser(app, secret))


def seen_at(app: Flask, secret: str) -> datetime:
    with app.app_context():
        found = find_session(secret)
        assert found is not None
        return found.seen_at


def test_when_it_was_seen_is_noted_once_an_hour_and_written_by_the_worker(
    app: Flask, cast: Cast, frozen_clock: FrozenClock
) -> None:
    wake_through(app)
    secret, began = sign_in_anew(app, cast.owner), clock.now()
    client, huey = other_browser(app, secret), queue_of(app).huey
    frozen_clock.forward(minutes=59)
    client.get("/account/")
    assert huey.pending_count() == 0
    frozen_clock.forward(minutes=1)
    for _ in range(3):
        client.get("/account/")
    assert (huey.pending_count(), seen_at(app, secret)) == (1, began)
    huey.execute(huey.dequeue())
    assert seen_at(app, secret) == began + timedelta(hours=1)
    with app.app_context(), transaction():  # a late note of another process
        sessions.mark_seen(1, began - timedelta(days=1))
    assert seen_at(app, secret) == began + timedelta(hours=1)
    huey.storage.close()


def test_who_is_signed_in_costs_one_query(cast: Cast, as_member: As, count_queries: Counting) -> None:
    client = as_member(cast.owner)
    with count_queries() as sent:
        client.get("/account/sign-in")
    assert [statement.split("FROM")[1].split()[:2] for statement in sent] == [["account_session", "JOIN"]]


def test_the_pages_cost_the_same_however_much_there_is(
    app: Flask, cast: Cast, as_member: As, count_queries: Counting
) -> None:
    client, counts = as_member(cast.owner), []
    for _ in range(2):
        for path in (PAGE, "/account/"):
            with count_queries() as sent:
                assert client.get(path).status_code == 200
            counts.append(sent.count)
        for _ in range(3):
            sign_in_anew(app, cast.owner)
    assert counts == [2, 7, 2, 7]
