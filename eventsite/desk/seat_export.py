"""The seats of the list of orders as a table: one row for each, with its guest. CSV for programs, XLSX for people.

What people typed never becomes a formula: in CSV it is marked, and in XLSX it is written as text and nothing else.
"""

from __future__ import annotations

import csv
from collections import defaultdict
from collections.abc import Iterator
from datetime import datetime
from decimal import Decimal
from io import BytesIO, StringIO

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from eventsite.billing.receipts import what
from eventsite.core.db import db
from eventsite.core.money import exponent, plain
from eventsite.core.tokens import LinkKey
from eventsite.core.wording import iso
from eventsite.desk.asked import OrderFilter
from eventsite.desk.export import MARK, harmless
from eventsite.desk.orders import list_found
from eventsite.registration.models import Line, Order
from eventsite.summits.models import Summit

Cell = str | int | Decimal | datetime
#: Head and width of each column, in letters.
_COLUMNS = {
    "Order": 11, "Seat": 6, "Placed": 17, "Pass": 28, "Guest": 24, "Guest’s organization": 24, "Guest’s mail": 30,
    "Seat is": 11, "Order is": 11, "Price": 12, "Currency": 9, "Buyer": 24, "Buyer’s organization": 24,
    "Buyer’s mail": 30,
}  # fmt: skip


def seats_csv(summit: Summit, asked: OrderFilter, *, key: LinkKey) -> str:
    """Return every seat of the orders that `asked` leaves in, times on the summit's clock.

    3 queries, 7 with a search.
    """
    text = StringIO()
    text.write(MARK)
    table = csv.writer(text)
    table.writerow(_COLUMNS)
    for row in _rows(summit, asked, key):
        table.writerow([harmless(iso(cell) if isinstance(cell, datetime) else str(cell)) for cell in row])
    return text.getvalue()


def seats_xlsx(summit: Summit, asked: OrderFilter, *, key: LinkKey) -> bytes:
    """Return the same as a workbook of one sheet: money are numbers, and times are those of the summit's clock."""
    import xlsxwriter  # 2 MiB that a worker takes with the first workbook

    file = BytesIO()
    options = dict.fromkeys(("strings_to_formulas", "strings_to_urls", "strings_to_numbers"), False)
    book = xlsxwriter.Workbook(file, {"in_memory": True, **options})
    sheet = book.add_worksheet("Seats")
    bold, time = book.add_format({"bold": True}), book.add_format({"num_format": "yyyy-mm-dd hh:mm"})
    places = exponent(summit.currency)
    price = book.add_format({"num_format": "#,##0" + (f".{'0' * places}" if places else "")})
    for column, (head, width) in enumerate(_COLUMNS.items()):
        sheet.set_column(column, column, width)
        sheet.write_string(0, column, head, bold)
    last = 0
    for last, row in enumerate(_rows(summit, asked, key), start=1):
        for column, cell in enumerate(row):
            if isinstance(cell, datetime):
                sheet.write_datetime(last, column, cell.replace(tzinfo=None), time)
            elif isinstance(cell, str):
                sheet.write_string(last, column, cell)
            else:
                sheet.write_number(last, column, cell, price if isinstance(cell, Decimal) else None)
    sheet.freeze_panes(1, 1)
    sheet.autofilter(0, 0, last, len(_COLUMNS) - 1)
    book.close()
    return file.getvalue()


def _rows(summit: Summit, asked: OrderFilter, key: LinkKey) -> Iterator[tuple[Cell, ...]]:
    """Yield the cells of each seat, in the order of the list."""
    lines = _lines(summit)
    for order in list_found(summit, asked, key=key):
        placed = order.at.astimezone(summit.zone_info)
        for line in lines[order.id]:
            guest = line.attendee
            yield (
                order.code, line.position + 1, placed, what(line), guest.name or "To be named", guest.organization,
                guest.email, line.state.value, order.state.value, Decimal(plain(line.price, order.currency)),
                order.currency, order.buyer, order.organization, order.email,
            )  # fmt: skip


def _lines(summit: Summit) -> dict[int, list[Line]]:
    """Return order id -> its seats, in order; one query."""
    parts = (joinedload(Line.attendee), joinedload(Line.pass_type), joinedload(Line.event))
    rows = select(Line).join(Order).where(Order.summit_id == summit.id).options(*parts)
    found: dict[int, list[Line]] = defaultdict(list)
    for line in db.session.scalars(rows.order_by(Line.order_id, Line.position)):
        found[line.order_id].append(line)
    return found
