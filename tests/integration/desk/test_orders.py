"""The list of orders: narrowed, sorted, counted, and taken along as a file."""

from __future__ import annotations

import csv
from collections.abc import Callable
from contextlib import AbstractContextManager
from io import StringIO

import pytest

from eventsite.core.db import db
from eventsite.registration.models import PassType
from tests.fixtures.queries import Statements
from tests.integration.desk.conftest import HERE, Desk, Known, codes_in, found, words
from tests.on_sale import add_order, add_pass

LIST = f"{HERE}/orders"
Counting = Callable[[], AbstractContextManager[Statements]]


def test_the_list_is_narrowed(desk: Desk, known: Known) -> None:
    desk.shop.write(lambda: add_pass(db.session.get_one(PassType, desk.shop.pass_id).summit, "Day"))
    both = [known.held, known.paid]
    assert {query: found(desk, **dict([query.split("=")])) for query in (
        "state=held", "state=confirmed", "state=expired", "state=nonsense", "pass=all-access", "pass=day", "pass=no",
        "flag=any", "flag=disputed", "flag=to-sort", "flag=refunding", "flag=nonsense", "page=99", "page=-1",
    )} == {
        "state=held": [known.held], "state=confirmed": [known.paid], "state=expired": [], "state=nonsense": both,
        "pass=all-access": both, "pass=day": [], "pass=no": [],
        "flag=any": [known.paid], "flag=disputed": [known.paid], "flag=to-sort": [], "flag=refunding": [],
        "flag=nonsense": both, "page=99": both, "page=-1": both,
    }  # fmt: skip


def test_the_list_is_sorted(desk: Desk, known: Known) -> None:
    paid_first, held_first = [known.paid, known.held], [known.held, known.paid]
    sorts = {"when": paid_first, "-when": held_first, "total": held_first, "-total": paid_first, "buyer": paid_first,
             "-buyer": held_first, "nonsense": held_first}  # fmt: skip
    assert {sort: found(desk, sort=sort) for sort in sorts} == sorts


def test_figures_stand_above_the_list(desk: Desk, known: Known) -> None:
    page = desk.look(LIST)
    assert "Sold $1,185.66 2 seats At Stripe $1,135.66 On its way back $0.00 To sort $0.00" in page
    assert "All access 2 1" in page
    assert "2 orders, $1,198.00 in confirmed ones" in page


def test_fifty_stand_on_a_page(desk: Desk) -> None:
    desk.shop.resize(60)

    def fill() -> None:
        pass_type = db.session.get_one(PassType, desk.shop.pass_id)
        for number in range(51):
            add_order(pass_type.summit, {pass_type: 1}, email=f"b{number}@example.org", name=f"Buyer {number:02}")

    desk.shop.write(fill)
    first, second = (desk.browser.get(f"{LIST}?sort=buyer&page={page}").text for page in (1, 2))
    assert (len(codes_in(first)), len(codes_in(second))) == (50, 1)
    assert "Page 2 of 2" in words(second)
    assert "Buyer 50" in words(second)


@pytest.mark.parametrize(("query", "most"), [("", 12), ("?q=buyer&flag=any&state=held", 12), ("?q=599", 13)])
def test_the_list_costs_the_same_for_one_order_and_for_fifty(
    desk: Desk, count_queries: Counting, query: str, most: int
) -> None:
    """Of these one asks who is signed in, one for the summit, and 4 what its menu offers."""
    counts = []
    desk.shop.resize(60)
    for number in (1, 49):

        def fill(number: int = number) -> None:
            pass_type = db.session.get_one(PassType, desk.shop.pass_id)
            for _ in range(number):
                add_order(pass_type.summit, {pass_type: 1}, name="Buyer", is_confirmed=True)

        desk.shop.write(fill)
        with count_queries() as sent:
            desk.browser.get(LIST + query)
        counts.append(sent.count)
    assert counts[0] == counts[1] <= most, sent


def test_the_list_is_taken_along_as_a_file(desk: Desk, known: Known) -> None:
    answer = desk.browser.get(f"{LIST}.csv?state=confirmed")
    assert (answer.mimetype, answer.data[:3]) == ("text/csv", b"\xef\xbb\xbf")
    assert answer.headers["Content-Disposition"] == 'attachment; filename="orders-smart-cities-2026.csv"'
    (row,) = csv.DictReader(StringIO(answer.data.decode("utf-8-sig"), newline=""))
    assert {name: cell for name, cell in row.items() if name != "Placed"} == {
        "Order": known.paid, "State": "confirmed", "Buyer": "Ada Okafor", "Organization": "City of Tacoma",
        "Mail": "ada@example.org", "Passes": "2 All access", "Seats": "2", "To be named": "1", "Total": "1198.00",
        "Currency": "USD", "Received": "1198.00", "Given back": "12.34", "Look at": "disputed",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("name", "kept"),
    [
        ("Ada;=1+1", "Ada;'=1+1"),
        ("Ada, @SUM(A1);\t-1", "Ada, '@SUM(A1);\t'-1"),
        ("=1;+1", "'=1;'+1"),
        ("\t=1", "'\t'=1"),
        ("Vale-Okafor; Ltd, A+B", "Vale-Okafor; Ltd, A+B"),
    ],
)
def test_no_part_of_a_name_is_a_formula_where_semicolons_end_cells(desk: Desk, name: str, kept: str) -> None:
    desk.shop.order(1, name=name)
    (row,) = csv.DictReader(StringIO(desk.browser.get(f"{LIST}.csv").data.decode("utf-8-sig"), newline=""))
    assert row["Buyer"] == kept


@pytest.mark.parametrize("name", ["=1+1", "+1", "-1", "@SUM(A1)", "＝1+1", '="x"\n', "\t1"])
def test_no_name_is_a_formula_in_the_file(desk: Desk, name: str) -> None:
    desk.shop.order(1, name=name, organization=name)
    (row,) = csv.DictReader(StringIO(desk.browser.get(f"{LIST}.csv").data.decode("utf-8-sig"), newline=""))
    assert (row["Buyer"], row["Organization"]) == (f"'{name}", f"'{name}")


def test_before_the_first_order_the_list_says_so(desk: Desk) -> None:
    assert "Nobody has ordered anything yet." in desk.look(LIST)
    assert desk.browser.get(f"{LIST}.csv").data.decode().count("\n") == 1
