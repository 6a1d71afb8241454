"""The page that an invitation's link opens. Its button joins: mail scanners follow links, they press no buttons.

Whoever holds the link owns the address, so a new account is signed in at once. An account that there is may hold more
than a link of two weeks should open: it joins, and then signs in as it always does.
"""

from __future__ import annotations

from flask import Blueprint, flash, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user, logout_user

from eventsite.core.db import transaction
from eventsite.people.models import Account
from eventsite.people.queries import find_account
from eventsite.people.services import entering, sessions
from eventsite.people.services.entering import Entry
from eventsite.people.states import SignInMeans
from eventsite.people.views.blueprint import current_visit, this_browser
from eventsite.people.views.signing_in import go_in
from eventsite.summits.forms import JoinForm
from eventsite.summits.models import TeamInvitation
from eventsite.summits.services import inviting
from eventsite.summits.services.inviting import InvitationOver
from eventsite.summits.wording import PURPOSES, words_of
from eventsite.web.access import current_account, public
from eventsite.web.headers import keep_secret
from eventsite.web.limits import limiter
from eventsite.web.site import the_key

bp = Blueprint("joining", __name__, url_prefix="/account/invitations")

#: The button that joins by the account that is signed in, whoever was asked.
AS_ME = "as-me"
_UNKNOWN = "This link lost a letter on its way, or a later mail took its place. Open the newest mail again."


@bp.route("/<token>", methods=["GET", "POST"])
@public
@limiter.limit("30 per minute", methods=["POST"])
def invitation(token: str) -> ResponseReturnValue:
    found, form = inviting.find_invitation(token, the_key()), JoinForm()
    if found is None or (why := inviting.why_over(found)):
        return _over(_UNKNOWN if found is None else why)
    if not form.validate_on_submit():
        return _page(found, form)
    is_known = find_account(found.email) is not None
    guest = current_account() if current_user.is_authenticated and request.form.get("how") == AS_ME else None
    try:
        with transaction():
            account = inviting.accept(invitation=found, name=form.name.data or "", guest=guest)
            slug, summit, words = found.summit.slug, found.summit.name, words_of(found)
            is_mine = current_user.is_authenticated and current_account().id == account.id
            entry = None if is_known or is_mine else _enter(account)
            if current_user.is_authenticated and not is_mine:
                sessions.end_session(current_visit())
    except InvitationOver as error:
        return _over(str(error))
    answer = _lead_on(url_for("desk.summit", summit=slug), entry, is_mine=is_mine)
    flash(f"You are in the team of {summit}, as {words}.")  # into the session that begins now
    return answer


def _enter(account: Account) -> Entry:
    return entering.enter(account, means=SignInMeans.LINK, browser=this_browser())


def _lead_on(desk: str, entry: Entry | None, *, is_mine: bool) -> ResponseReturnValue:
    if is_mine:
        return redirect(desk)
    if current_user.is_authenticated:
        logout_user()
    return go_in(entry, desk) if entry else redirect(url_for("people.sign_in", next=desk))


def _page(invitation: TeamInvitation, form: JoinForm) -> ResponseReturnValue:
    if not form.is_submitted():
        form.name.data = invitation.name
    account = find_account(invitation.email)
    page = render_template(
        "team/invitation.html",
        invitation=invitation,
        words=words_of(invitation),
        purpose=PURPOSES[invitation.role],
        account=account,
        is_other=current_user.is_authenticated and (account is None or current_account().id != account.id),
        is_mine=current_user.is_authenticated and account is not None and current_account().id == account.id,
        as_me=AS_ME,
        form=form,
    )
    return keep_secret(make_response(page, 422 if form.is_submitted() else 200))


def _over(why: str) -> ResponseReturnValue:
    return keep_secret(make_response(render_template("team/invitation_over.html", why=why), 410))
