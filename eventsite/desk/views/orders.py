"""The list of orders, and the same list as a file."""

from __future__ import annotations

from flask import Response, render_template, request
from flask.typing import ResponseReturnValue

from eventsite.desk.asked import OrderFilter, Sort
from eventsite.desk.export import orders_csv
from eventsite.desk.orders import orders_page
from eventsite.desk.views.blueprint import bp, summit_or_404, the_key
from eventsite.permissions import Permission
from eventsite.summits.models import Summit
from eventsite.web.access import requires


@bp.get("/<summit>/orders")
@requires(Permission.SUMMIT_ORDERS_VIEW, on=summit_or_404)
def orders(summit: Summit) -> ResponseReturnValue:
    page = orders_page(summit, OrderFilter.from_args(request.args), key=the_key())
    return render_template("desk/orders.html", summit=summit, page=page, sorts=list(Sort))


@bp.get("/<summit>/orders.csv")
@requires(Permission.SUMMIT_ORDERS_VIEW, on=summit_or_404)
def orders_file(summit: Summit) -> ResponseReturnValue:
    """Export what the list is narrowed to, all its pages."""
    response = Response(orders_csv(summit, OrderFilter.from_args(request.args), key=the_key()), mimetype="text/csv")
    response.headers["Content-Disposition"] = f'attachment; filename="orders-{summit.slug}.csv"'
    return response
