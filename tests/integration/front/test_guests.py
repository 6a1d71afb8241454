"""The second screen of buying: nothing is taken by looking, one order however often it is sent, and no word is lost."""

from __future__ import annotations

import re
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from html import unescape
from pathlib import Path
from threading import Barrier
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from werkzeug.datastructures import MultiDict
from werkzeug.test import TestResponse

from eventsite.core.db import db, transaction
from eventsite.registration.models import Order, PassType
from eventsite.registration.services import holding
from eventsite.registration.states import Opens, OrderState
from eventsite.summits.models import Summit
from tests.fixtures.apps import close, make_app
from tests.fixtures.clocks import AWKWARD, FrozenClock
from tests.fixtures.databases import Databases
from tests.fixtures.queries import counted_queries
from tests.forms import read_form
from tests.integration.front.hostile import EVIL
from tests.integration.front.pointing import asked_just_now
from tests.on_sale import PRICE, add_order, add_pass, add_selling_summit

GUESTS = "/summit/passes/guests"
ONE, TWO = "?pass.all-access=1", "?pass.all-access=2"
ADA = {"name": "Ada Okafor", "email": "ada@example.org"}
Make = Callable[[Summit], object]


@pytest.fixture(autouse=True)
def summit(app: Flask, frozen_clock: FrozenClock) -> None:
    """Sell a pass without a limit, a day, and an event."""
    sell(app, add_pass)
    sell(app, lambda summit: add_pass(summit, "Day", amount=10000, size=4, opens=[Opens.ANY_DAY]))


def sell(app: Flask, *works: Make) -> None:
    with app.app_context(), transaction():
        found = db.session.scalar(select(Summit).filter_by(slug="summit")) or add_selling_summit()
        for work in works:
            work(found)


def fill(client: FlaskClient, query: str, **typed: str) -> MultiDict[str, str]:
    """Open the page and type into what it shows; a value of '' unticks or clears."""
    form = read_form(client.get(GUESTS + query).text)
    for name, value in {**ADA, **typed}.items():
        form.setlist(name, [value] if value or name != "is_mine" else [])
    return form


def send(client: FlaskClient, query: str = TWO, **typed: str) -> TestResponse:
    return client.post(GUESTS + query, data=fill(client, query, **typed))


def orders(app: Flask) -> list[Order]:
    with app.app_context():
        found = db.session.scalars(select(Order).order_by(Order.id)).all()
        for order in found:
            assert [line.attendee for line in order.lines]
        db.session.expunge_all()
        return list(found)


def names(order: Order) -> list[tuple[str, str]]:
    return [(line.attendee.name, line.attendee.email) for line in order.lines]


def errors(response: TestResponse) -> list[str]:
    found = re.findall(r'class="field-error"[^>]*>(.*?)</p>|role="alert">(.*?)</div>', response.text, re.DOTALL)
    return [" ".join(unescape(re.sub(r"<[^>]+>", " ", "".join(pair))).split()) for pair in found]


def test_looking_takes_nothing(app: Flask, client: FlaskClient) -> None:
    first, second = (client.get(GUESTS + TWO) for _ in range(2))
    assert "$1,198.00" in first.text
    assert "held for 15 minutes once you continue" in first.text
    assert (orders(app), "Set-Cookie" in first.headers) == ([], False)
    assert first.headers["Cache-Control"] == "private, no-store"
    assert read_form(first.text)["once"] != read_form(second.text)["once"]


def test_two_fields_secure_a_seat(app: Flask, client: FlaskClient) -> None:
    response = send(client)
    (order,) = orders(app)
    assert (response.status_code, order.state, order.total) == (303, OrderState.HELD, 2 * PRICE)
    assert names(order) == [("Ada Okafor", "ada@example.org"), ("", "")]
    (cookie,) = response.headers.getlist("Set-Cookie")
    token = response.headers["Location"].removeprefix("/orders/")
    assert re.fullmatch(
        rf"order={token}; (Expires=[^;]+; )?Max-Age=86400; HttpOnly; Path=/summit/passes; SameSite=Lax", cookie
    )
    assert client.get(response.headers["Location"]).status_code == 200


