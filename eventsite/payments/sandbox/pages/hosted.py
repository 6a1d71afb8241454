"""The payment page, as a buyer sees it after the site's "Pay" button."""

from __future__ import annotations

from contextlib import suppress

from flask import Blueprint, render_template, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.utils import redirect

from eventsite.core.wording import counted
from eventsite.payments.sandbox.acts import checkout
from eventsite.payments.sandbox.acts.paying import Buyer, Way, method_of
from eventsite.payments.sandbox.books import Thing
from eventsite.payments.sandbox.errors import NotPossible
from eventsite.payments.sandbox.money import words
from eventsite.payments.sandbox.pages.shell import may_lead_to, this_sandbox
from eventsite.payments.sandbox.sandbox import BUYER

bp = Blueprint("hosted", __name__, url_prefix="/c/pay")


@bp.get("/<id>")
def show(id: str) -> ResponseReturnValue:
    session = _session(id)
    if session is None:
        return _closed("missing", None, 404)
    may_lead_to(session["success_url"], session["cancel_url"])
    if session["status"] != "open":
        return _closed(session["status"], session, 410 if session["status"] == "expired" else 200)
    if _is_asked(session):
        return redirect(url_for(".bank", id=id), 303)
    ways = [way for way in Way if method_of(way) in session["payment_method_types"]]
    return render_template("sandbox/pay.html", **_shown(session), ways=ways, trouble=_trouble(session))


@bp.post("/<id>")
def pay(id: str) -> ResponseReturnValue:
    chosen, sandbox = request.form.get("do", ""), this_sandbox()
    buyer = Buyer(request.form.get("email") or BUYER.email, request.form.get("name") or BUYER.name)
    with suppress(NotPossible):  # the page says how things stand
        if chosen == "expire":
            sandbox.expire(id)
        elif chosen in list(Way):
            sandbox.pay(id, chosen, buyer)
    return _onward(id)


@bp.get("/<id>/bank")
def bank(id: str) -> ResponseReturnValue:
    session = _session(id)
    if session is None or session["status"] != "open" or not _is_asked(session):
        return redirect(url_for(".show", id=id), 303)
    may_lead_to(session["success_url"], session["cancel_url"])
    return render_template("sandbox/bank.html", **_shown(session))


@bp.post("/<id>/bank")
def answer_bank(id: str) -> ResponseReturnValue:
    with suppress(NotPossible):  # the page says how things stand
        this_sandbox().answer_bank(id, is_confirmed=request.form.get("do") == "confirm")
    return _onward(id)


def _onward(id: str) -> ResponseReturnValue:
    """Lead on: back to the site when the buyer is done, a second press of the button included."""
    session = _session(id)
    if session and session["status"] == "complete":
        return redirect(_success(session), 303)
    return redirect(url_for(".show", id=id), 303)


def _closed(why: str, session: Thing | None, status: int) -> ResponseReturnValue:
    back = _success(session) if session and why == "complete" else session["cancel_url"] if session else None
    return render_template("sandbox/closed.html", why=why, back=back), status


def _session(id: str) -> Thing | None:
    return this_sandbox().find(checkout.SESSION, id)


def _is_asked(session: Thing) -> bool:
    intent = session["payment_intent"] and this_sandbox().find("payment_intent", session["payment_intent"])
    return bool(intent and intent["status"] == "requires_action")


def _trouble(session: Thing) -> str:
    intent = session["payment_intent"] and this_sandbox().find("payment_intent", session["payment_intent"])
    return intent["last_payment_error"]["message"] if intent and intent["last_payment_error"] else ""


def _success(session: Thing) -> str:
    url: str = session["success_url"]
    return url.replace("{CHECKOUT_SESSION_ID}", session["id"])


def _closes(session: Thing) -> str:
    """Say how long the page is open still: the site's clock may be on another zone than ours."""
    with this_sandbox().work() as books:
        left = max(session["expires_at"] - books.now, 0)
    return f"in {counted(left // 60, 'minute')}" if left >= 60 else "in less than a minute"


def _shown(session: Thing) -> Thing:
    lines = [
        {
            "name": line["description"],
            "quantity": line["quantity"],
            "each": words(line["price"]["unit_amount"], line["currency"]),
            "amount": words(line["amount_total"], line["currency"]),
        }
        for line in this_sandbox().lines(session["id"])
    ]
    return {
        "lines": lines,
        "total": words(session["amount_total"], session["currency"]),
        "email": session["customer_email"],
        "cancel_url": session["cancel_url"],
        "closes": _closes(session),
    }
