"""Stars and "my agenda": without an account, without a script, and without a session."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from datetime import timedelta
from http.cookies import Morsel, SimpleCookie
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select
from werkzeug.test import TestResponse

from eventsite.core.db import db, transaction
from eventsite.core.tokens import LinkKey
from eventsite.programme.models import PersonalAgenda, Session, Star
from eventsite.programme.releases import public
from eventsite.programme.services import releasing, starring
from eventsite.programme.states import SessionState
from eventsite.summits.models import Summit
from tests.drafts import NINE, add_session, add_slot, add_summit
from tests.fixtures.apps import close, make_app
from tests.fixtures.queries import Statements

A, B, C = "/summit/sessions/A/star", "/summit/sessions/B/star", "/summit/sessions/C/star"
MINE = "/summit/my-agenda"
STAR, UNSTAR = {"action": "star"}, {"action": "unstar"}
FAR = timedelta(hours=5)

Counting = Callable[[], AbstractContextManager[Statements]]


@pytest.fixture(autouse=True)
def fresh_reading() -> Iterator[None]:
    public.forget()
    yield
    public.forget()


@pytest.fixture
def summit(app: Flask) -> None:
    """Release three sessions, of which A and B overlap, and keep one back; and another summit with its own A."""
    with app.app_context(), transaction():
        made = add_summit()
        add_session(made, "A", title="Pipes & <pumps>")
        add_session(made, "B", starts_at=NINE + timedelta(minutes=30), room="attic")
        add_session(made, "C", starts_at=NINE + FAR)
        add_session(made, "DRAFT", state=SessionState.DRAFT)
        releasing.release(made, name="First")
        other = add_summit("other")
        add_session(other, "A")
        releasing.release(other, name="First")


@pytest.fixture
def visitor(client: FlaskClient, summit: None) -> FlaskClient:
    return client


def cancel(app: Flask, code: str) -> None:
    with app.app_context(), transaction():
        session = db.session.scalars(
            select(Session).join(Summit, Session.summit).where(Session.code == code, Summit.slug == "summit")
        ).one()
        session.state = SessionState.CANCELLED
        releasing.release(session.summit, name="Without it")


def stars_of(client: FlaskClient, summit: str = "summit") -> list[str]:
    answer = client.get(f"/{summit}/my-agenda.json").get_json()
    assert set(answer) == {"stars"}
    return list(answer["stars"])


def cookies_in(response: TestResponse) -> dict[str, Morsel[str]]:
    jar: SimpleCookie = SimpleCookie()
    for header in response.headers.getlist("Set-Cookie"):
        jar.load(header)
    return dict(jar)


def token_of(client: FlaskClient) -> str:
    cookie = client.get_cookie("agenda")
    assert cookie is not None
    return cookie.value


def count(app: Flask, model: Any) -> int:
    with app.app_context():
        return db.session.scalar(select(func.count()).select_from(model)) or 0


def test_a_star_is_set_and_taken_back_with_plain_forms(visitor: FlaskClient) -> None:
    page = visitor.get(A, headers={"Referer": "http://localhost/summit/agenda?q=pipes"})
    assert page.status_code == 200
    assert 'name="action" value="star"' in page.text
    back = "/summit/agenda?q=pipes#at-2026-11-01-09:00"  # to where the session stands: an agenda is long
    assert f'name="next" value="{back}"' in page.text
    answer = visitor.post(A, data={**STAR, "next": back})
    assert (answer.status_code, answer.location) == (303, back)
    assert 'name="action" value="unstar"' in visitor.get(A).text
    assert stars_of(visitor) == ["A"]
    answer = visitor.post(A, data=UNSTAR)
    assert (answer.status_code, answer.location) == (303, "/summit/sessions/A")
    assert stars_of(visitor) == []


def test_the_cookie_opens_and_hides_and_stays(visitor: FlaskClient) -> None:
    cookies = cookies_in(visitor.post(A, data=STAR))
    assert set(cookies) == {"agenda", "agenda_stars"}
    common = {"path": "/", "samesite": "Lax", "max-age": str(400 * 24 * 3600), "secure": ""}
    assert {name: cookies["agenda"][name] for name in (*common, "httponly")} == {**common, "httponly": True}
    assert {name: cookies["agenda_stars"][name] for name in (*common, "httponly")} == {**common, "httponly": ""}
    assert cookies["agenda_stars"].value == "1"


def test_cookies_are_secure_where_the_site_is(databases: Any, tmp_path: Path) -> None:
    app = make_app(tmp_path, databases["sqlite"].fresh(), url="https://summit.example")
    with app.app_context(), transaction():
        made = add_summit()
        add_session(made, "A")
        releasing.release(made, name="First")
    cookies = cookies_in(app.test_client().post(A, data=STAR))
    assert [cookie["secure"] for cookie in cookies.values()] == [True, True]
    close(app)


def test_starring_begins_no_session(visitor: FlaskClient) -> None:
    """A session cookie would take every visitor with a star past the compiled pages."""
    answers = [
        visitor.get(A), visitor.post(A, data=STAR), visitor.get(MINE), visitor.get(f"{MINE}.json"),
        visitor.post(f"{MINE}/new-link"), visitor.post(A, data=UNSTAR), visitor.post(A, data={"action": "no"}),
    ]  # fmt: skip
    assert {name for answer in answers for name in cookies_in(answer)} == {"agenda", "agenda_stars"}


def test_no_token_is_needed_where_forms_need_one(databases: Any, tmp_path: Path) -> None:
    app = make_app(tmp_path, databases["sqlite"].fresh(), WTF_CSRF_ENABLED=True)
    with app.app_context(), transaction():
        made = add_summit()
        add_session(made, "A")
        releasing.release(made, name="First")
    client = app.test_client()
    assert client.post(A, data=STAR).status_code == 303
    assert client.post(f"{MINE}/new-link").status_code == 303
    close(app)


@pytest.mark.parametrize(
    "headers", [{"Origin": "https://evil.example"}, {"Sec-Fetch-Site": "cross-site"}, {"Sec-Fetch-Site": "same-site"}]
)
def test_another_site_sets_no_star(app: Flask, visitor: FlaskClient, headers: dict[str, str]) -> None:
    for address in (A, f"{MINE}/new-link"):
        assert visitor.post(address, data=STAR, headers=headers).status_code == 403
    assert count(app, PersonalAgenda) == 0


def test_doing_it_twice_is_doing_it_once(app: Flask, visitor: FlaskClient) -> None:
    for _ in range(2):
        assert visitor.post(A, data=STAR).status_code == 303
    assert (stars_of(visitor), count(app, Star), count(app, PersonalAgenda)) == (["A"], 1, 1)
    for _ in range(2):
        assert visitor.post(A, data=UNSTAR).status_code == 303
    assert (stars_of(visitor), count(app, Star)) == ([], 0)


def test_taking_back_what_was_never_set_makes_nothing(app: Flask, visitor: FlaskClient) -> None:
    answer = visitor.post(A, data=UNSTAR)
    assert (answer.status_code, cookies_in(answer), count(app, PersonalAgenda)) == (303, {}, 0)


def test_two_devices_have_stars_of_their_own(app: Flask, visitor: FlaskClient) -> None:
    phone = app.test_client()
    visitor.post(A, data=STAR)
    phone.post(B, data=STAR)
    assert (stars_of(visitor), stars_of(phone)) == (["A"], ["B"])


def test_two_first_stars_at_once_do_no_harm(app: Flask, visitor: FlaskClient) -> None:
    """Both clicks come without a cookie; the answer that arrives last stays, and the other agenda is left alone."""
    twin = app.test_client()
    assert [client.post(A, data=STAR).status_code for client in (visitor, twin)] == [303, 303]
    visitor.set_cookie("agenda", token_of(twin))
    assert visitor.post(B, data=STAR).status_code == 303
    assert (stars_of(visitor), count(app, PersonalAgenda)) == (["A", "B"], 2)


@pytest.mark.parametrize("session", ["summit/sessions/NONE", "summit/sessions/DRAFT", "nowhere/sessions/A"])
def test_what_is_not_released_has_no_star(visitor: FlaskClient, session: str) -> None:
    address = f"/{session}/star"
    assert [visitor.get(address).status_code, visitor.post(address, data=STAR).status_code] == [404, 404]


@pytest.mark.parametrize("data", [{}, {"action": ""}, {"action": "toggle"}])
def test_an_action_nobody_knows_is_refused(visitor: FlaskClient, data: dict[str, str]) -> None:
    assert visitor.post(A, data=data).status_code == 400


@pytest.mark.parametrize("target", ["https://evil.example/", "//evil.example", "/\\evil.example", "javascript:x()"])
def test_nobody_is_sent_elsewhere(visitor: FlaskClient, target: str) -> None:
    assert visitor.post(A, data={**STAR, "next": target}).location == "/summit/sessions/A"
    page = visitor.get(A, query_string={"next": target}, headers={"Referer": target})
    assert 'name="next" value="/summit/sessions/A"' in page.text


def forged(client: FlaskClient) -> list[str]:
    token = token_of(client)
    return [
        "", "garbage", "1-", "-", "1-AAAA", token[:-1], token + "A", "2-" + token[2:], "99999999999999-" + token[2:],
        "2147483648-" + token[2:], "²-" + token[2:], "1.5-x", "%00",
    ]  # fmt: skip


def test_a_forged_cookie_opens_nothing_and_the_next_star_begins_anew(app: Flask, visitor: FlaskClient) -> None:
    visitor.post(A, data=STAR)
    for number, token in enumerate(forged(visitor)):
        stranger = app.test_client()
        stranger.set_cookie("agenda", token)
        assert stranger.get(MINE).status_code == 200
        assert stars_of(stranger) == []
        assert stranger.post(B, data=STAR).status_code == 303
        assert (stars_of(stranger), count(app, PersonalAgenda)) == (["B"], number + 2)
    assert stars_of(visitor) == ["A"]


def test_a_link_for_one_purpose_opens_no_other(app: Flask, visitor: FlaskClient) -> None:
    visitor.post(A, data=STAR)
    key: LinkKey = app.extensions["eventsite.link_key"]
    stranger = app.test_client()
    stranger.set_cookie("agenda", key.token("feed", 1, 1))
    assert stars_of(stranger) == []
    assert app.test_client().get(f"/feeds/{token_of(visitor)}.ics").status_code == 404


def feed_in(page: str) -> str:
    found = re.search(r'value="http://localhost(/feeds/[^"]+\.ics)"', page)
    assert found
    return found[1]


def test_a_new_link_stops_the_old_feed_and_the_old_cookie(app: Flask, visitor: FlaskClient) -> None:
    visitor.post(A, data=STAR)
    old_feed, old_cookie = feed_in(visitor.get(MINE).text), token_of(visitor)
    assert visitor.get(old_feed).status_code == 200
    answer = visitor.post(f"{MINE}/new-link")
    assert (answer.status_code, answer.location) == (303, f"{MINE}?link=new#calendar")
    new_feed = feed_in(visitor.get(MINE).text)
    assert [visitor.get(feed).status_code for feed in (old_feed, new_feed)] == [404, 200]
    assert stars_of(visitor) == ["A"]
    thief = app.test_client()
    thief.set_cookie("agenda", old_cookie)
    assert stars_of(thief) == []


def test_a_new_link_for_nobody_makes_nothing(app: Flask, visitor: FlaskClient) -> None:
    answer = visitor.post(f"{MINE}/new-link")
    assert (answer.status_code, cookies_in(answer), count(app, PersonalAgenda)) == (303, {}, 0)


def test_stars_of_one_summit_do_not_show_in_another(visitor: FlaskClient) -> None:
    visitor.post(A, data=STAR)
    assert (stars_of(visitor), stars_of(visitor, "other")) == (["A"], [])
    assert 'value="star"' in visitor.get("/other/sessions/A/star").text
    answer = visitor.post("/other/sessions/A/star", data=STAR)
    assert cookies_in(answer)["agenda_stars"].value == "2"
    visitor.post(A, data=UNSTAR)
    assert (stars_of(visitor), stars_of(visitor, "other")) == ([], ["A"])


def test_what_is_cancelled_can_only_be_unstarred(app: Flask, visitor: FlaskClient) -> None:
    visitor.post(A, data=STAR)
    cancel(app, "A")
    late = app.test_client()
    refused = late.post(A, data=STAR)
    assert (refused.status_code, cookies_in(refused), stars_of(late)) == (409, {}, [])
    assert "This session is cancelled, so it cannot be starred." in refused.text
    assert 'name="action"' not in late.get(A).text
    assert 'name="action" value="unstar"' in visitor.get(A).text
    assert visitor.post(A, data=UNSTAR).status_code == 303
    assert stars_of(visitor) == []


def test_an_agenda_that_is_full_says_so(app: Flask, visitor: FlaskClient) -> None:
    visitor.post(A, data=STAR)
    with app.app_context(), transaction():
        star = db.session.scalars(select(Star)).one()
        like_it = {"agenda_id": star.agenda_id, "summit_id": star.summit_id, "created_at": star.created_at}
        db.session.add_all(Star(session_code=f"OLD-{n}", **like_it) for n in range(starring.MOST_STARS - 1))
    refused = visitor.post(B, data=STAR)
    assert refused.status_code == 409
    assert "You have 500 stars, which is all there is room for. Remove one first." in refused.text
    assert visitor.post(A, data=STAR).status_code == 303
    assert visitor.post(A, data=UNSTAR).status_code == 303
    assert visitor.post(B, data=STAR).status_code == 303


def test_a_script_gets_what_it_needs_to_mark_the_page(visitor: FlaskClient) -> None:
    visitor.post(B, data=STAR)
    answer = visitor.post(A, data=STAR, headers={"Accept": "application/json"})
    assert (answer.status_code, answer.get_json()) == (200, {"stars": ["B", "A"]})
    assert answer.headers["Cache-Control"] == "private, no-store"
    assert cookies_in(answer)["agenda_stars"].value == "2"


def test_nothing_of_a_visitor_is_kept_by_anybody(visitor: FlaskClient) -> None:
    visitor.post(A, data=STAR)
    for answer in (visitor.get(A), visitor.get(MINE), visitor.get(f"{MINE}.json"), visitor.post(B, data=STAR)):
        assert answer.headers["Cache-Control"] == "private, no-store"
    assert visitor.get(MINE).headers["X-Robots-Tag"] == "noindex, nofollow"


def test_my_agenda_names_what_overlaps(visitor: FlaskClient) -> None:
    for address in (A, B, C):
        visitor.post(address, data=STAR)
    words = " ".join(re.sub(r"<[^>]+>", " ", visitor.get(MINE).text).split())
    assert "Overlaps by 15 minutes with About B , 09:30 – 10:15 ." in words
    assert "Overlaps by 15 minutes with Pipes &amp; &lt;pumps&gt; , 09:00 – 09:45 ." in words
    assert words.count("Overlaps by") == 2
    assert "3 starred sessions." in words


def test_my_agenda_marks_what_is_cancelled(app: Flask, visitor: FlaskClient) -> None:
    for address in (A, B):
        visitor.post(address, data=STAR)
    cancel(app, "A")
    page = visitor.get(MINE).text
    assert (page.count("Cancelled</span>"), page.count("Overlaps")) == (1, 0)


def test_an_empty_agenda_says_what_to_do(visitor: FlaskClient) -> None:
    page = visitor.get(MINE).text
    assert "No session has a star yet." in page
    assert 'href="/summit/agenda">Choose from the agenda</a>' in page
    assert "/feeds/" not in page


def test_a_removal_can_be_undone(visitor: FlaskClient) -> None:
    visitor.post(A, data=STAR)
    answer = visitor.post(A, data={**UNSTAR, "next": f"{MINE}?removed=A"})
    page = visitor.get(answer.location).text
    assert "“Pipes &amp; &lt;pumps&gt;” has no star any more." in page
    assert f'<form class="row" method="post" action="{A}">' in page
    assert "no star any more" not in visitor.get(f"{MINE}?removed=NONE").text


def test_a_session_of_two_slots_stands_on_both_days(app: Flask, client: FlaskClient) -> None:
    with app.app_context(), transaction():
        made = add_summit()
        add_slot(add_session(made, "A"), starts_at=NINE + timedelta(days=1))
        releasing.release(made, name="First")
    client.post(A, data=STAR)
    page = client.get(MINE).text
    assert "1 starred session." in page
    assert [day in page for day in ("Sunday 1 November", "Monday 2 November")] == [True, True]


@pytest.mark.parametrize("stars", [[A], [A, B, C]])
def test_pages_cost_the_same_with_one_star_and_with_three(
    visitor: FlaskClient, count_queries: Counting, stars: list[str]
) -> None:
    for address in stars:
        visitor.post(address, data=STAR)
    for address, queries in ((A, 3), (MINE, 3), (f"{MINE}.json", 3)):
        with count_queries() as sent:
            visitor.get(address)
        assert (address, len(of_the_page(sent))) == (address, queries), sent


def of_the_page(sent: Statements) -> list[str]:
    """Leave out the look at the newest releases and sales, which a process takes once a second."""
    looks = ("max(release.id)", "max(pass_type.id)")
    return [statement for statement in sent if not any(look in statement for look in looks)]


def test_stars_are_throttled_by_device_and_not_by_house(databases: Any, tmp_path: Path) -> None:
    """The guests of a hotel share one address; who has an agenda is counted for themselves."""
    app = make_app(tmp_path, databases["sqlite"].fresh(), RATELIMIT_ENABLED=True)
    with app.app_context(), transaction():
        made = add_summit()
        add_session(made, "A")
        releasing.release(made, name="First")
    guest = app.test_client()
    answers = [guest.post(A, data=STAR).status_code for _ in range(62)]
    assert (answers[:61], answers[61]) == ([303] * 61, 429)
    assert app.test_client().post(A, data=STAR).status_code == 303
    close(app)