def test_addresses_are_kept_as_mail_servers_write_them(app: Flask, client: FlaskClient) -> None:
    send(client, email="ada@bücher.example", **{"seats-1-name": "Bo", "seats-1-email": "bo@Bücher.example"})
    ascii = "xn--bcher-kva.example"
    assert names(orders(app)[0]) == [("Ada Okafor", f"ada@{ascii}"), ("Bo", f"bo@{ascii}")]


def test_one_form_sent_to_two_summits_makes_two_orders(app: Flask, client: FlaskClient) -> None:
    sell(app, lambda _: add_pass(add_selling_summit("other")))
    form = fill(client, ONE)
    placed = [client.post(f"/{summit}/passes/guests{ONE}", data=form) for summit in ("summit", "other")]
    assert [response.status_code for response in placed] == [303, 303]
    with app.app_context():
        assert list(db.session.scalars(select(Summit.slug).join(Order).order_by(Order.id))) == ["summit", "other"]


@pytest.mark.parametrize(
    ("query", "code", "said"),
    [
        ("", 400, "Choose at least one pass."),
        ("?pass.all-access=0", 400, "Choose at least one pass."),
        ("?pass.all-access=-1", 400, "'-1' is no number of passes. Use a whole number, as in 2."),
        ("?pass.all-access=1e2", 400, "'1e2' is no number of passes. Use a whole number, as in 2."),
        ("?pass.all-access=9999999", 400, "'9999999' is no number of passes. Use a whole number, as in 2."),
        ("?pass.all-access=٣", 400, "'٣' is no number of passes. Use a whole number, as in 2."),
        ("?pass.all-access=51", 400, "One order has at most 50 seats. Make two, or write to the desk."),
        ("?pass.all-access=21", 400, "One order has at most 20 of All access. Choose fewer."),
        ("?pass.all-access=1&pass.all-access=1", 400, "One pass stands twice in this address. Choose again."),
        ("?pass.nothing=1", 400, "One of these passes is not on sale here. Choose again."),
        ("?pass.elsewhere=1", 400, "One of these passes is not on sale here. Choose again."),
        ("?pass.day=1", 400, "Day opens one day: choose which."),
        ("?pass.day.2035-03-10=5", 409, "Only 4 of Day are left. Choose fewer, or another pass."),
    ],
)
def test_what_cannot_be_bought_leads_back_to_the_choice(
    app: Flask, client: FlaskClient, query: str, code: int, said: str
) -> None:
    sell(app, lambda _: add_pass(add_selling_summit("other"), "Elsewhere"))
    response = client.get(GUESTS + query)
    assert (response.status_code, errors(response)) == (code, [said])
    assert 'aria-label="Choose passes"' in response.text
    if query.endswith("=5"):
        assert (
            'name="pass.day.2035-03-10" min="0" max="4" inputmode="numeric" placeholder="0" value="5"' in response.text
        )
    if code == 400:
        assert client.post(GUESTS + query, data=ADA).status_code in (400, 409)
    assert orders(app) == []


def test_the_seat_that_is_mine_is_of_the_kind_that_i_choose(app: Flask, client: FlaskClient) -> None:
    query = "?pass.all-access=2&pass.day.2035-03-11=1"
    page = client.get(GUESTS + query).text
    assert re.findall(r'<option (?:selected )?value="(\d)">([^<]*)<', page) == [
        ("0", "All access"),
        ("2", "Day, Sun 11 Mar"),
    ]
    send(client, query, mine="2")
    assert [name for name, _ in names(orders(app)[0])] == ["", "", "Ada Okafor"]


def test_a_buyer_may_buy_for_others_alone(app: Flask, client: FlaskClient) -> None:
    send(client, ONE, is_mine="", **{"seats-0-name": "Bo", "seats-0-email": "bo@example.org"})
    assert names(orders(app)[0]) == [("Bo", "bo@example.org")]


def test_a_buyer_takes_the_first_seat_that_nobody_has(app: Flask, client: FlaskClient) -> None:
    send(client, TWO, **{"seats-0-name": "Bo"})
    assert names(orders(app)[0]) == [("Bo", ""), ("Ada Okafor", "ada@example.org")]


