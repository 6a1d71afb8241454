"""What the board answers a module: cards and parts as the page's own templates make them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from flask import get_template_attribute, url_for

from eventsite.programme.board.conflict import Conflict
from eventsite.programme.board.day import Day
from eventsite.programme.board.news import Delta
from eventsite.programme.board.trying import Panel, Spot
from eventsite.programme.views.manage.board_steps import last_step
from eventsite.summits.models import Summit

_PARTS = "programme/manage/_board_parts.html"


@dataclass(frozen=True, slots=True)
class Links:
    """The beginnings of the addresses on a card: a session's page before its code, the form before its question."""

    session: str
    place: str


def links_of(summit: Summit) -> Links:
    return Links(
        session=url_for("manage.session", summit=summit.slug, code="-").removesuffix("-"),
        place=url_for("manage.board_place", summit=summit.slug),
    )


def day_data(summit: Summit, day: Day, delta: Delta) -> dict[str, Any]:
    """Return what brings an open page to where `day` is."""
    links = links_of(summit)
    card = get_template_attribute("programme/manage/_card.html", "card")
    return {
        "cards": [{"slot": c.slot, "room": c.room, "html": str(card(links, day, c))} for c in delta.cards],
        "gone": list(delta.gone),
        "whole": delta.is_whole,
        "parts": parts_of(summit, day),
        "versions": dict(delta.versions),
        "frame": day.frame,
        "since": day.token,
    }


def parts_of(summit: Summit, day: Day) -> dict[str, str]:
    """Return the parts around the grid, by the `data-part` they go into."""
    return {
        **{name: str(get_template_attribute(_PARTS, name)(summit, day)) for name in ("clashes", "tray", "tally")},
        "undo": str(get_template_attribute(_PARTS, "undo")(summit, last_step(summit), day.query)),
    }


def panel_data(panel: Panel, html: str) -> dict[str, Any]:
    """Return what a trial found."""
    return {
        "ok": not panel.wrong,
        "said": panel.wrong or panel.said,
        "where": panel.spot.words if panel.spot else "",
        "clashes": [
            {
                "key": hit.clash.key, "rule": hit.clash.rule, "severity": hit.clash.severity.value,
                "sentence": hit.clash.sentence, "slots": list(hit.clash.slots), "number": hit.number,
                "is_new": hit.is_new,
            }
            for hit in panel.hits
        ],
        "ways": [{"letter": way.letter, **spot_data(way.spot), "here": way.is_here} for way in panel.ways],
        "html": html,
    }  # fmt: skip


def conflict_data(conflict: Conflict) -> dict[str, Any]:
    """Return both versions; a day of None is the tray."""
    nowhere: dict[str, Any] = {"day": None, "at": None, "minutes": None, "rooms": []}
    mine = spot_data(conflict.mine) if conflict.mine else nowhere
    theirs = spot_data(conflict.theirs) if conflict.theirs else nowhere
    when = conflict.at.isoformat(timespec="seconds") if conflict.at else None
    return {
        "mine": {**mine, "words": conflict.my_words},
        "theirs": {
            **theirs, "words": conflict.their_words, "version": conflict.version, "who": conflict.who, "when": when,
        },
    }  # fmt: skip


def spot_data(spot: Spot) -> dict[str, Any]:
    return {"day": spot.day, "at": spot.at, "minutes": spot.minutes, "rooms": list(spot.rooms), "words": spot.words}
