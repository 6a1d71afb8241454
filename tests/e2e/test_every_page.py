"""Every page in a real browser: axe-core finds nothing, nothing is wider than the screen, nothing fails to load."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, Page

from tests.e2e.visiting import Visit, sign_in, started, upcoming
from tests.fixtures.browsers import Axe
from tests.fixtures.servers import LiveServer

PUBLIC = (
    "/",
    "/{s}/",
    "/{s}/agenda",
    "/{s}/agenda?view=list",
    "/{s}/agenda?q=procurement",
    "/{s}/agenda?q=nothing+like+this",
    "/{s}/agenda?room=attic",
    "/{s}/sessions/SC-101",
    "/{s}/sessions/SC-105",
    "/{s}/sessions/BR-5",
    "/{s}/people/",
    "/{s}/people/?q=zoe",
    "/{s}/people/lucan-eastwood",
    "/{s}/events/smart-cities/",
    "/{s}/venue",
    "/{s}/news/",
    "/{s}/news/the-programme-is-out",
    "/{s}/pages/privacy",
    "/{s}/changes",
    "/{s}/now",
    "/{s}/my-agenda",
    "/{s}/sessions/SC-101/star",
    "/smart-cities-summit-2018/",
    "/smart-cities-summit-2018/agenda",
    "/smart-cities-summit-2018/sessions/SC-101",
    "/account/sign-in",
    "/account/sign-in/sent",
    "/account/sign-in/1-dead",
    "/{s}/sessions/NOPE",
    "/nowhere/at/all",
)
DESK = (
    "/manage/",
    "/manage/{s}/",
    "/manage/{s}/board",
    "/manage/{s}/board?zoom=60&event=iot-blockchain",
    "/manage/{s}/board?zoom=5&q=nothing+like+this",
    "/manage/{s}/board/place?session=SC-101",
    "/manage/{s}/board/bulk?what=move&minutes=15&since=09:00&until=10:00",
    "/manage/{s}/programme",
    "/manage/{s}/programme?q=procurement",
    "/manage/{s}/clashes",
    "/manage/{s}/clashes?shown=both&severity=warn",
    "/manage/{s}/readiness",
    "/manage/{s}/sessions/SC-101/edit",
    "/manage/{s}/sessions/SC-101/history",
    "/manage/{s}/sessions/new",
    "/manage/{s}/release",
    "/manage/{s}/releases",
    "/manage/{s}/releases/2",
    "/manage/{s}/releases/1..2",
    "/manage/{s}/releases/1/restore",
    "/manage/{s}/people/lucan-eastwood",
    "/account/",
    "/account/sessions",
    "/account/password",
    "/account/passkeys",
    "/account/second-factor",
    "/manage/{s}/team",
    "/manage/{s}/team/members/1",
    "/manage/{s}/team/rules",
    "/manage/{s}/trail",
    "/manage/{s}/trail?kind=orders",
    "/manage/{s}/trail?q=nothing+like+this",
    "/account/invitations/1-dead",
    "/manage/{s}/venue",
    "/manage/{s}/venue/rooms/regency-6",
    "/manage/{s}/venue/rooms/regency-6/edit",
    "/manage/{s}/venue/new-room",
    "/manage/{s}/venue/zones/ballroom-level/edit",
    "/manage/{s}/venue/walks",
    "/manage/{s}/events",
    "/manage/{s}/events/smart-cities",
    "/manage/{s}/events/smart-cities/edit",
)
#: Light at a desk, dark in a corridor: each theme and each width is seen once.
SCREENS = ((1280, "light"), (360, "dark"))


@pytest.fixture
def visits(browser: Browser, live_server: LiveServer) -> Iterator[dict[tuple[int, str], Visit]]:
    """Give a page for each screen, with nobody signed in."""
    opened: list[BrowserContext] = []
    found = {}
    for width, scheme in SCREENS:
        context = browser.new_context(
            viewport={"width": width, "height": 800},
            color_scheme=scheme,
            reduced_motion="reduce",
            base_url=live_server.url,
        )
        opened.append(context)
        found[width, scheme] = Visit(context.new_page())
    yield found
    for context in opened:
        context.close()


def look(visit: Visit, path: str, axe: Axe) -> list[str]:
    """Open a page and return what is wrong with it."""
    visit.go(path)
    started(visit.page)
    wide = visit.page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    wrong = [f"{path}: {wide} px wider than the screen"] if wide > 0 else []
    return (
        wrong
        + [f"{path}: {trouble}" for trouble in visit.troubles()]
        + [f"{path}: {found}" for found in axe(visit.page)]
    )


def test_public_pages_are_for_everybody(
    visits: dict[tuple[int, str], Visit], axe: Axe, live_server: LiveServer
) -> None:
    slug = upcoming(live_server)
    wrong = [
        f"{width} {scheme} {found}"
        for (width, scheme), visit in visits.items()
        for path in PUBLIC
        for found in look(visit, path.format(s=slug), axe)
    ]
    assert not wrong, "\n".join(wrong)


def test_the_desk_is_for_everybody(visits: dict[tuple[int, str], Visit], axe: Axe, live_server: LiveServer) -> None:
    for visit in visits.values():
        sign_in(visit.page, live_server)
        visit.troubles()
    slug = upcoming(live_server)
    wrong = [
        f"{width} {scheme} {found}"
        for (width, scheme), visit in visits.items()
        for path in DESK
        for found in look(visit, path.format(s=slug), axe)
    ]
    assert not wrong, "\n".join(wrong)


def test_pages_hold_together_on_the_narrowest_screen(browser: Browser, live_server: LiveServer) -> None:
    """320 px is what 1280 px become at 400 %."""
    context = browser.new_context(viewport={"width": 320, "height": 640}, base_url=live_server.url)
    page: Page = context.new_page()
    wide, slug = [], upcoming(live_server)
    for path in PUBLIC:
        page.goto(path.format(s=slug))
        if page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth"):
            wide.append(path)
    context.close()
    assert wide == []
