"""The payment page and the dashboard, as a browser without scripts uses them."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
import stripe
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from eventsite.payments.sandbox.app import create_app
from eventsite.payments.sandbox.sandbox import Sandbox
from tests.fixtures.stripe import KEY, StripeSandbox
from tests.integration.payments.sandbox.asking import order

Press = Callable[..., TestResponse]


@pytest.fixture
def sandbox(stripe_sandbox: StripeSandbox) -> Sandbox:
    return stripe_sandbox.sandbox


@pytest.fixture
def browser(sandbox: Sandbox) -> FlaskClient:
    return create_app(sandbox).test_client()


@pytest.fixture
def press(browser: FlaskClient) -> Press:
    """Give `press("/c/pay/cs_1", do="card")`: open a page and press a button of it."""

    def press(path: str, **fields: str) -> TestResponse:
        token = re.search(r'name="csrf_token" value="([0-9a-f]+)"', browser.get(path).text)
        assert token, f"{path} has no form"
        return browser.post(path, data={"csrf_token": token[1], **fields})

    return press


@pytest.fixture
def session(stripe_client: stripe.StripeClient) -> str:
    return stripe_client.v1.checkout.sessions.create(order()).id


def found(sandbox: Sandbox, session: str) -> dict[str, Any]:
    thing = sandbox.find("checkout.session", session)
    assert thing is not None
    return thing


def heading(response: TestResponse) -> str:
    match = re.search(r"<h1[^>]*>(.*?)</h1>", response.text)
    assert match
    return re.sub(r"<[^>]+>", "", match[1])


def test_the_page_says_what_is_paid(browser: FlaskClient, session: str) -> None:
    page = browser.get(f"/c/pay/{session}")
    assert heading(page) == "Pay $1,198.00"
    assert re.findall(r"<data[^>]*>([^<]+)", page.text) == ["$1,198.00", "$1,198.00"]
    assert "Sandbox: no money moves." in page.text
    assert re.findall(r'name="do" value="(\w+)"', page.text) == [
        "card", "card_3ds", "card_declined", "ach", "ach_fails", "expire",
    ]
    policy = page.headers["Content-Security-Policy"]
    assert re.findall(r"form-action ([^;]+);", policy) == ["'self' http://localhost"]


def test_what_is_excluded_has_no_button(browser: FlaskClient, stripe_client: stripe.StripeClient) -> None:
    asked = order(excluded_payment_method_types=["us_bank_account"], cancel_url=None, customer_email=None)
    page = browser.get(f"/c/pay/{stripe_client.v1.checkout.sessions.create(asked).id}").text
    assert re.findall(r'name="do" value="(\w+)"', page) == ["card", "card_3ds", "card_declined", "expire"]
    assert "without paying" not in page
    assert 'type="email"' in page


def test_paying_leads_back(press: Press, session: str, sandbox: Sandbox) -> None:
    done = press(f"/c/pay/{session}", do="card")
    assert (done.status_code, done.location) == (303, f"http://localhost/orders/7?session={session}")
    assert found(sandbox, session)["payment_status"] == "paid"


def test_pressing_twice_pays_once(browser: FlaskClient, press: Press, session: str, sandbox: Sandbox) -> None:
    token = re.search(r'name="csrf_token" value="([0-9a-f]+)"', browser.get(f"/c/pay/{session}").text)
    assert token
    twice = [browser.post(f"/c/pay/{session}", data={"csrf_token": token[1], "do": "card"}) for _ in range(2)]
    assert [(it.status_code, it.location) for it in twice] == [
        (303, f"http://localhost/orders/7?session={session}")
    ] * 2
    assert len(sandbox.all("charge")) == 1
    assert heading(browser.get(f"/c/pay/{session}")) == "This was paid already"


def test_a_declined_card_may_be_followed_by_another(browser: FlaskClient, press: Press, session: str) -> None:
    assert press(f"/c/pay/{session}", do="card_declined").location == f"/c/pay/{session}"
    assert "Your card was declined.</b> Nothing was charged." in browser.get(f"/c/pay/{session}").text
    assert press(f"/c/pay/{session}", do="card").location == f"http://localhost/orders/7?session={session}"


def test_the_bank_asks(browser: FlaskClient, press: Press, session: str, sandbox: Sandbox) -> None:
    assert press(f"/c/pay/{session}", do="card_3ds").location == f"/c/pay/{session}"
    assert browser.get(f"/c/pay/{session}").location == f"/c/pay/{session}/bank"
    assert press(f"/c/pay/{session}/bank", do="refuse").location == f"/c/pay/{session}"
    assert "unable to authenticate" in browser.get(f"/c/pay/{session}").text
    press(f"/c/pay/{session}", do="card_3ds")
    done = press(f"/c/pay/{session}/bank", do="confirm")
    assert done.location == f"http://localhost/orders/7?session={session}"
    assert browser.get(f"/c/pay/{session}/bank").location == f"/c/pay/{session}"


def test_a_page_that_expired_while_it_was_open_says_so(
    browser: FlaskClient, press: Press, session: str, sandbox: Sandbox
) -> None:
    token = re.search(r'name="csrf_token" value="([0-9a-f]+)"', browser.get(f"/c/pay/{session}").text)
    assert token
    sandbox.expire(session)
    late = browser.post(f"/c/pay/{session}", data={"csrf_token": token[1], "do": "card"}, follow_redirects=True)
    assert (late.status_code, heading(late)) == (410, "This page has expired")
    assert '<a class="button" href="http://localhost/orders/7">' in late.text
    assert sandbox.all("charge") == []


def test_a_page_may_be_let_expire(browser: FlaskClient, press: Press, session: str, sandbox: Sandbox) -> None:
    press(f"/c/pay/{session}", do="expire")
    assert found(sandbox, session)["status"] == "expired"
    assert browser.get("/c/pay/cs_test_none").status_code == 404


def test_a_form_of_another_site_is_refused(browser: FlaskClient, session: str, sandbox: Sandbox) -> None:
    for path in (f"/c/pay/{session}", f"/c/pay/{session}/bank", f"/payments/{session}", "/webhooks", "/weather"):
        assert browser.post(path, data={"do": "card"}).status_code == 403
    assert found(sandbox, session)["status"] == "open"


def test_names_are_shown_as_text(browser: FlaskClient, stripe_client: stripe.StripeClient) -> None:
    asked = order(client_reference_id="<b>7</b>")
    asked["line_items"][0]["price_data"]["product_data"]["name"] = "<script>alert(1)</script>"
    made = stripe_client.v1.checkout.sessions.create(asked)
    for path in (f"/c/pay/{made.id}", "/", f"/payments/{made.id}"):
        page = browser.get(path).text
        assert "<script" not in page
        assert "<b>7" not in page


def test_the_dashboard_plays_everybody(
    browser: FlaskClient, press: Press, session: str, sandbox: Sandbox
) -> None:
    here = f"/payments/{session}"
    press(f"/c/pay/{session}", do="ach")
    assert "Bank debit on its way" in browser.get("/").text
    press(here, do="settle")
    press(here, do="refund", amount="98.00")
    (refund,) = sandbox.all("refund")
    assert (refund["amount"], refund["status"]) == (9800, "pending")
    press(here, do="Let it fail", on=refund["id"])
    press(here, do="refund")
    assert [it["amount"] for it in sandbox.all("refund")] == [9800, 119800]
    press(here, do="Let it arrive", on=sandbox.all("refund")[1]["id"])
    assert "Refunded" in browser.get(here).text
    assert [event["type"] for event in sandbox.events()] == [
        "checkout.session.completed", "checkout.session.async_payment_succeeded", "refund.created", "charge.refunded",
        "refund.updated", "refund.failed", "refund.created", "charge.refunded", "refund.updated",
    ]


@pytest.mark.parametrize(("button", "state"), [("We win it", "Won"), ("We lose it", "Lost")])
def test_a_dispute_is_opened_and_closed(
    browser: FlaskClient, press: Press, session: str, sandbox: Sandbox, button: str, state: str
) -> None:
    here = f"/payments/{session}"
    press(f"/c/pay/{session}", do="card")
    press(here, do="dispute")
    press(here, do=button, on=sandbox.all("dispute")[0]["id"])
    assert state in re.findall(r'<span class="state[^"]*">(?:<svg.*?</svg>)?([^<]+)</span>', browser.get(here).text)


@pytest.mark.parametrize(
    ("typed", "said"), [("2000", "greater than unrefunded"), ("much", "is no price"), ("-1", "is no price")]
)
def test_a_refund_that_cannot_be_says_why(
    browser: FlaskClient, press: Press, session: str, sandbox: Sandbox, typed: str, said: str
) -> None:
    press(f"/c/pay/{session}", do="card")
    press(f"/payments/{session}", do="refund", amount=typed)
    assert said in browser.get(f"/payments/{session}").text
    assert sandbox.all("refund") == []


def test_the_weather_is_set(
    browser: FlaskClient, press: Press, stripe_client: stripe.StripeClient, sandbox: Sandbox, session: str
) -> None:
    press("/weather", do="break", fault="server_error", operation="refunds.list", calls="2")
    assert "The next 2 of <b>refunds.list</b>" in browser.get("/weather").text
    with pytest.raises(stripe.APIError):
        stripe_client.v1.refunds.list()
    press("/weather", do="mend")
    assert stripe_client.v1.refunds.list().data == []
    press("/weather", do="advance", step="1 day")
    assert found(sandbox, session)["status"] == "expired"
    press("/weather", do="refunds", wait="on")
    assert "checked" in browser.get("/weather").text
    press("/weather", do="break", fault="flood", calls="1")
    assert "Nothing was changed." in browser.get("/weather").text


def test_the_way_of_webhooks_is_set(browser: FlaskClient, press: Press, session: str, sandbox: Sandbox) -> None:
    press("/webhooks", do="mode", mode="repeat")
    sandbox.pay(session)
    assert len(sandbox.undelivered()) == 3
    assert 'value="repeat" checked' in browser.get("/webhooks").text
    press("/webhooks", do="resend", on=sandbox.undelivered()[0].id)
    assert len(sandbox.undelivered()) == 4


def test_other_programs_say_the_same(browser: FlaskClient, session: str, sandbox: Sandbox) -> None:
    opens = {"Authorization": f"Bearer {KEY}"}
    asked = {"session": session, "way": "card"}
    assert browser.post("/sandbox/pay", json=asked).status_code == 401
    assert browser.post("/sandbox/pay", json=asked, headers=opens).json["status"] == "succeeded"
    assert browser.post("/sandbox/pay", json=asked, headers=opens).status_code == 409
    assert browser.post("/sandbox/pay", json={"sesion": session}, headers=opens).status_code == 400
    assert browser.post("/sandbox/close", json={}, headers=opens).status_code == 404


def test_a_long_list_has_pages(browser: FlaskClient, stripe_client: stripe.StripeClient) -> None:
    assert "Nobody has paid yet" in browser.get("/").text
    for _ in range(21):
        stripe_client.v1.checkout.sessions.create(order())
    links = r'<div class="rows-amount"><a'
    assert [len(re.findall(links, browser.get(f"/?page={page}").text)) for page in (1, 2)] == [20, 1]
    for nonsense in ("0", "-1", "x", "9" * 9):
        assert browser.get(f"/?page={nonsense}").status_code == 200
