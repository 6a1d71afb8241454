"""Passkeys and the second factor in a real browser, with an authenticator that Chromium plays."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, CDPSession, Page, expect
from pyotp import TOTP

from eventsite.core import clock
from eventsite.core.db import db, transaction
from eventsite.people.models import AccountSession, Passkey
from tests.e2e.visiting import ready, sign_in, upcoming
from tests.fixtures.browsers import Axe
from tests.fixtures.servers import LiveServer

ADA = "ada@example.org"


class Device:
    """A page whose browser has an authenticator; `is_verified` says whether its lock opens for who holds it."""

    def __init__(self, context: BrowserContext) -> None:
        self.page: Page = context.new_page()
        self._cdp: CDPSession = context.new_cdp_session(self.page)
        self._cdp.send("WebAuthn.enable", {"enableUI": False})
        options = {
            "protocol": "ctap2", "transport": "internal", "hasResidentKey": True, "hasUserVerification": True,
            "isUserVerified": True, "automaticPresenceSimulation": True,
        }
        self._id = self._cdp.send("WebAuthn.addVirtualAuthenticator", {"options": options})["authenticatorId"]

    def credentials(self) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = self._cdp.send("WebAuthn.getCredentials", {"authenticatorId": self._id})[
            "credentials"
        ]
        return found

    def verifies(self, is_verified: bool) -> None:
        self._cdp.send("WebAuthn.setUserVerified", {"authenticatorId": self._id, "isUserVerified": is_verified})

    def offers_nothing(self) -> None:
        """Be a browser that shows passkeys when asked and never by itself."""
        self.page.add_init_script("PublicKeyCredential.isConditionalMediationAvailable = async () => false")


@pytest.fixture
def device(browser: Browser, named_server: LiveServer) -> Iterator[Device]:
    context = browser.new_context(base_url=named_server.url, reduced_motion="reduce")
    yield Device(context)
    context.close()


def newest(server: LiveServer) -> tuple[str, bool]:
    with server.app.app_context():
        row = db.session.scalars(db.select(AccountSession).order_by(AccountSession.id.desc()).limit(1)).one()
        return row.means.value, row.is_strong


def add_passkey(page: Page, name: str = "My laptop") -> None:
    page.goto("/account/passkeys")
    page.get_by_label("Name", exact=False).last.fill(name)
    page.get_by_role("button", name="Add a passkey").click()
    expect(page.get_by_text(f"The passkey {name} is added.")).to_be_visible()


def use_passkey(device: Device, query: str = "") -> None:
    """Press the button."""
    device.offers_nothing()
    device.page.goto(f"/account/sign-in{query}")
    device.page.get_by_role("button", name="Use a passkey").click()


def sign_out(page: Page) -> None:
    page.goto("/account/sessions")
    page.get_by_role("button", name="Sign out").click()
    page.wait_for_url(lambda url: "/account" not in url)


def test_a_passkey_is_added_used_and_removed(device: Device, named_server: LiveServer, axe: Axe) -> None:
    page = device.page
    sign_in(page, named_server)
    add_passkey(page)
    assert axe(page) == []
    (kept,) = device.credentials()
    assert (kept["rpId"], kept["isResidentCredential"], kept["userName"]) == ("localhost", True, ADA)

    sign_out(page)
    use_passkey(device, "?next=/account/sessions")
    page.wait_for_url(lambda url: "sign-in" not in url)
    assert newest(named_server) == ("passkey", True)
    expect(page.get_by_text("by a passkey")).to_be_visible()
    page.goto(f"/manage/{upcoming(named_server)}/")
    expect(page.get_by_role("link", name="Programme", exact=True)).to_be_visible()

    page.goto("/account/passkeys")
    page.get_by_role("button", name="Remove the passkey My laptop").click()
    expect(page.get_by_text("The passkey is removed")).to_be_visible()
    sign_out(page)
    use_passkey(device)
    expect(page.get_by_text("This passkey is not known here")).to_be_visible()


def test_the_browser_offers_the_passkey_where_the_address_is_typed(device: Device, named_server: LiveServer) -> None:
    """Nobody presses a button: the authenticator answers the quiet question."""
    page = device.page
    sign_in(page, named_server)
    add_passkey(page)
    sign_out(page)
    page.goto("/account/sign-in")
    page.wait_for_url("**/manage/**")
    assert newest(named_server) == ("passkey", True)


def test_the_same_device_is_told_that_it_has_one(device: Device, named_server: LiveServer) -> None:
    sign_in(device.page, named_server)
    add_passkey(device.page)
    device.page.get_by_role("button", name="Add a passkey").click()
    expect(device.page.get_by_text("This device has a passkey for your account already.")).to_be_visible()


def test_a_device_that_does_not_know_its_user_makes_none(device: Device, named_server: LiveServer) -> None:
    sign_in(device.page, named_server)
    device.verifies(False)
    device.page.goto("/account/passkeys")
    device.page.get_by_role("button", name="Add a passkey").click()
    expect(device.page.get_by_text("No passkey was used.")).to_be_visible()
    assert device.credentials() == []


def test_an_answer_works_once_even_with_a_copy_of_the_cookie(
    device: Device, named_server: LiveServer, browser: Browser
) -> None:
    """Somebody who recorded the whole request, cookies and all, sends it again."""
    page = device.page
    sign_in(page, named_server)
    add_passkey(page)
    sign_out(page)
    recorded: list[dict[str, Any]] = []

    def copy(route: Any) -> None:
        recorded.append({"data": route.request.post_data, "headers": route.request.all_headers()})
        route.continue_()

    page.route("**/account/sign-in/passkey", copy)
    use_passkey(device)
    page.wait_for_url("**/manage/**")
    with named_server.app.app_context(), transaction():  # as a synchronised passkey is: it counts nothing
        db.session.execute(db.update(Passkey).values(sign_count=0))
    thief = named_server.app.test_client(use_cookies=False)
    headers = {name: value for name, value in recorded[0]["headers"].items() if not name.startswith(("sec-", ":"))}
    headers.pop("content-length", None)
    answer = thief.post(
        "/account/sign-in/passkey", data=recorded[0]["data"], headers=headers, base_url=named_server.url
    )
    assert (answer.status_code, answer.location) == (302, "/account/sign-in")
    assert newest(named_server)[0] == "passkey"


def test_a_second_factor_is_set_up_and_asked_for(device: Device, named_server: LiveServer, axe: Axe) -> None:
    page = device.page
    sign_in(page, named_server)
    page.goto("/account/second-factor")
    assert axe(page) == []
    totp = TOTP(page.locator(".key").inner_text().replace("-", ""))
    now = int(clock.now().timestamp())
    page.get_by_role("textbox", name="Code").fill(totp.at(now - 30))
    page.get_by_role("button", name="Set up the second factor").click()
    expect(page.locator(".codes li")).to_have_count(10)
    codes = page.locator(".codes li").all_inner_texts()
    assert axe(page) == []

    sign_out(page)
    mailed(page, named_server)
    expect(page.get_by_role("heading", name="One more step")).to_be_visible()
    assert axe(page) == []
    page.get_by_role("textbox", name="Code").fill("000000")
    page.get_by_role("button", name="Go on").click()
    expect(page.get_by_text("That is not the code that is shown now")).to_be_visible()
    page.get_by_role("textbox", name="Code").fill(codes[0])
    page.get_by_role("button", name="Go on").click()
    expect(page.get_by_text("9 recovery codes left.")).to_be_visible()
    assert newest(named_server) == ("link", True)


def mailed(page: Page, server: LiveServer) -> None:
    """Ask for a link, and open the one that the worker mails."""
    page.goto("/account/sign-in")
    page.get_by_label("E-mail address").fill(ADA)
    page.get_by_role("button", name="Mail me a link").click()
    page.wait_for_url("**/sent")
    with server.app.app_context():
        server.app.extensions["eventsite.outbox"].deliver_due()
    folder = server.app.extensions["eventsite.config"].data / "mail"
    text = max(folder.glob("*.eml")).read_text().replace("=\n", "").replace("=3D", "=")
    found = re.search(r"(/account/sign-in/[\w-]+)", text)
    assert found is not None
    page.goto(found[1])
    page.get_by_role("button", name="Sign in").click()


def test_a_password_is_set_and_used_by_keyboard(device: Device, named_server: LiveServer) -> None:
    page = device.page
    sign_in(page, named_server)
    page.goto("/account/password")
    page.get_by_label("New password").fill("four random tram words")
    page.get_by_label("Show what I type").check()
    expect(page.get_by_label("New password")).to_have_attribute("type", "text")
    page.get_by_role("button", name="Set the password").click()
    expect(page.get_by_text("Your password is set")).to_be_visible()
    sign_out(page)
    page.goto("/account/sign-in")
    page.get_by_label("E-mail address").fill(ADA)
    page.get_by_text("Use a password").click()
    page.get_by_label("Password", exact=True).fill("four random tram words")
    page.keyboard.press("Enter")
    page.wait_for_url("**/manage/")
    page.goto(f"/manage/{upcoming(named_server)}/")
    page.wait_for_url("**/second-factor?next=**")  # Ada owns the summit, and a password is one thing
    assert newest(named_server) == ("password", False)


def test_an_address_of_digits_offers_no_passkeys_and_says_why(browser: Browser, live_server: LiveServer) -> None:
    context = browser.new_context(base_url=live_server.url)
    page = context.new_page()
    ready(page, "/account/sign-in")
    expect(page.get_by_role("button", name="Use a passkey")).to_have_count(0)
    sign_in(page, live_server)
    page.goto("/account/passkeys")
    expect(page.get_by_text("Browsers bind passkeys to a site’s name")).to_be_visible()
    context.close()
