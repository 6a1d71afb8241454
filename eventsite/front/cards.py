"""Social cards: a summit or a session as a picture of 1200 x 630, drawn like the printed programme.

Pure functions over the release; the same release and fonts give the same bytes. A card is flat colour and letters,
so a palette of 32 keeps it well under 60 kB.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from io import BytesIO
from math import cos, pi, sin

from PIL import Image, ImageDraw

from eventsite.core.wording import clock, dates, day, title_of, zone
from eventsite.front.lettering import Style, Typeface, balance, cut, fit
from eventsite.programme.releases.public import Entry, Programme
from eventsite.programme.releases.snapshot import ReleasedEvent, ReleasedSession
from eventsite.programme.states import Role

WIDTH, HEIGHT = 1200, 630
PAPER, INK, INK_2, DANGER = "#fafaf6", "#14171b", "#454b52", "#ad1529"
#: An event's colour on paper, by its shape: the light half of static/css/components/event-colours.css.
EVENT_INKS = {
    "circle": "#00705a",
    "square": "#bd4408",
    "diamond": "#8a2b86",
    "triangle": "#15659c",
    "hexagon": "#6b5d00",
    "cross": "#a8264f",
}
_LEFT, _RIGHT = 64, WIDTH - 64
_HEAD_RULE, _FOOT_RULE, _BOTTOM = 118, 432, HEIGHT - 56
_MEASURE = _RIGHT - _LEFT
_TITLES = tuple(Style(size, 700, -0.028) for size in (112, 96, 88, 80, 72, 64, 56, 50, 44, 40))
_DISPLAY = tuple(Style(size, 760, -0.045) for size in (196, 176, 160, 144, 132, 120, 108, 96, 84, 72, 60, 50))
_STRONG, _LARGE, _SMALL, _NAME = Style(33, 680, -0.01), Style(38, 680, -0.014), Style(29, 400), Style(27, 540)
_SMOOTH = 4
_COLOURS = 32


@dataclass(frozen=True, slots=True)
class Sheet:
    """A card while it is drawn."""

    image: Image.Image
    pen: ImageDraw.ImageDraw
    face: Typeface

    @classmethod
    def blank(cls, face: Typeface) -> Sheet:
        image = Image.new("RGB", (WIDTH, HEIGHT), PAPER)
        return cls(image, ImageDraw.Draw(image), face)

    def rule(self, y: int, thickness: int) -> None:
        self.pen.rectangle((_LEFT, y, _RIGHT - 1, y + thickness - 1), fill=INK)

    def write(self, x: float, y: float, text: str, style: Style, ink: str = INK, *, width: float = _MEASURE) -> float:
        """Write one line on the baseline `y`, cut off at `width`; return where it ends."""
        return self.face.write(self.pen, (x, y), cut(self.face, self.face.readable(text), style, width), style, ink)

    def title(self, text: str, top: int, height: int, styles: Iterable[Style], leading: float) -> None:
        """Write a title below `top`, as large as it can be within `height`."""
        setting = fit(self.face, self.face.readable(text), styles, width=_MEASURE, height=height, leading=leading)
        size = setting.style.size
        for number, line in enumerate(setting.lines):
            baseline = top + size * (0.82 + number * leading)
            self.face.write(self.pen, (_LEFT - size * 0.05, baseline), line, setting.style, INK)

    def shape(self, name: str, left: float, top: float, size: int, ink: str) -> None:
        """Draw an event's shape with smooth edges."""
        large = Image.new("L", (size * _SMOOTH, size * _SMOOTH))
        _draw_shape(ImageDraw.Draw(large), name, size * _SMOOTH)
        self.image.paste(ink, (round(left), round(top)), large.resize((size, size), Image.Resampling.LANCZOS))

    def png(self) -> bytes:
        file = BytesIO()
        flat = self.image.quantize(_COLOURS, method=Image.Quantize.FASTOCTREE, dither=Image.Dither.NONE)
        flat.save(file, "PNG", compress_level=6)
        return file.getvalue()


def _draw_shape(pen: ImageDraw.ImageDraw, name: str, size: int) -> None:
    """Draw one of the shapes of events, white, filling a square of `size`."""
    s, third = size - 1, size / 3
    if name == "circle":
        pen.ellipse((0, 0, s, s), fill=255)
        return
    corners: dict[str, list[tuple[float, float]]] = {
        "square": [(0.06 * s, 0.06 * s), (0.94 * s, 0.06 * s), (0.94 * s, 0.94 * s), (0.06 * s, 0.94 * s)],
        "diamond": [(s / 2, 0), (s, s / 2), (s / 2, s), (0, s / 2)],
        "triangle": [(s / 2, 0.06 * s), (s, 0.94 * s), (0, 0.94 * s)],
        "hexagon": [(s / 2 * (1 + cos(k * pi / 3)), s / 2 * (1 + sin(k * pi / 3))) for k in range(6)],
        "cross": [
            (third, 0), (2 * third, 0), (2 * third, third), (s, third), (s, 2 * third), (2 * third, 2 * third),
            (2 * third, s), (third, s), (third, 2 * third), (0, 2 * third), (0, third), (third, third),
        ],
    }
    pen.polygon(corners.get(name, corners["square"]), fill=255)


