"""Who may come to orders and money, and what everybody else is told: nothing."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from tests.fixtures.apps import close, make_app
from tests.fixtures.cast import ELSEWHERE, SLUG, Cast, Member
from tests.integration.desk.conftest import HERE, Desk

As = Callable[[Member], FlaskClient]

LISTS = ["/orders", "/orders.csv", "/seats.csv", "/seats.xlsx", "/money"]
LOOK = ["", "/buyer", "/seats/1", "/refund?seat=1", "/refund-amount?amount=5"]
POSTS = [
    "/buyer", "/confirmation", "/link", "/again", "/stripe", "/cancel", "/seats/1", "/seats/1/ticket", "/seats/1/link",
    "/refund", "/refund-amount", "/refund-credit", "/give-seat",
]  # fmt: skip
ALSO_PAGES = ("/buyer", "/seats/1", "/refund", "/refund-amount", "/refund-credit")
ONLY_POSTS = [path for path in POSTS if path not in ALSO_PAGES]


@pytest.fixture
def order(desk: Desk) -> str:
    """Give the address of an order that was paid."""
    return desk.path(desk.shop.buy())


def test_an_owner_sees_every_page_and_presses_every_button(desk: Desk, order: str) -> None:
    pages = [f"{HERE}{path}" for path in LISTS] + [order + path for path in LOOK]
    assert {path: desk.browser.get(path).status_code for path in pages} == dict.fromkeys(pages, 200)
    answers = {path: desk.browser.post(order + path, data={"name": ""}).status_code for path in POSTS}
    assert answers == {path: 422 if path in ("/buyer", "/seats/1", "/refund-amount") else 302 for path in POSTS}


@pytest.mark.parametrize("who", ["teammate", "viewer", "stranger"])
def test_everybody_else_is_told_that_nothing_is_there(cast: Cast, as_member: As, order: str, who: str) -> None:
    client = as_member(getattr(cast, who))
    pages = [f"{HERE}{path}" for path in LISTS] + [order + path for path in LOOK]
    assert {path: client.get(path).status_code for path in pages} == dict.fromkeys(pages, 404)
    assert {path: client.post(order + path).status_code for path in POSTS} == dict.fromkeys(POSTS, 404)


@pytest.mark.parametrize("who", ["teammate", "viewer"])
def test_who_may_not_see_orders_is_not_offered_them(cast: Cast, as_member: As, order: str, who: str) -> None:
    page = as_member(getattr(cast, who)).get(f"{HERE}/").text
    assert [word for word in ("/orders", "/money", "Money") if word in page] == []


def test_nobody_is_asked_to_sign_in(client: FlaskClient, order: str) -> None:
    pages = [f"{HERE}{path}" for path in LISTS] + [order + path for path in ("", "/buyer", "/seats/1")]
    assert {path: client.get(path).location for path in pages} == {
        path: f"/account/sign-in?next={path}" for path in pages
    }
    assert {path: client.post(order + path).status_code for path in POSTS} == dict.fromkeys(POSTS, 401)


def test_a_wrong_method_is_refused(desk: Desk, order: str) -> None:
    assert {path: desk.browser.get(order + path).status_code for path in ONLY_POSTS} == dict.fromkeys(ONLY_POSTS, 405)
    lists = [f"{HERE}{path}" for path in LISTS]
    assert [desk.browser.post(path).status_code for path in (*lists, order)] == [405] * 6
    assert desk.browser.delete(order).status_code == 405


@pytest.mark.parametrize("code", ["NOPE", "0", "1", "%00", "..", "lower", "' OR 1=1", "A" * 500])
def test_a_guessed_code_is_not_there(desk: Desk, order: str, code: str) -> None:
    code = order.rpartition("/")[2].lower() if code == "lower" else code
    paths = [f"{HERE}/orders/{code}{path}" for path in ("", "/buyer", "/refund?seat=1", "/seats/1")]
    assert {path: desk.browser.get(path).status_code for path in paths} == dict.fromkeys(paths, 404)
    assert desk.browser.post(f"{HERE}/orders/{code}/give-seat").status_code == 404


@pytest.mark.parametrize("number", ["0", "3", "-1", "x", "1.0", "9" * 30])
def test_a_guessed_seat_is_not_there(desk: Desk, order: str, number: str) -> None:
    assert desk.browser.get(f"{order}/seats/{number}").status_code == 404
    assert desk.browser.post(f"{order}/seats/{number}/ticket").status_code == 404


def test_an_order_of_another_summit_is_not_there_for_its_owner_either(
    cast: Cast, as_member: As, desk: Desk, order: str
) -> None:
    """Each of them is somewhere; only together, in one address, are they nowhere."""
    stranger, moved = as_member(cast.stranger), order.replace(SLUG, ELSEWHERE)
    assert stranger.get(f"/manage/{ELSEWHERE}/orders").status_code == 200
    assert {path: stranger.get(moved + path).status_code for path in LOOK} == dict.fromkeys(LOOK, 404)
    assert {path: stranger.post(moved + path).status_code for path in POSTS} == dict.fromkeys(POSTS, 404)
    assert desk.browser.get(f"/manage/{ELSEWHERE}/orders").status_code == 404


def test_a_form_without_its_token_is_refused(cast: Cast, tmp_path: Path, app: Flask, order: str) -> None:
    guarded = make_app(tmp_path, app.config["SQLALCHEMY_DATABASE_URI"], WTF_CSRF_ENABLED=True)
    client = guarded.test_client()
    with client.session_transaction() as session:
        session.update(_user_id=cast.owner.session_id, _fresh=True)
    assert {path: client.post(order + path).status_code for path in POSTS} == dict.fromkeys(POSTS, 403)
    close(guarded)
