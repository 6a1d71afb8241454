"""The dashboard: every payment, and what banks and colleagues may do to it."""

from __future__ import annotations

from collections.abc import Callable

from flask import Blueprint, flash, render_template, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.utils import redirect

from eventsite.core.errors import DomainError
from eventsite.core.money import parse
from eventsite.payments.sandbox.acts import checkout
from eventsite.payments.sandbox.errors import NotPossible
from eventsite.payments.sandbox.money import words
from eventsite.payments.sandbox.pages import seen
from eventsite.payments.sandbox.pages.shell import this_sandbox

bp = Blueprint("dashboard", __name__)


@bp.get("/")
def payments() -> ResponseReturnValue:
    page = max(1, request.args.get("page", 1, type=int))
    with this_sandbox().work() as books:
        found, has_more = seen.payments(books, page)
    return render_template("sandbox/payments.html", payments=found, page=page, has_more=has_more)


@bp.get("/payments/<id>")
def payment(id: str) -> ResponseReturnValue:
    with this_sandbox().work() as books:
        session = books.find(checkout.SESSION, id)
        if session is None:
            return render_template("sandbox/closed.html", why="missing", back=url_for(".payments")), 404
        shown = seen.payment(books, session)
        lines = seen.refunds_and_disputes(books, shown.intent)
        events = seen.webhooks(books, about=id)
    left = words(shown.left, session["currency"])
    return render_template("sandbox/payment.html", payment=shown, lines=lines, events=events, left=left)


@bp.post("/payments/<id>")
def act(id: str) -> ResponseReturnValue:
    try:
        flash(_act(id, request.form.get("do", ""), request.form.get("on", "")), "good")
    except DomainError as error:
        flash(str(error), "bad")
    return redirect(url_for(".payment", id=id), 303)


def _act(id: str, do: str, on: str) -> str:
    """Do what a button says and return what to tell; `on` is the refund or dispute it stands beside."""
    sandbox = this_sandbox()
    session = sandbox.find(checkout.SESSION, id)
    if session is None:
        raise NotPossible("There is no such payment.")
    intent: str = session["payment_intent"] or ""
    acts: dict[str, tuple[Callable[[], object], str]] = {
        "expire": (lambda: sandbox.expire(id), "The payment page has expired."),
        "settle": (lambda: sandbox.settle(intent), "The bank debit has arrived."),
        "bounce": (lambda: sandbox.bounce(intent), "The bank debit has come back."),
        "refund": (lambda: sandbox.refund(intent, _amount(session["currency"])), "Refunded from the dashboard."),
        "dispute": (lambda: sandbox.open_dispute(intent), "The buyer disputes this payment."),
        "Let it arrive": (lambda: sandbox.succeed_refund(on), "The refund has arrived."),
        "Let it fail": (lambda: sandbox.fail_refund(on), "The refund has failed."),
        "We win it": (lambda: sandbox.close_dispute(on, is_won=True), "The dispute is won; the money is back."),
        "We lose it": (lambda: sandbox.close_dispute(on, is_won=False), "The dispute is lost; the money is gone."),
        "resend": (lambda: sandbox.resend(on), "The webhook goes out again."),
    }
    if do not in acts:
        raise NotPossible("There is no such button.")
    carry_out, said = acts[do]
    carry_out()
    return said


def _amount(currency: str) -> int | None:
    """Return how much to refund; nothing typed is all that is left."""
    text = request.form.get("amount", "").strip()
    return parse(text, currency.upper()) if text else None
