"""Lists a page at a time, newest first, and things inside things."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from eventsite.payments.sandbox.books import Books, Thing, shown
from eventsite.payments.sandbox.errors import ApiError, no_such

PAGE = 10
_COMPARE = {"gt": ">", "gte": ">=", "lt": "<", "lte": "<="}

#: Field -> the kind of thing its id names.
_KINDS = {
    "balance_transaction": "balance_transaction", "charge": "charge", "customer": "customer",
    "failure_balance_transaction": "balance_transaction", "latest_charge": "charge", "payment_intent": "payment_intent",
}  # fmt: skip
#: (kind, field) -> what is left out unless asked for.
_LEFT_OUT: dict[tuple[str, str], Callable[[Thing], Thing]] = {
    ("checkout.session", "line_items"): lambda it: listed(it["_lines"], f"/v1/checkout/sessions/{it['id']}/line_items"),
}


def listed(things: list[Thing], url: str, *, has_more: bool = False) -> Thing:
    return {"object": "list", "data": [shown(thing) for thing in things], "has_more": has_more, "url": url}


def page(books: Books, kind: str, given: dict[str, Any], url: str, **equal: Any) -> Thing:
    """Return one page of the things of a kind whose columns equal what was asked; None asks nothing."""
    where, values = ["kind = ?"], [kind]
    for field, value in equal.items():
        if isinstance(value, list):
            where.append(f"{field} IN ({', '.join('?' * len(value))})")
            values += value
        elif value is not None:
            where.append(f"{field} = ?")
            values.append(value)
    for compare, moment in _moments(given.get("created")):
        where.append(f"created {compare} ?")
        values.append(moment)
    return _cut(books, kind, where, values, given, url)


def _moments(created: Any) -> list[tuple[str, Any]]:
    if created is None:
        return []
    return [(_COMPARE[name], at) for name, at in created.items()] if isinstance(created, dict) else [("=", created)]


def _cut(books: Books, kind: str, where: list[str], values: list[Any], given: dict[str, Any], url: str) -> Thing:
    most, order = given.get("limit", PAGE), "seq DESC"
    if after := given.get("starting_after"):
        where, values = [*where, "seq < ?"], [*values, _mark(books, kind, after, "starting_after")]
    if before := given.get("ending_before"):
        where, values, order = [*where, "seq > ?"], [*values, _mark(books, kind, before, "ending_before")], "seq"
    found = list(books.select(" AND ".join(where), tuple(values), order, most + 1))
    things = found[:most] if order != "seq" else found[:most][::-1]
    return listed(things, url, has_more=len(found) > most)


def _mark(books: Books, kind: str, id: str, param: str) -> int:
    place = books.place_of(kind, id)
    if place is None:
        raise no_such(kind, id, param, status=400)
    return place


def expanded(books: Books, thing: Thing, paths: list[str]) -> Thing:
    """Return what the world may see of a thing, with what it names put in its place: "payment_intent.latest_charge".

    Raises:
        ApiError: when a path leads nowhere.
    """
    answer = shown(thing)
    for path in paths:
        _put_in(books, thing, answer, path.split("."), path)
    return answer


def _put_in(books: Books, thing: Thing, answer: Thing, steps: list[str], path: str) -> None:
    step, *rest = steps
    if answer["object"] == "list":
        if step != "data" or not rest:
            raise _no_way(path)
        for item in answer["data"]:
            _put_in(books, books.find(item["object"], item["id"]) or item, item, rest, path)
        return
    if make := _LEFT_OUT.get((answer["object"], step)):
        answer[step] = make(thing)
        return
    value = answer.get(step)
    if step not in _KINDS or step not in answer:
        raise _no_way(path)
    if isinstance(value, str):
        answer[step] = shown(books.get(_KINDS[step], value))
    if rest and answer[step] is not None:
        _put_in(books, answer[step], answer[step], rest, path)


def _no_way(path: str) -> ApiError:
    return ApiError(f"This property cannot be expanded ({path}).", param="expand")
