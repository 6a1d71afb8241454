"""What one member does, and taking somebody out."""

from __future__ import annotations

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from eventsite.core.db import transaction
from eventsite.permissions import Permission
from eventsite.summits.forms import RolesForm, TakeOutForm
from eventsite.summits.services import team
from eventsite.summits.states import TeamRole
from eventsite.summits.team_page import Member
from eventsite.summits.views.blueprint import bp, member_or_404, to_team
from eventsite.summits.wording import PURPOSES
from eventsite.web.access import current_account, requires


@bp.route("/members/<int:id>", methods=["GET", "POST"])
@requires(Permission.SUMMIT_TEAM_EDIT, on=member_or_404)
def member(member: Member) -> ResponseReturnValue:
    summit, account = member.summit, member.account
    if request.method != "POST":
        return _page(member)
    form, slug, id, name = RolesForm(summit), summit.slug, account.id, account.name
    if not form.validate():
        return _page(member, form), 422
    with form.shows(), transaction():
        roles, seen = form.plans(), form.seen.data or ""
        team.set_roles(summit=summit, account=account, roles=roles, seen=seen, by=current_account())
    if form.form_errors:
        return _again(slug, id, form)
    flash(f"What {name} does is saved, and holds from now on.")
    return to_team(slug)


@bp.post("/members/<int:id>/out")
@requires(Permission.SUMMIT_TEAM_EDIT, on=member_or_404)
def take_out(member: Member) -> ResponseReturnValue:
    form, slug, account, name = TakeOutForm(), member.summit.slug, member.account, member.account.name
    is_self = account.id == current_account().id
    if form.confirms(name):
        with form.shows(), transaction():
            team.take_out(summit=member.summit, account=account, by=current_account())
        if not form.form_errors:
            flash("You are out of the team." if is_self else f"{name} is out of the team.")
            return redirect(url_for("desk.home")) if is_self else to_team(slug)
    return _page(member_or_404(slug, account.id), out=form), 422


def _again(slug: str, id: int, form: RolesForm) -> ResponseReturnValue:
    """Show what was ticked, and what stands now; who agrees with it saves over it."""
    member = member_or_404(slug, id)
    is_stale, form.seen.data = form.seen.data != member.seal, member.seal
    return _page(member, form), 409 if is_stale else 422


def _page(member: Member, form: RolesForm | None = None, *, out: TakeOutForm | None = None) -> str:
    opened = {"seen": member.seal, "roles": member.values}
    return render_template(
        "team/member.html",
        summit=member.summit,
        member=member,
        form=form or RolesForm(member.summit, formdata=None, data=opened),
        out=out or TakeOutForm(formdata=None),
        purposes={role.value: PURPOSES[role] for role in TeamRole},
    )
