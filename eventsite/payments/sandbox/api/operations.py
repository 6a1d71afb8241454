"""Every operation there is: how it is called, what it takes, what it does."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from eventsite.payments.sandbox.acts import checkout, refunding
from eventsite.payments.sandbox.api import tables
from eventsite.payments.sandbox.api.lists import listed, page
from eventsite.payments.sandbox.api.params import Shape
from eventsite.payments.sandbox.books import Books, Thing
from eventsite.payments.sandbox.errors import ApiError, no_such, too_late
from eventsite.payments.sandbox.events import announce
from eventsite.payments.sandbox.shapes import others

SESSIONS = "/v1/checkout/sessions"


@dataclass(frozen=True, slots=True)
class Call:
    """One call of an operation: `given` are its parameters, `id` the thing in its address, `url` the sandbox's."""

    given: dict[str, Any]
    id: str
    url: str


@dataclass(frozen=True, slots=True)
class Operation:
    name: str
    method: str
    path: str
    takes: Shape
    act: Callable[[Books, Call], Thing]


def _get(kind: str, param: str) -> Callable[[Books, Call], Thing]:
    return lambda books, call: _found(books, kind, call.id, param)


def _found(books: Books, kind: str, id: str, param: str) -> Thing:
    thing = books.find(kind, id)
    if thing is None:
        raise no_such(kind, id, param)
    return thing


def _list(kind: str, path: str, *fields: str) -> Callable[[Books, Call], Thing]:
    return lambda books, call: page(books, kind, call.given, path, **{name: call.given.get(name) for name in fields})


def _create_session(books: Books, call: Call) -> Thing:
    return checkout.create(books, call.given, url=call.url)


def _expire_session(books: Books, call: Call) -> Thing:
    return checkout.expire(books, _found(books, checkout.SESSION, call.id, "session"))


def _lines(books: Books, call: Call) -> Thing:
    lines: list[Thing] = _found(books, checkout.SESSION, call.id, "session")["_lines"]
    if after := call.given.get("starting_after"):
        ids = [line["id"] for line in lines]
        if after not in ids:
            raise no_such("item", after, "starting_after", status=400)
        lines = lines[ids.index(after) + 1 :]
    most = call.given.get("limit", 10)
    return listed(lines[:most], f"{SESSIONS}/{call.id}/line_items", has_more=len(lines) > most)


def _create_refund(books: Books, call: Call) -> Thing:
    given = call.given
    if ("charge" in given) == ("payment_intent" in given):
        raise ApiError("One of the following params should be provided for this request: payment_intent or charge.")
    charge = _charge_to_refund(books, given)
    return refunding.refund(
        books, charge, amount=given.get("amount"), reason=given.get("reason"), metadata=given.get("metadata")
    )


def _charge_to_refund(books: Books, given: dict[str, Any]) -> Thing:
    if "charge" in given:
        charge = _found(books, "charge", given["charge"], "charge")
    else:
        intent = _found(books, "payment_intent", given["payment_intent"], "payment_intent")
        charge = books.get("charge", intent["latest_charge"]) if intent["latest_charge"] else {"paid": False}
    if not charge["paid"]:
        param = "charge" if "charge" in given else "payment_intent"
        raise too_late(f"This payment ({given[param]}) does not have a successful charge to refund.", param=param)
    return charge


def _create_customer(books: Books, call: Call) -> Thing:
    made = books.keep(others.customer(now=books.now, given=call.given))
    announce(books, "customer.created", made)
    return made


def _list_events(books: Books, call: Call) -> Thing:
    kinds = call.given.get("types") or call.given.get("type")
    return page(books, "event", call.given, "/v1/events", type=kinds)


OPERATIONS = (
    Operation("checkout.sessions.create", "POST", SESSIONS, tables.SESSION, _create_session),
    Operation("checkout.sessions.retrieve", "GET", f"{SESSIONS}/<id>", tables.ONE, _get(checkout.SESSION, "session")),
    Operation(
        "checkout.sessions.list", "GET", SESSIONS, tables.SESSIONS,
        _list(checkout.SESSION, SESSIONS, "payment_intent", "customer", "status"),
    ),
    Operation("checkout.sessions.expire", "POST", f"{SESSIONS}/<id>/expire", tables.ONE, _expire_session),
    Operation("checkout.sessions.line_items.list", "GET", f"{SESSIONS}/<id>/line_items", tables.LINES, _lines),
    Operation(
        "payment_intents.retrieve", "GET", "/v1/payment_intents/<id>", tables.INTENT, _get("payment_intent", "intent")
    ),
    Operation("charges.retrieve", "GET", "/v1/charges/<id>", tables.ONE, _get("charge", "id")),
    Operation("refunds.create", "POST", "/v1/refunds", tables.REFUND, _create_refund),
    Operation("refunds.retrieve", "GET", "/v1/refunds/<id>", tables.ONE, _get("refund", "id")),
    Operation(
        "refunds.list", "GET", "/v1/refunds", tables.OF_PAYMENT,
        _list("refund", "/v1/refunds", "charge", "payment_intent"),
    ),
    Operation("customers.create", "POST", "/v1/customers", tables.CUSTOMER, _create_customer),
    Operation("customers.retrieve", "GET", "/v1/customers/<id>", tables.ONE, _get("customer", "customer")),
    Operation("disputes.retrieve", "GET", "/v1/disputes/<id>", tables.ONE, _get("dispute", "dispute")),
    Operation(
        "disputes.list", "GET", "/v1/disputes", tables.OF_PAYMENT,
        _list("dispute", "/v1/disputes", "charge", "payment_intent"),
    ),
    Operation("events.retrieve", "GET", "/v1/events/<id>", tables.ONE, _get("event", "id")),
    Operation("events.list", "GET", "/v1/events", tables.EVENTS, _list_events),
)  # fmt: skip