def test_a_buyer_who_named_every_seat_is_asked_which_is_theirs(app: Flask, client: FlaskClient) -> None:
    response = send(client, ONE, **{"seats-0-name": "Bo"})
    assert errors(response) == ["Every one of these seats has a name. Leave yours empty."]
    assert 'value="Bo"' in response.text
    assert orders(app) == []


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"name": ""}, ["Type your name."]),
        ({"name": "   "}, ["Type your name."]),
        ({"name": "\u200b\u200d"}, ["There is no letter in this. Type it as it should stand on a badge."]),
        ({"name": "x" * 10_000}, ["This is longer than 200 letters. Make it shorter."]),
        ({"organization": "x" * 201}, ["This is longer than 200 letters. Make it shorter."]),
        ({"email": ""}, ["Type your e-mail address: tickets and the receipt go there."]),
        ({"email": "ada"}, ["This is not an e-mail address; one looks like ada@example.org."]),
        ({"email": "a@b.org\nBcc: x@y.org"}, ["This is not an e-mail address; one looks like ada@example.org."]),
        (
            {"email": "jörg@example.org"},
            ["No mail reaches an address with such letters before the @. Type one that has plain letters there."],
        ),
        (
            {"seats-1-name": "Bo", "seats-1-email": "bo"},
            ["This is not an e-mail address; one looks like ada@example.org."],
        ),
        ({"seats-1-email": "bo@example.org"}, ["Type whose address this is, or leave both empty."]),
        ({"seats-1-name": "y" * 201}, ["This is longer than 200 letters. Make it shorter."]),
    ],
)
def test_what_is_wrong_is_said_beside_it(
    app: Flask, client: FlaskClient, typed: dict[str, str], said: list[str]
) -> None:
    response = send(client, **typed)
    assert (response.status_code, errors(response)[: len(said)]) == (200, said)
    assert ('class="guests-others" open' in response.text) == any(name.startswith("seats") for name in typed)
    assert orders(app) == []


def test_hostile_names_stay_text_on_one_line(app: Flask, client: FlaskClient) -> None:
    turned = f"\u202e{EVIL}\u2066\x00\r\nX"
    page = send(client, name=turned, email="no").text
    assert re.findall(r"<(?:img|script)(?![^>]*src=\"/static)[^>]*>", page) == []
    send(client, name=turned, **{"seats-1-name": turned})
    (order,) = orders(app)
    said = " ".join(EVIL.replace("\x0b", " ").split()) + " X"
    assert (order.buyer_name, [name for name, _ in names(order)]) == (said, [said, said])


@pytest.mark.parametrize(
    "forged",
    [
        {"shown_total": "x"}, {"shown_total": "-1"}, {"shown_total": "9" * 30}, {"once": ""}, {"once": "x" * 9999},
        {"mine": "99"}, {"mine": "-1"}, {"seats-999-name": "Zoë"}, {"seats-x-name": "Zoë"}, {"is_mine": "x" * 9999},
    ],
)  # fmt: skip
def test_forged_fields_place_an_order_like_any_other(app: Flask, client: FlaskClient, forged: dict[str, str]) -> None:
    assert send(client, **forged).status_code == 303
    (order,) = orders(app)
    assert (order.shown_total, order.total, names(order)[0]) == (None, 2 * PRICE, ("Ada Okafor", "ada@example.org"))


def test_a_price_that_rose_meanwhile_is_remembered(app: Flask, client: FlaskClient, frozen_clock: FrozenClock) -> None:
    from datetime import timedelta

    rises = AWKWARD + timedelta(minutes=5)
    sell(app, lambda summit: add_pass(summit, "Rising", phases=[("Early", 100, None), ("Late", 200, rises)]))
    form = fill(client, "?pass.rising=1")
    frozen_clock.set(rises)
    client.post(GUESTS + "?pass.rising=1", data=form)
    (order,) = orders(app)
    assert (order.total, order.shown_total) == (200, 100)


