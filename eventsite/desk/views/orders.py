"""The list of orders, and the same list as a file."""

from __future__ import annotations

from collections.abc import Callable

from flask import Response, render_template, request
from flask.typing import ResponseReturnValue

from eventsite.core.db import one_moment
from eventsite.desk.asked import OrderFilter, Sort
from eventsite.desk.export import orders_csv
from eventsite.desk.orders import orders_page
from eventsite.desk.seat_export import seats_csv, seats_xlsx
from eventsite.desk.views.blueprint import bp
from eventsite.permissions import Permission
from eventsite.summits.models import Summit
from eventsite.summits.views.loading import summit_or_404
from eventsite.web.access import requires
from eventsite.web.site import the_key

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
    return _file(orders_csv, summit, "text/csv", "orders-{}.csv")


@bp.get("/<summit>/seats.csv")
@requires(Permission.SUMMIT_ORDERS_VIEW, on=summit_or_404)
def seats_file(summit: Summit) -> ResponseReturnValue:
    """Export every seat of what the list is narrowed to, with its guest."""
    return _file(seats_csv, summit, "text/csv", "seats-{}.csv")


@bp.get("/<summit>/seats.xlsx")
@requires(Permission.SUMMIT_ORDERS_VIEW, on=summit_or_404)
def seats_workbook(summit: Summit) -> ResponseReturnValue:
    return _file(seats_xlsx, summit, _XLSX, "seats-{}.xlsx")


def _file(make: Callable[..., str | bytes], summit: Summit, mimetype: str, name: str) -> Response:
    """Return what `make` makes of the orders that were asked for, as they are at one moment; `name` takes the slug."""
    with one_moment():
        response = Response(make(summit, OrderFilter.from_args(request.args), key=the_key()), mimetype=mimetype)
        response.headers["Content-Disposition"] = f'attachment; filename="{name.format(summit.slug)}"'
        return response
