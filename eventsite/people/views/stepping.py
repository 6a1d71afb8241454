"""The second step: after a link or a password, the code of an authenticator, a recovery code or a passkey.

It is asked for when somebody signs in who has a second factor, and by pages that need one of a session without it.
"""

from __future__ import annotations

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from eventsite.core.wording import counted
from eventsite.people.flows.codes import enter_by_code
from eventsite.people.forms import CodeForm, PasskeyForm
from eventsite.people.models import Account
from eventsite.people.queries import account_of_half, find_second_factor, has_passkey
from eventsite.people.states import SignInMeans
from eventsite.people.views import cookies
from eventsite.people.views.blueprint import bp, passkeys_are_offered, the_vault, this_browser, this_visit
from eventsite.people.views.signing_in import go_in
from eventsite.web.access import public
from eventsite.web.limits import limiter
from eventsite.web.paths import own_path


@bp.route("/second-step", methods=["GET", "POST"])
@public
@limiter.limit("20 per minute", methods=["POST"])
def second_step() -> ResponseReturnValue:
    """Ask for the second factor. It is public, because whoever is half signed in is not signed in."""
    target = own_path(request.values.get("next"))
    account, means = _who()
    if account is None:
        return redirect(url_for(".sign_in", next=target or None))
    if (visit := this_visit()) is not None and visit.is_strong and cookies.half() is None:
        return redirect(target or url_for("desk.home"))
    has_code, has_key = find_second_factor(account) is not None, has_passkey(account)
    if not has_code and not has_key:
        return redirect(url_for(".second_factor", next=target or None))
    form = CodeForm(next=target)
    if has_code and form.validate_on_submit():
        with form.shows():
            entry, left = enter_by_code(
                account.half, means=means, code=form.code.data or "", vault=the_vault(), browser=this_browser()
            )
            response = go_in(entry, target)
            _tell_left(left)
            return response
    return _page(form, has_code=has_code, has_key=has_key), 422 if form.is_submitted() else 200


def _who() -> tuple[Account | None, SignInMeans]:
    """Return who is half signed in here or, failing that, signed in."""
    if waiting := cookies.half():
        if (account := account_of_half(waiting[0])) is not None:
            return account, waiting[1]
        cookies.forget_half()  # that sign-in was ended: it leads no further
    visit = this_visit()
    return (visit.account, visit.means) if visit is not None else (None, SignInMeans.LINK)


def _tell_left(left: int | None) -> None:
    if left is not None:
        much = counted(left, "recovery code") if left else "No recovery code"
        more = "" if left > 3 else " Make new ones on the page of your second factor."
        flash(f"{much} left. Each works once.{more}")


def _page(form: CodeForm, *, has_code: bool, has_key: bool) -> str:
    return render_template(
        "people/second_step.html",
        form=form,
        passkey=PasskeyForm(formdata=None, next=form.next.data) if has_key and passkeys_are_offered() else None,
        has_code=has_code,
    )