def summit_card(programme: Programme, face: Typeface) -> bytes:
    """Return the card of a whole summit as PNG."""
    sheet, about = Sheet.blank(face), programme.summit
    name = about.name if face.is_readable(about.name) else about.slug
    sheet.title(title_of(name, about.edition), 60, _FOOT_RULE - 60 - 24, _DISPLAY, 0.94)
    sheet.rule(_FOOT_RULE, 4)
    sheet.write(_LEFT, _FOOT_RULE + 58, dates(about.starts_on, about.ends_on), _LARGE)
    sheet.write(_LEFT, _FOOT_RULE + 101, _place(programme), _SMALL, INK_2)
    _names_of_events(sheet, tuple(programme.events.values()), _BOTTOM)
    return sheet.png()


def _place(programme: Programme) -> str:
    """Return venue and city, the city once."""
    venue, city = programme.summit.venue_name, programme.summit.city
    return venue if city in venue else ", ".join(filter(None, (venue, city)))


def _names_of_events(sheet: Sheet, events: tuple[ReleasedEvent, ...], y: int) -> None:
    """Write the events side by side; where there is no room for a name, its shape stands alone."""
    x: float = _LEFT
    for event in events:
        if x + 24 > _RIGHT:
            break
        sheet.shape(event.shape, x, y - 21, 24, _ink(event))
        x += 36
        if x + sheet.face.width(sheet.face.readable(event.name), _NAME) <= _RIGHT:
            x = sheet.write(x, y, event.name, _NAME) + 40


def session_card(programme: Programme, session: ReleasedSession, face: Typeface) -> bytes:
    """Return the card of one session as PNG."""
    sheet, event = Sheet.blank(face), programme.events[session.event]
    _head(sheet, programme)
    title = session.title if face.is_readable(session.title) else f"{session.kind.value.capitalize()} {session.code}"
    sheet.title(title, _HEAD_RULE + 30, _FOOT_RULE - _HEAD_RULE - 44, _TITLES, 1.06)
    sheet.rule(_FOOT_RULE, 2)
    sheet.shape(event.shape, _RIGHT - 140, _FOOT_RULE + 28, 140, _ink(event))
    _facts(sheet, programme, session)
    return sheet.png()


def _head(sheet: Sheet, programme: Programme) -> None:
    """Write the name of the summit, with place and dates at the right where there is room."""
    about = programme.summit
    when = ", ".join(filter(None, (about.city, dates(about.starts_on, about.ends_on))))
    end = sheet.write(_LEFT, 88, about.name, _STRONG)
    width = sheet.face.width(sheet.face.readable(when), _SMALL)
    if end + 48 + width <= _RIGHT:
        sheet.write(_RIGHT - width, 88, when, _SMALL, INK_2)
    sheet.rule(_HEAD_RULE, 4)


def _facts(sheet: Sheet, programme: Programme, session: ReleasedSession) -> None:
    """Write when, where and who, beside the shape of the event."""
    width = _MEASURE - 190
    entry = next((e for e in programme.entries if e.session is session and not e.is_cancelled), None)
    if session.is_cancelled:
        sheet.write(_LEFT, _FOOT_RULE + 54, "Cancelled", _STRONG, DANGER)
    elif entry:
        sheet.write(_LEFT, _FOOT_RULE + 54, _when_and_where(programme, entry), _STRONG, width=width)
    lines = balance(sheet.face, sheet.face.readable(_who(session)), _SMALL, width)
    for number, line in enumerate((*lines[:1], " ".join(lines[1:]))):
        sheet.write(_LEFT, _FOOT_RULE + 99 + number * 39, line, _SMALL, INK_2, width=width)


def _when_and_where(programme: Programme, entry: Entry) -> str:
    """Return day, hours and room; more than two rooms are too many to name."""
    starts, ends = programme.local(entry.slot.starts_at), programme.local(entry.slot.ends_at)
    hours = f"{clock(starts)}\N{EN DASH}{clock(ends)} {zone(starts)}"
    rooms = [room.name for room in programme.rooms_of(entry.slot)]
    return ", ".join((day(programme.day_of(entry.slot.starts_at)), hours, *(rooms if len(rooms) <= 2 else ())))


def _who(session: ReleasedSession) -> str:
    """Return names, moderators first and said to be."""
    moderators = [billing.name for billing in session.line_up if billing.role == Role.MODERATOR]
    others = [billing.name for billing in session.line_up if billing.role != Role.MODERATOR]
    led = f"{' and '.join(moderators)} {'moderates' if len(moderators) == 1 else 'moderate'}." if moderators else ""
    return " ".join(filter(None, (led, ", ".join(others))))


def _ink(event: ReleasedEvent) -> str:
    return EVENT_INKS.get(event.shape, INK)