def test_seats_that_went_meanwhile_are_said_and_what_was_typed_is_kept(app: Flask, client: FlaskClient) -> None:
    query = "?pass.day.2035-03-10=3"
    form = fill(client, query, organization="City", **{"seats-1-name": "Bo"})

    def two_go(summit: Summit) -> None:
        from eventsite.registration.basket import Item

        add_order(summit, [Item("day", "2035-03-12", 2)])

    sell(app, two_go)
    response = client.post(GUESTS + query, data=form)
    assert response.status_code == 409
    assert errors(response) == ["Only 2 of Day are left. Choose fewer, or another pass. Change the passes"]
    assert f'href="/summit/passes{query}"' in response.text
    again = read_form(response.text)
    assert [again[name] for name in ("name", "organization", "seats-1-name")] == ["Ada Okafor", "City", "Bo"]
    assert len(orders(app)) == 1


def test_a_sale_that_ended_meanwhile_is_said(app: Flask, client: FlaskClient) -> None:
    form = fill(client, TWO)

    def end(summit: Summit) -> None:
        db.session.scalars(select(PassType).filter_by(code="all-access")).one().on_sale_until = AWKWARD

    sell(app, end)
    response = client.post(GUESTS + TWO, data=form)
    assert response.status_code == 409
    assert errors(response) == ["All access is not on sale now. Choose another pass. Change the passes"]
    assert orders(app) == []


def test_a_form_sent_twice_is_one_order(app: Flask, client: FlaskClient) -> None:
    query = "?pass.day.2035-03-10=4"
    form = fill(client, query)
    first, second = (client.post(GUESTS + query, data=form) for _ in range(2))
    without_cookies = app.test_client(use_cookies=False).post(GUESTS + query, data=form)
    assert first.headers["Location"] == second.headers["Location"] == without_cookies.headers["Location"]
    assert len(orders(app)) == 1


@pytest.mark.parametrize("query", [TWO, "?pass.day.2035-03-10=4"])
def test_a_form_sent_at_the_same_moment_is_one_order(app: Flask, client: FlaskClient, query: str) -> None:
    """Of a pass without a limit no lock keeps the two apart, of the last seats of another one the second finds none."""
    form, together = fill(client, query), Barrier(4)

    def press() -> str:
        together.wait(20)
        response = app.test_client().post(GUESTS + query, data=form)
        assert (response.status_code, errors(response)) == (303, [])
        return str(response.headers["Location"])

    with ThreadPoolExecutor(4) as pool:
        places = {pressed.result() for pressed in [pool.submit(press) for _ in range(4)]}
    assert (len(places), len(orders(app))) == (1, 1)


def test_coming_back_finds_what_was_typed_and_changes_it(app: Flask, client: FlaskClient) -> None:
    query = "?pass.all-access=2&pass.day.2035-03-11=1"
    send(client, query, mine="2", organization="City", **{"seats-0-name": "Bo", "seats-0-email": "bo@example.org"})
    page = client.get(GUESTS + query).text
    assert "You are holding 3 seats until 01:45 EDT" in " ".join(re.sub(r"<[^>]+>", "", page).split())
    form = read_form(page)
    assert [form[name] for name in ("name", "organization", "seats-0-name", "is_mine", "mine")] == [
        "Ada Okafor", "City", "Bo", "y", "2",
    ]  # fmt: skip
    form["seats-0-name"] = "Bo Ruiz"
    client.post(GUESTS + query, data=form)
    (order,) = orders(app)
    assert [name for name, _ in names(order)] == ["Bo Ruiz", "", "Ada Okafor"]


def test_an_address_that_is_mended_takes_the_seats_along(app: Flask, client: FlaskClient) -> None:
    query = "?pass.day.2035-03-10=4"
    form = fill(client, query, email="ada@exmaple.org")
    client.post(GUESTS + query, data=form)
    form["email"] = "ada@example.org"
    client.post(GUESTS + query, data=form)
    first, second = orders(app)
    assert (first.state, second.state) == (OrderState.CANCELLED, OrderState.HELD)
    assert (first.replaced_by_id, second.buyer_email) == (second.id, "ada@example.org")


def test_changing_the_basket_takes_the_seats_along(app: Flask, client: FlaskClient) -> None:
    send(client, "?pass.day.2035-03-10=3")
    send(client, "?pass.day.2035-03-10=1&pass.day.2035-03-11=3")
    first, second = orders(app)
    assert (first.state, len(second.lines)) == (OrderState.CANCELLED, 4)


