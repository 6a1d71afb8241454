"""Reads a form out of a page as a browser would send it back, so that tests type into what was really shown."""

from __future__ import annotations

from html.parser import HTMLParser

from werkzeug.datastructures import MultiDict


class FormReader(HTMLParser):
    """Collects what the POST forms of a page would send, without any button; `buttons` are the values of those.

    With an `action` it collects what the forms would send there, and nothing else.
    """

    def __init__(self, action: str = "") -> None:
        super().__init__()
        self._action = action
        self.fields: MultiDict[str, str] = MultiDict()
        self.buttons: list[str] = []
        self._in_post = False
        self._select = ""
        self._chosen: str | None = None
        self._first: str | None = None
        self._area: str | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        name, value = given.get("name") or "", given.get("value") or ""
        if tag == "form":
            is_ours = self._action in ("", given.get("action"))
            self._in_post = is_ours and (given.get("method") or "").lower() == "post"
        elif not self._in_post:
            return
        elif (
            tag == "input"
            and name not in ("", "csrf_token")
            and (given.get("type") not in ("checkbox", "radio") or "checked" in given)
        ):
            self.fields.add(name, value)
        elif tag == "select":
            self._select, self._chosen, self._first = name, None, None
        elif tag == "option":
            self._first = value if self._first is None else self._first
            self._chosen = value if "selected" in given else self._chosen
        elif tag == "textarea":
            self._select, self._area = name, ""
        elif tag == "button" and name == "do":
            self.buttons.append(value)

    def handle_data(self, data: str) -> None:
        if self._area is not None:
            self._area += data

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self._in_post = False
        elif tag == "select" and self._in_post:
            self.fields.add(self._select, self._chosen if self._chosen is not None else self._first or "")
        elif tag == "textarea" and self._area is not None:
            self.fields.add(self._select, self._area.replace("\r\n", "\n").removeprefix("\n"))
            self._area = None


def read_form(page: str, action: str = "") -> MultiDict[str, str]:
    """Return what the page's forms, or those that go to `action`, would send as they stand, without tokens."""
    return _read(page, action).fields


def buttons_of(page: str) -> list[str]:
    """Return the values of the buttons named `do`, in the order of the page."""
    return _read(page).buttons


def _read(page: str, action: str = "") -> FormReader:
    reader = FormReader(action)
    reader.feed(page)
    return reader
