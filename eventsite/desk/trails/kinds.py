"""What of each table is told, and in which words. What is not listed here is not told."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

_TEXTS = {"title": "Title", "subtitle": "Subtitle", "abstract": "Abstract", "description": "Description"}
_SPAN = {"starts_at": "Starts", "ends_at": "Ends"}
_WHO = {"name": "Name", "email": "E-mail address", "organization": "Organization"}
_STATE = {"state": "State"}


@dataclass(frozen=True, slots=True)
class Group:
    """Kinds of things that are looked for together; `about_money` are for those who may look at orders."""

    name: str
    tables: dict[str, dict[str, str]]
    about_money: bool = False


class Kind(StrEnum):
    """A group, as an address names it."""

    SESSIONS = "sessions"
    VENUE = "venue"
    PUBLIC = "public"
    RELEASES = "releases"
    PASSES = "passes"
    ORDERS = "orders"
    TEAM = "team"


#: Group -> table -> column -> what it is called.
GROUPS: dict[Kind, Group] = {
    Kind.SESSIONS: Group(
        "Sessions",
        {
            "session": {
                **_TEXTS, "reconstructed": "Reconstructed", "kind": "Kind", "state": "State", "language": "Language",
                "is_featured": "Featured", "event_id": "Event", "track_id": "Track", "code": "Code",
            },
            "slot": _SPAN,
            "slot_room": {},
            "appearance": {
                "role": "Role", "state": "Answer", "billed_name": "Name", "billed_title": "Title",
                "billed_organization": "Organization",
            },
            "co_presenter": {},
            "resource": {
                "kind": "Kind", "title": "Title", "publisher": "Publisher", "year": "Year", "url": "Address",
            },
        },
    ),
    Kind.VENUE: Group(
        "Events, tracks and rooms",
        {
            "summit": {
                "name": "Name", "edition": "Edition", "tagline": "Tagline", "summary": "Summary", "city": "City",
                "time_zone": "Time zone", "currency": "Currency", "starts_on": "First day", "ends_on": "Last day",
                "registration": "Registration", "walking_minutes": "Minutes between zones", "venue_name": "Venue",
                "venue_street": "Street", "venue_postal_code": "Postal code", "venue_region": "Region",
                "venue_country": "Country", "venue_latitude": "Latitude", "venue_longitude": "Longitude",
                "venue_travel": "How to get there",
            },
            "event": {"name": "Name", "short_name": "Short name", "slug": "Address", "summary": "Summary"},
            "track": {"name": "Name", "slug": "Address"},
            "room": {
                "name": "Name", "slug": "Address", "seats": "Seats", "zone_id": "Zone",
                "allows_parallel": "Several sessions at once",
            },
            "zone": {"name": "Name", "slug": "Address"},
            "zone_walk": {"minutes": "Minutes"},
            "allocation": {**_SPAN, "room_id": "Room", "event_id": "Event"},
        },
    ),
    Kind.PUBLIC: Group(
        "People, pages and news",
        {
            "person": {"name": "Name", "email": "E-mail address"},
            "profile": {"headline": "Headline", "biography": "Biography"},
            "page": {"title": "Title", "slug": "Address", "body": "Text"},
            "news_article": {
                "title": "Title", "slug": "Address", "summary": "Summary", "body": "Text", "published_on": "Published",
            },
        },
    ),
    Kind.RELEASES: Group(
        "Releases and waivers",
        {"release": {"name": "Name", "note": "Note"}, "waiver": {"sentence": "Clash", "reason": "Reason"}},
    ),
    Kind.PASSES: Group(
        "Passes, capacities and terms",
        {
            "pass_type": {
                "name": "Name", "code": "Code", "summary": "Summary", "extras": "What else it brings",
                "is_hidden": "Hidden", "is_virtual": "Virtual", "on_sale_from": "On sale from",
                "on_sale_until": "On sale until", "min_per_order": "Fewest in an order",
                "max_per_order": "Most in an order",
            },
            "price_phase": {"name": "Name", "amount": "Price", "starts_at": "From"},
            "entitlement": {"kind": "Opens", "event_id": "Event", "on_date": "Day", "session_id": "Session"},
            "capacity": {"name": "Name", "size": "Seats"},
            "pass_capacity": {},
            "terms": {},
        },
    ),
    Kind.ORDERS: Group(
        "Orders and money",
        {
            "order": {
                "state": "State", "hold_reason": "Held for", "hold_ends_at": "Held until", "buyer_name": "Buyer",
                "buyer_email": "Buyer’s address", "buyer_organization": "Buyer’s organization", "total": "Total",
                "confirmed_at": "Confirmed", "ended_at": "Ended",
            },
            "line": {**_STATE, "price": "Price", "pass_type_id": "Pass", "event_id": "Event", "on_date": "Day"},
            "attendee": _WHO,
            "payer": _WHO,
            "share": {**_STATE, "amount": "Amount"},
            "payment": {
                **_STATE, "amount": "Amount", "received": "Received", "method": "Paid by", "paid_at": "Paid",
                "error": "What went wrong",
            },
            "refund": {
                **_STATE, "amount": "Amount", "reason": "Reason", "settled_at": "Done", "error": "What went wrong",
            },
            "dispute": {**_STATE, "amount": "Amount", "reason": "Reason", "closed_at": "Closed"},
            "receipt": {},
        },
        about_money=True,
    ),
    Kind.TEAM: Group(
        "Team",
        {
            "team_member": {"role": "Role", "event_id": "Event"},
            "team_invitation": {
                "email": "E-mail address", "name": "Name", "role": "Role", "event_id": "Event",
                "expires_at": "Works until", "accepted_at": "Accepted", "withdrawn_at": "Taken back",
            },
        },
    ),
}  # fmt: skip
#: Table -> what of it is told.
FIELDS: dict[str, dict[str, str]] = {
    table: fields for group in GROUPS.values() for table, fields in group.tables.items()
}
#: Names addresses of people who are not in the team yet: for those alone who ask them in.
INVITATION = "team_invitation"
#: Where changes of their sessions are mailed to, (table, column): for those alone who may write to them.
ADDRESS = ("person", "email")
#: Minor units of the summit's currency.
MONEY = frozenset({"amount", "total", "price", "received"})


def kind_of(table: str) -> Kind | None:
    return next((kind for kind, group in GROUPS.items() if table in group.tables), None)


def tables_of(kind: Kind | None, *, with_money: bool, with_invitations: bool) -> tuple[str, ...]:
    """Return the tables of a group, or of all groups; none of those that one may not see."""
    groups = (group for found, group in GROUPS.items() if kind in (None, found))
    tables = (table for group in groups if with_money or not group.about_money for table in group.tables)
    return tuple(table for table in tables if with_invitations or table != INVITATION)
