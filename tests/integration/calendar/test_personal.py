"""A visitor's own feed: opened by its link, revoked with it, and said to nobody else."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient

from tests.integration.calendar.releases import publish
from tests.unit.calendar.readers import read_by_all
from tests.unit.calendar.samples import MONDAY, make_session, make_slot, make_snapshot, uid

STARRED_AT = datetime(2026, 9, 3, tzinfo=UTC)


@pytest.fixture
def token(app: Flask) -> str:
    """Publish two summits, star sessions of both, and give the feed's token."""
    publish(app, make_snapshot())
    publish(app, make_snapshot(make_session("night", make_slot(7, MONDAY)), slug="berlin", time_zone="Europe/Berlin"))
    stars = [
        ("smart-cities-2026", "panel"),
        ("smart-cities-2026", "gone"),
        ("smart-cities-2026", "lunch"),
        ("berlin", "night"),
    ]
    return star(app, stars)


def star(app: Flask, stars: list[tuple[str, str]]) -> str:
    from eventsite.core.db import db, transaction
    from eventsite.programme.models import PersonalAgenda, Star
    from eventsite.summits.models import Summit

    with app.app_context(), transaction():
        agenda = PersonalAgenda(created_at=STARRED_AT)
        summits = {summit.slug: summit for summit in db.session.scalars(db.select(Summit))}
        db.session.add_all(
            Star(agenda=agenda, summit=summits[slug], session_code=code, created_at=STARRED_AT + timedelta(minutes=n))
            for n, (slug, code) in enumerate(stars)
        )
        db.session.add(agenda)
        db.session.flush()
        return app.extensions["eventsite.link_key"].token("feed", agenda.id, agenda.version)


def test_stars_of_all_summits_are_in_it(client: FlaskClient, token: str) -> None:
    name, found = read_by_all(client.get(f"/feeds/{token}.ics").data)
    assert (name, list(found)) == ("My agenda", [uid(7), uid(1), uid(2)])


def test_it_is_kept_by_its_reader_only(client: FlaskClient, token: str) -> None:
    headers = client.get(f"/feeds/{token}.ics").headers
    assert headers["Cache-Control"] == "private, no-cache"
    assert headers["Referrer-Policy"] == "same-origin"
    assert headers["X-Robots-Tag"] == "noindex, nofollow"
    assert headers["Content-Type"] == "text/calendar; charset=utf-8"
    assert headers["Content-Disposition"] == 'inline; filename="my-agenda.ics"'
    assert "Set-Cookie" not in headers


def test_it_is_not_sent_again_unchanged(app: Flask, client: FlaskClient, token: str) -> None:
    etag = client.get(f"/feeds/{token}.ics").headers["ETag"]
    again = client.get(f"/feeds/{token}.ics", headers={"If-None-Match": etag})
    assert (again.status_code, again.data) == (304, b"")
    assert again.headers["Referrer-Policy"] == "same-origin"
    assert len(app.extensions["eventsite.shelf"]) == 0


def test_a_revoked_link_opens_nothing(app: Flask, client: FlaskClient, token: str) -> None:
    from eventsite.core.db import db, transaction
    from eventsite.programme.models import PersonalAgenda

    with app.app_context(), transaction():
        db.session.scalars(db.select(PersonalAgenda)).one().version += 1
    assert client.get(f"/feeds/{token}.ics").status_code == 404


@pytest.mark.parametrize(
    "wrong", ["{id}-wrong", "{next}-{secret}", "{secret}", "{id}-{secret}x", "99999999999999-{secret}"]
)
def test_a_wrong_link_opens_nothing(client: FlaskClient, token: str, wrong: str) -> None:
    id, _, secret = token.partition("-")
    assert client.get(f"/feeds/{wrong.format(id=id, next=int(id) + 1, secret=secret)}.ics").status_code == 404


def test_a_link_for_something_else_opens_nothing(app: Flask, client: FlaskClient, token: str) -> None:
    other = app.extensions["eventsite.link_key"].token("ticket", int(token.partition("-")[0]), 1)
    assert client.get(f"/feeds/{other}.ics").status_code == 404


def test_an_agenda_without_stars_is_a_calendar(app: Flask, client: FlaskClient) -> None:
    assert read_by_all(client.get(f"/feeds/{star(app, [])}.ics").data) == ("My agenda", {})


def test_a_starred_summit_that_is_not_released_is_left_out(app: Flask, client: FlaskClient, token: str) -> None:
    from eventsite.core.db import db, transaction
    from eventsite.programme.models import Release

    with app.app_context(), transaction():
        db.session.execute(db.delete(Release))
    assert read_by_all(client.get(f"/feeds/{token}.ics").data) == ("My agenda", {})


def test_its_queries_are_few(client: FlaskClient, token: str, count_queries) -> None:
    client.get(f"/feeds/{token}.ics")
    with count_queries() as queries:
        client.get(f"/feeds/{token}.ics")
    assert queries.count == 3