def test_a_payment_page_is_closed_before_its_seats_are_given_up(
    paying_app: Flask, paying_client: FlaskClient, stripe_sandbox: Any
) -> None:
    sell(paying_app, lambda summit: add_pass(summit, "Hall", size=3))
    location = send(paying_client, "?pass.hall=2").headers["Location"]
    pay(paying_client, location)
    (page,) = stripe_sandbox.sandbox.all("checkout.session")
    assert send(paying_client, "?pass.hall=2").headers["Location"] == location, (
        "the same basket goes on with the same page"
    )
    assert stripe_sandbox.sandbox.find("checkout.session", page["id"])["status"] == "open"
    send(paying_client, "?pass.hall=3")
    assert stripe_sandbox.sandbox.find("checkout.session", page["id"])["status"] == "expired"
    assert [order.state for order in orders(paying_app)] == [OrderState.CANCELLED, OrderState.HELD]


def test_a_payment_page_that_cannot_be_closed_keeps_its_seats(
    paying_app: Flask, paying_client: FlaskClient, stripe_sandbox: Any
) -> None:
    sell(paying_app, lambda summit: add_pass(summit, "Hall", size=3))
    pay(paying_client, send(paying_client, "?pass.hall=2").headers["Location"])
    form = fill(paying_client, "?pass.hall=3")
    stripe_sandbox.sandbox.break_next("no_connection", calls=2)
    response = paying_client.post(GUESTS + "?pass.hall=3", data=form)
    assert (response.status_code, len(errors(response))) == (409, 1)
    form = fill(paying_client, "?pass.hall=1")
    stripe_sandbox.sandbox.break_next("no_connection", calls=2)
    assert paying_client.post(GUESTS + "?pass.hall=1", data=form).status_code == 303
    assert [order.state for order in orders(paying_app)] == [OrderState.HELD, OrderState.HELD]


def pay(client: FlaskClient, location: str) -> None:
    """Press "Pay" on an order's page."""
    response = client.post(f"{location}/pay", data=read_form(client.get(location).text))
    assert response.status_code == 303


def test_a_paid_order_is_nobody_s_basket_any_more(app: Flask, client: FlaskClient) -> None:
    send(client)
    with app.app_context(), transaction():
        holding.confirm(holding.lock_order(orders(app)[0].id))
    page = client.get(GUESTS + TWO).text
    assert ("You are holding" in page, read_form(page)["name"]) == (False, "")
    send(client)
    assert [order.state for order in orders(app)] == [OrderState.CONFIRMED, OrderState.HELD]


def test_no_session_begins(app: Flask, client: FlaskClient) -> None:
    send(client)
    assert client.get_cookie("session") is None
    assert client.get_cookie("order") is None, "it is sent to the pages of passes alone"
    assert client.get_cookie("order", path="/summit/passes") is not None


def test_one_address_places_so_many_orders_a_minute(databases: Databases, tmp_path: Path) -> None:
    app = make_app(tmp_path, databases["sqlite"].fresh(), RATELIMIT_ENABLED=True)
    sell(app, add_pass)
    client = app.test_client()
    assert [client.post(GUESTS + ONE, data={}).status_code for _ in range(21)] == [200] * 20 + [429]
    close(app)


@pytest.mark.parametrize("number", [1, 3])
def test_the_step_costs_few_queries(app: Flask, client: FlaskClient, number: int) -> None:
    query = f"?pass.all-access={number}"
    client.get(GUESTS + query)
    with asked_just_now(app, "summit"), counted_queries() as asked:
        form = fill(client, query)
    with asked_just_now(app, "summit"), counted_queries() as placed:
        client.post(GUESTS + query, data=form)
    tables = {sent.split()[2] for sent in placed if sent.startswith("INSERT")}
    looks = 2 if app.extensions["eventsite.config"].database_url.startswith("sqlite") else 3  # there the pass once more
    assert (asked.count, len([sent for sent in placed if sent.startswith("SELECT")])) == (1, looks)
    assert tables == {'"order"', "line", "payer", "attendee", "share", "share_part", "audit_entry"}
    with asked_just_now(app, "summit"), counted_queries() as again:
        client.get(GUESTS + query)
    assert again.count == 3, "what is on sale, and once the order that is held with its seats"
