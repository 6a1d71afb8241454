"""Who may come to the pages of passes: owners. Everybody else is told nothing."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from tests.fixtures.apps import close, make_app
from tests.fixtures.cast import ELSEWHERE, SLUG, Cast, Member
from tests.integration.registration.manage.conftest import LIST
from tests.on_sale import add_terms

As = Callable[[Member], FlaskClient]

PAGES = [LIST, f"{LIST}/new", f"{LIST}/all-access/edit", f"{LIST}/terms", f"{LIST}/terms/1"]
FORMS = [f"{LIST}/new", f"{LIST}/all-access/edit", f"{LIST}/terms"]
BUTTONS = [
    f"{LIST}/all-access/move",
    f"{LIST}/all-access/delete",
    f"{LIST}/capacities/new",
    f"{LIST}/capacities/1/edit",
    f"{LIST}/capacities/1/delete",
]
POSTS = [*FORMS, *BUTTONS]

pytestmark = pytest.mark.usefixtures("selling", "terms")


@pytest.fixture
def terms(app: Flask, selling: None) -> None:
    from eventsite.core.db import transaction
    from tests.integration.registration.manage.conftest import this_summit

    with app.app_context(), transaction():
        add_terms(this_summit())


def test_an_owner_sees_every_page(cast: Cast, as_member: As) -> None:
    client = as_member(cast.owner)
    assert {path: client.get(path).status_code for path in PAGES} == dict.fromkeys(PAGES, 200)


def test_an_owner_may_press_every_button(cast: Cast, as_member: As) -> None:
    client = as_member(cast.owner)
    assert [client.post(path).status_code for path in POSTS] == [422, 422, 422, 302, 422, 422, 422, 302]


@pytest.mark.parametrize("who", ["teammate", "viewer", "stranger"])
def test_nobody_else_is_told_that_anything_is_there(cast: Cast, as_member: As, who: str) -> None:
    client = as_member(getattr(cast, who))
    assert {path: client.get(path).status_code for path in PAGES} == dict.fromkeys(PAGES, 404)
    assert {path: client.post(path).status_code for path in POSTS} == dict.fromkeys(POSTS, 404)


@pytest.mark.parametrize(("who", "offered"), [("owner", True), ("teammate", False), ("viewer", False)])
def test_only_who_may_is_offered_the_way_there(cast: Cast, as_member: As, who: str, offered: bool) -> None:
    page = as_member(getattr(cast, who)).get(f"/manage/{SLUG}/programme").text
    assert (f'href="{LIST}"' in page) is offered


def test_nobody_is_asked_to_sign_in(client: FlaskClient) -> None:
    answers = {path: client.get(path).location for path in PAGES}
    assert answers == {path: f"/account/sign-in?next={path}" for path in PAGES}
    assert {path: client.post(path).status_code for path in POSTS} == dict.fromkeys(POSTS, 401)


@pytest.mark.parametrize(
    "ending",
    [
        "nope/edit", "far-away/edit", "ALL-ACCESS/edit", "%00/edit", "../edit", "terms/2", "terms/0", "terms/-1",
        "terms/99999999999999999999", "terms/x",
    ],
)  # fmt: skip
def test_what_another_summit_has_is_not_there(cast: Cast, as_member: As, ending: str) -> None:
    assert as_member(cast.owner).get(f"{LIST}/{ending}").status_code == 404


@pytest.mark.parametrize("id", ["3", "0", "99999999999999999999", "x", "-1"])
def test_a_capacity_of_another_summit_is_not_there(cast: Cast, as_member: As, id: str) -> None:
    """The dojo is capacity 3: it is somewhere, but not in this address."""
    client = as_member(cast.owner)
    data = {"capacity-3-name": "Stolen", "capacity-3-size": "1"}
    assert client.post(f"{LIST}/capacities/{id}/edit", data=data).status_code == 404
    assert client.post(f"{LIST}/capacities/{id}/delete").status_code == 404
    assert client.post(f"/manage/{ELSEWHERE}/passes/capacities/3/edit", data=data).status_code == 404
    assert 'value="Dojo"' in as_member(cast.stranger).get(f"/manage/{ELSEWHERE}/passes").text


def test_a_wrong_method_is_refused(cast: Cast, as_member: As) -> None:
    client = as_member(cast.owner)
    only_posts = [path for path in BUTTONS if "capacities" not in path]
    assert {path: client.get(path).status_code for path in BUTTONS} == dict.fromkeys(BUTTONS, 405)
    assert {path: client.delete(path).status_code for path in only_posts} == dict.fromkeys(only_posts, 405)
    assert client.post(f"{LIST}/terms/1").status_code == 405
    assert client.post(LIST).status_code == 405


def test_a_form_without_its_token_is_refused(cast: Cast, tmp_path: Path, app: Flask) -> None:
    guarded = make_app(tmp_path, app.config["SQLALCHEMY_DATABASE_URI"], WTF_CSRF_ENABLED=True)
    client = guarded.test_client()
    with client.session_transaction() as session:
        session.update(_user_id=cast.owner.session_id, _fresh=True)
    assert {path: client.post(path).status_code for path in POSTS} == dict.fromkeys(POSTS, 403)
    close(guarded)
