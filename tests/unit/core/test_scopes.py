"""Every table knows by which key its rows belong to a summit; which belong to none is written out."""

from __future__ import annotations

from flask import Flask

from eventsite.core.scopes import classes, key_of, parent_of, root


def test_the_way_of_every_table(any_app: Flask) -> None:
    """A table that is not here is new: say where its rows belong, then add it."""
    ways = {table: way_of(table) for table in classes() if getattr(classes()[table], "__audited__", True)}
    nowhere = sorted(table for table, way in ways.items() if not way)
    assert root().__tablename__ == "summit"
    assert nowhere == sorted(NOWHERE & set(ways))
    assert {table: way for table, way in ways.items() if way} == WAYS


def way_of(table: str) -> str:
    """Return 'slot_id session_id summit_id' for the rooms of slots; '' for the root and what leads nowhere."""
    keys = []
    while (key := key_of(table)) and (parent := parent_of(table)):
        keys.append(key)
        table = parent.__tablename__
    return " ".join(keys)


#: The root; and accounts and people, who belong to no summit.
NOWHERE = {
    "summit", "account", "sign_in_link", "person", "person_source", "passkey", "second_factor", "recovery_code",
}
WAYS = {
    **dict.fromkeys(
        ("event", "zone", "room", "team_member", "team_invitation", "session", "profile", "news_article", "page",
         "release", "waiver", "pass_type", "capacity", "terms", "order", "receipt"),
        "summit_id",
    ),
    "track": "event_id summit_id",
    "allocation": "event_id summit_id",
    "zone_walk": "zone_id summit_id",
    **dict.fromkeys(("slot", "co_presenter", "appearance", "resource"), "session_id summit_id"),
    "slot_room": "slot_id session_id summit_id",
    "price_phase": "pass_type_id summit_id",
    "pass_capacity": "pass_type_id summit_id",
    "entitlement": "pass_type_id summit_id",
    **dict.fromkeys(("line", "payer", "share", "payment"), "order_id summit_id"),
    "attendee": "line_id order_id summit_id",
    "refund": "payment_id order_id summit_id",
    "dispute": "payment_id order_id summit_id",
}  # fmt: skip
