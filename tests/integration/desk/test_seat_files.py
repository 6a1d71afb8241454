"""The seats of the orders as files: one row for each, with its guest, and nothing a spreadsheet carries out."""

from __future__ import annotations

import csv
from io import BytesIO, StringIO
from typing import Any
from zipfile import ZipFile

import pytest
from defusedxml.ElementTree import fromstring

from eventsite.registration.services.ordering import Guest
from tests.integration.desk.conftest import HERE, Desk, Known, words

NAMESPACE = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
HOSTILE = ["=1+1", "+1", "-1", "@SUM(A1)", "＝1+1", "https://evil.example", "007", '=HYPERLINK("x")']


def rows(desk: Desk, query: str = "") -> list[dict[str, str]]:
    answer = desk.browser.get(f"{HERE}/seats.csv{query}")
    return list(csv.DictReader(StringIO(answer.data.decode("utf-8-sig"), newline="")))


def sheet(desk: Desk, query: str = "") -> list[list[tuple[str, str]]]:
    """Return the cells of the workbook by row: their type ("s" is text, "" a number), and what they hold."""
    book = ZipFile(BytesIO(desk.browser.get(f"{HERE}/seats.xlsx{query}").data))
    texts = [
        "".join(part.text or "" for part in text.iter(f"{NAMESPACE}t"))
        for text in fromstring(book.read("xl/sharedStrings.xml")).iter(f"{NAMESPACE}si")
    ]
    found = fromstring(book.read("xl/worksheets/sheet1.xml"))
    assert list(found.iter(f"{NAMESPACE}f")) + list(found.iter(f"{NAMESPACE}hyperlink")) == []
    return [[_cell(cell, texts) for cell in row] for row in found.iter(f"{NAMESPACE}row")]


def _cell(cell: Any, texts: list[str]) -> tuple[str, str]:
    kind, value = cell.get("t", ""), cell.findtext(f"{NAMESPACE}v") or ""
    return kind, texts[int(value)] if kind == "s" else value


def test_each_seat_has_a_row_with_its_guest(desk: Desk, known: Known) -> None:
    named, unnamed = rows(desk, "?state=confirmed")
    assert {name: cell for name, cell in named.items() if name != "Placed"} == {
        "Order": known.paid, "Seat": "1", "Pass": "All access", "Guest": "Zoë Núñez",
        "Guest’s organization": "Curb Lab", "Guest’s mail": "zoe@guest.example", "Seat is": "confirmed",
        "Order is": "confirmed", "Price": "599.00", "Currency": "USD", "Buyer": "Ada Okafor",
        "Buyer’s organization": "City of Tacoma", "Buyer’s mail": "ada@example.org",
    }  # fmt: skip
    assert (unnamed["Seat"], unnamed["Guest"], unnamed["Guest’s mail"]) == ("2", "To be named", "")
    assert [row["Order"] for row in rows(desk)] == [known.held, known.paid, known.paid]


def test_the_workbook_holds_the_same_with_numbers_as_numbers(desk: Desk, known: Known) -> None:
    head, first, second = sheet(desk, "?q=tacoma")
    (row, _) = rows(desk, "?q=tacoma")
    assert [cell for _, cell in head] == list(row)
    cells = dict(zip(row, first, strict=True))
    assert {name: cell for name, cell in cells.items() if name != "Placed"} == {
        name: ("" if name in ("Seat", "Price") else "s", text)
        for name, text in row.items()
        if name != "Placed"
    }
    assert (cells["Placed"][0], float(cells["Placed"][1]) > 40_000) == ("", True)
    assert second[1] == ("", "2")


@pytest.mark.parametrize("name", HOSTILE)
def test_no_name_is_a_formula_or_a_link(desk: Desk, name: str) -> None:
    desk.shop.order(1, name="Ada Okafor", guests=[Guest(name, "", name)])
    _, cells = sheet(desk)
    assert cells[4] == cells[5] == ("s", name)
    (row,) = rows(desk)
    mark = "" if name[0] in "h0" else "'"
    assert (row["Guest"], row["Guest’s organization"]) == (f"{mark}{name}", f"{mark}{name}")


def test_before_the_first_order_a_file_has_its_heads_alone(desk: Desk) -> None:
    assert (rows(desk), len(sheet(desk))) == ([], 1)


def test_the_list_leads_to_the_files_of_what_it_shows(desk: Desk, known: Known) -> None:
    page = desk.browser.get(f"{HERE}/orders?state=confirmed").text
    assert "Export: 1 order (CSV), seats with guests (CSV), seats with guests (Excel)" in words(page)
    assert [f'href="{HERE}/{name}?state=confirmed"' in page for name in ("seats.csv", "seats.xlsx")] == [True, True]
