"""How webhooks go out, how the API fails, and what time it is."""

from __future__ import annotations

from datetime import timedelta

from flask import Blueprint, flash, render_template, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.utils import redirect

from eventsite.core.errors import DomainError
from eventsite.payments.sandbox.acts.refunding import REFUNDS_WAIT
from eventsite.payments.sandbox.api.operations import OPERATIONS
from eventsite.payments.sandbox.errors import NotPossible
from eventsite.payments.sandbox.events import WebhookMode, mode_of
from eventsite.payments.sandbox.faults import ANY, Fault, troubles
from eventsite.payments.sandbox.pages import seen
from eventsite.payments.sandbox.pages.shell import this_sandbox
from eventsite.payments.sandbox.sender import endpoint_of

bp = Blueprint("controls", __name__)

FAULTS = {
    Fault.NO_CONNECTION: "Closes the connection; nothing is done",
    Fault.LOST_ANSWER: "Does it, then closes the connection without an answer",
    Fault.SERVER_ERROR: "Answers 500; nothing is done",
    Fault.STUCK: "Answers 500, and again whenever the call is repeated",
    Fault.RATE_LIMITED: "Answers 429; nothing is done",
    Fault.SLOW: "Does it, and answers after some seconds",
}
MODES = {
    "normal": ("Once, in order", WebhookMode()),
    "repeat": ("Three times each", WebhookMode(times=3)),
    "shuffle": ("Out of order", WebhookMode(is_shuffled=True)),
    "delay": ("A minute late", WebhookMode(delay=60)),
    "drop": ("Not at all", WebhookMode(is_dropped=True)),
}
STEPS = {
    "10 minutes": timedelta(minutes=10), "1 hour": timedelta(hours=1), "1 day": timedelta(days=1),
    "5 days": timedelta(days=5),
}  # fmt: skip


@bp.get("/webhooks")
def webhooks() -> ResponseReturnValue:
    with this_sandbox().work() as books:
        events, endpoint, mode = seen.webhooks(books), endpoint_of(books), mode_of(books)
    return render_template("sandbox/webhooks.html", events=events, endpoint=endpoint, mode=mode, modes=MODES)


@bp.post("/webhooks")
def set_webhooks() -> ResponseReturnValue:
    sandbox, do = this_sandbox(), request.form.get("do", "")
    try:
        if do == "mode" and (chosen := MODES.get(request.form.get("mode", ""))):
            sandbox.set_webhooks(chosen[1])
            flash(f"Webhooks of what happens from now on go out: {chosen[0].lower()}.", "good")
        elif do == "resend":
            sandbox.resend(request.form.get("on", ""))
            flash("The webhook goes out again.", "good")
    except DomainError as error:
        flash(str(error), "bad")
    return redirect(url_for(".webhooks"), 303)


@bp.get("/weather")
def weather() -> ResponseReturnValue:
    with this_sandbox().work() as books:
        ahead, now, are_waiting = troubles(books), seen.moment(books.now), books.setting(REFUNDS_WAIT, False)
    return render_template(
        "sandbox/weather.html", ahead=ahead, now=now, are_waiting=are_waiting, faults=FAULTS, steps=STEPS,
        operations=[ANY, *(operation.name for operation in OPERATIONS)],
    )  # fmt: skip


@bp.post("/weather")
def set_weather() -> ResponseReturnValue:
    try:
        flash(_change_weather(request.form.get("do", "")), "good")
    except DomainError as error:
        flash(str(error), "bad")
    return redirect(url_for(".weather"), 303)


def _change_weather(do: str) -> str:
    sandbox, form = this_sandbox(), request.form
    calls = form.get("calls", 1, type=int)
    if do == "break" and form.get("fault") in list(Fault) and 1 <= calls <= 1000:
        sandbox.break_next(form["fault"], calls, form.get("operation", ANY))
        return f"The next {calls} calls go wrong." if calls > 1 else "The next call goes wrong."
    if do == "mend":
        sandbox.mend()
        return "Every call goes well again."
    if do == "refunds":
        sandbox.let_refunds_wait("wait" in form)
        return "New refunds wait to be told how they end." if "wait" in form else "New refunds of cards arrive at once."
    if do == "advance" and (step := STEPS.get(form.get("step", ""))):
        sandbox.advance(step)
        return f"The clock of the sandbox was moved on by {form['step']}."
    raise NotPossible("Nothing was changed. Choose what goes wrong, and for 1 to 1,000 calls.")
