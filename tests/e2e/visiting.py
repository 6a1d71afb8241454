"""Going round the site in a browser, and noting what goes wrong on the way."""

from __future__ import annotations

from playwright.sync_api import ConsoleMessage, Page, Request, Response, expect

from eventsite.summits.queries import list_summits
from tests.fixtures.servers import LiveServer


class Visit:
    """A page with a memory for errors: what the console said, what did not load."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self._troubles: list[str] = []
        page.on("console", self._on_console)
        page.on("requestfailed", self._on_failed)
        page.on("response", self._on_response)
        page.on("pageerror", lambda error: self._troubles.append(f"script: {error}"))

    def go(self, path: str) -> Response | None:
        return self.page.goto(path, wait_until="load")

    def troubles(self) -> list[str]:
        """Return what went wrong since the last time this was asked."""
        found, self._troubles = self._troubles, []
        return found

    def _on_console(self, message: ConsoleMessage) -> None:
        if message.type == "error" and "Failed to load resource" not in message.text:
            self._troubles.append(f"console: {message.text}")

    def _on_failed(self, request: Request) -> None:
        if request.failure and "ERR_ABORTED" not in request.failure:
            self._troubles.append(f"failed: {request.url} {request.failure}")

    def _on_response(self, response: Response) -> None:
        if response.status >= 500 or (response.status >= 400 and not response.request.is_navigation_request()):
            self._troubles.append(f"{response.status}: {response.url}")


def upcoming(server: LiveServer) -> str:
    """Return the slug of the sample's upcoming edition; it ends in a year that depends on the day."""
    with server.app.app_context():
        return next(summit.slug for summit in list_summits() if not summit.slug.endswith("2018"))


def started(page: Page) -> Page:
    """Wait until the page's scripts run, as whoever looks before they press a key; a load does not wait for modules."""
    expect(page.locator("html[data-started]")).to_be_attached()
    return page


def ready(page: Page, address: str) -> Page:
    """Open a page whose scripts are to be used."""
    page.goto(address)
    return started(page)


def sign_in(page: Page, server: LiveServer, email: str = "ada@example.org") -> None:
    """Sign in as the command line lets whoever runs the machine do."""
    result = server.app.test_cli_runner().invoke(args=["signin", email])
    page.goto(result.output.strip())
    page.get_by_role("button", name="Sign in").click()
    page.wait_for_url("**/manage/**")
