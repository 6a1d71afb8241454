"""The list of orders, and the same list as a file."""

from __future__ import annotations

from flask import Response, render_template, request
from flask.typing import ResponseReturnValue

from eventsite.core.db import one_moment
from eventsite.desk.asked import OrderFilter, Sort
from eventsite.desk.export import orders_csv
from eventsite.desk.orders import orders_page
from eventsite.desk.seat_export import seats_csv, seats_xlsx
from eventsite.desk.views.blueprint import bp, summit_or_404, the_key
from eventsite.permissions import Permission
from eventsite.summits.models import Summit
from eventsite.web.access import requires

_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@bp.get("/<summit>/orders")
@requires(Permission.SUMMIT_ORDERS_VIEW, on=summit_or_404)
def orders(summit: Summit) -> ResponseReturnValue:
    page = orders_page(summit, OrderFilter.from_args(request.args), key=the_key())
    return render_template("desk/orders.html", summit=summit, page=page, sorts=list(Sort))


@bp.get("/<summit>/orders.csv")
@requires(Permission.SUMMIT_ORDERS_VIEW, on=summit_or_404)
def orders_file(summit: Summit) -> ResponseReturnValue:
    """Export what the list is narrowed to, all its pages."""
    with one_moment():
        table = orders_csv(summit, OrderFilter.from_args(request.args), key=the_key())
        return _file(table, "text/csv", f"orders-{summit.slug}.csv")


@bp.get("/<summit>/seats.csv")
@requires(Permission.SUMMIT_ORDERS_VIEW, on=summit_or_404)
def seats_file(summit: Summit) -> ResponseReturnValue:
    """Export every seat of what the list is narrowed to, with its guest."""
    with one_moment():
        table = seats_csv(summit, OrderFilter.from_args(request.args), key=the_key())
        return _file(table, "text/csv", f"seats-{summit.slug}.csv")


@bp.get("/<summit>/seats.xlsx")
@requires(Permission.SUMMIT_ORDERS_VIEW, on=summit_or_404)
def seats_workbook(summit: Summit) -> ResponseReturnValue:
    with one_moment():
        book = seats_xlsx(summit, OrderFilter.from_args(request.args), key=the_key())
        return _file(book, _XLSX, f"seats-{summit.slug}.xlsx")


def _file(body: str | bytes, mimetype: str, name: str) -> Response:
    response = Response(body, mimetype=mimetype)
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
