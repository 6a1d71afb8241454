"""Reads iCalendar as RFC 5545 says and forgives nothing. It shares no code with what wrote it, nor with any library.

`read(data)` gives the calendar as components; whatever the RFC forbids, or would leave to a client's guess, is Broken.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

_LINE = re.compile(r'([A-Z0-9-]+)((?:;[A-Z0-9-]+=(?:"[^"]*"|[^";:,]*)(?:,(?:"[^"]*"|[^";:,]*))*)*):(.*)', re.DOTALL)
_CONTROL = re.compile("[\x00-\x08\x0a-\x1f\x7f-\x9f]")
_ESCAPED = re.compile(r"\\(.?)", re.DOTALL)
_LETTERS = {"\\": "\\", ";": ";", ",": ",", "n": "\n", "N": "\n"}

_CLOCK = r"\d{8}T\d{6}"
VALUES = {
    "SEQUENCE": r"\d+",
    "DTSTAMP": f"{_CLOCK}Z",
    "LAST-MODIFIED": f"{_CLOCK}Z",
    "DTSTART": f"{_CLOCK}Z?",
    "DTEND": f"{_CLOCK}Z?",
    "STATUS": "CONFIRMED|CANCELLED|TENTATIVE",
    "TRANSP": "OPAQUE|TRANSPARENT",
    "GEO": r"-?\d{1,2}\.\d+;-?\d{1,3}\.\d+",
    "URL": r"https?://[!-~]+",
    "SOURCE": r"https?://[!-~]+",
    "COLOR": "[a-z]+",
    "VERSION": r"2\.0",
    "CALSCALE": "GREGORIAN",
    "REFRESH-INTERVAL": r"P(\d+D)?(T\d+H)?",
    "X-PUBLISHED-TTL": r"P(\d+D)?(T\d+H)?",
    "TZOFFSETFROM": r"[+-]\d{4}(\d{2})?",
    "TZOFFSETTO": r"[+-]\d{4}(\d{2})?",
    "RRULE": r"FREQ=YEARLY;BYDAY=-?\d[A-Z]{2};BYMONTH=\d+",
}
TEXTS = {
    "UID", "SUMMARY", "DESCRIPTION", "LOCATION", "NAME", "X-WR-CALNAME", "X-WR-TIMEZONE", "PRODID", "TZID", "TZNAME",
}  # fmt: skip
#: Component -> what it must have, what it may have, and what it may hold; each property once.
SHAPES: dict[str, tuple[set[str], set[str], set[str]]] = {
    "VCALENDAR": (
        {"VERSION", "PRODID"},
        {
            "CALSCALE", "NAME", "X-WR-CALNAME", "X-WR-TIMEZONE", "COLOR", "URL", "SOURCE", "REFRESH-INTERVAL",
            "X-PUBLISHED-TTL",
        },
        {"VTIMEZONE", "VEVENT"},
    ),
    "VTIMEZONE": ({"TZID"}, set(), {"STANDARD", "DAYLIGHT"}),
    "STANDARD": ({"DTSTART", "TZOFFSETFROM", "TZOFFSETTO"}, {"TZNAME", "RRULE"}, set()),
    "DAYLIGHT": ({"DTSTART", "TZOFFSETFROM", "TZOFFSETTO"}, {"TZNAME", "RRULE"}, set()),
    "VEVENT": (
        {"UID", "DTSTAMP", "DTSTART"},
        {
            "DTEND", "SEQUENCE", "LAST-MODIFIED", "STATUS", "SUMMARY", "DESCRIPTION", "LOCATION", "GEO", "CATEGORIES",
            "COLOR", "URL", "TRANSP",
        },
        set(),
    ),
}  # fmt: skip


class Broken(AssertionError):
    """The RFC forbids this, or does not say what it means."""


@dataclass(frozen=True, slots=True)
class Property:
    params: dict[str, str]
    value: str


@dataclass(slots=True)
class Component:
    name: str
    properties: dict[str, Property] = field(default_factory=dict)
    parts: list[Component] = field(default_factory=list)

    def text(self, name: str) -> str:
        """Return a TEXT, unescaped; '' where there is none."""
        found = self.properties.get(name)
        return unescaped(found.value) if found else ""

    def texts(self, name: str) -> list[str]:
        """Return a list of TEXT, parted at commas that are not escaped."""
        return [unescaped(part) for part in re.findall(r"(?:\\.|[^\\,])+", self.properties[name].value)]

    def all(self, name: str) -> list[Component]:
        return [part for part in self.parts if part.name == name]


def unescaped(value: str) -> str:
    if re.search("[;,]", _ESCAPED.sub("", value)):
        raise Broken(f"A comma or semicolon is not escaped: {value[:80]!r}")
    for match in _ESCAPED.finditer(value):
        if match[1] not in _LETTERS:
            raise Broken(f"No such escape: {match[0]!r}")
    return _ESCAPED.sub(lambda match: _LETTERS[match[1]], value)


def content_lines(data: bytes) -> Iterator[str]:
    """Yield the lines, unfolded; each physical line must be whole UTF-8 of at most 75 octets."""
    if not data.endswith(b"\r\n"):
        raise Broken("The last line has no end.")
    line = ""
    for raw in data[:-2].split(b"\r\n"):
        if b"\r" in raw or b"\n" in raw:
            raise Broken("A line ends without CRLF.")
        if not 0 < len(raw) <= 75:
            raise Broken(f"A line has {len(raw)} octets.")
        try:
            text = raw.decode()
        except UnicodeDecodeError as error:
            raise Broken(f"A line is folded inside a character: {raw!r}") from error
        if text[0] in " \t":
            line += text[1:]
            continue
        if line:
            yield line
        line = text
    yield line


def read(data: bytes) -> Component:
    """Return the one calendar in `data`."""
    root = Component("")
    stack = [root]
    for line in content_lines(data):
        name, prop = _property(line)
        if name == "BEGIN":
            stack.append(Component(prop.value))
        elif name == "END":
            done = stack.pop()
            if done.name != prop.value or not stack:
                raise Broken(f"END:{prop.value} ends {done.name or 'nothing'}.")
            _check(done)
            stack[-1].parts.append(done)
        elif name in stack[-1].properties:
            raise Broken(f"{stack[-1].name} has {name} twice.")
        else:
            stack[-1].properties[name] = prop
    if len(stack) != 1 or root.properties or [part.name for part in root.parts] != ["VCALENDAR"]:
        raise Broken("This is not one calendar and nothing else.")
    return root.parts[0]


def _property(line: str) -> tuple[str, Property]:
    if _CONTROL.search(line):
        raise Broken(f"A control character: {line[:80]!r}")
    match = _LINE.fullmatch(line)
    if match is None:
        raise Broken(f"Not a content line: {line[:80]!r}")
    params = dict(part.split("=", 1) for part in match[2].split(";")[1:])
    return match[1], Property(params, match[3])


def _check(component: Component) -> None:
    if component.name not in SHAPES:
        raise Broken(f"No such component: {component.name!r}")
    needed, allowed, parts = SHAPES[component.name]
    names = set(component.properties)
    if needed - names or names - needed - allowed or {part.name for part in component.parts} - parts:
        raise Broken(f"{component.name} has {sorted(names)} and holds {[part.name for part in component.parts]}.")
    if parts and not component.parts:
        raise Broken(f"{component.name} is empty.")
    for name, prop in component.properties.items():
        if name in VALUES and not re.fullmatch(VALUES[name], prop.value):
            raise Broken(f"{name} is {prop.value!r}.")
        if name in TEXTS:
            unescaped(prop.value)
