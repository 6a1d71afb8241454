"""The form of a pass: one page for what it opens, what it costs and how many there are. Nothing typed is ever lost."""

from __future__ import annotations

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from eventsite.core.db import transaction
from eventsite.core.errors import StaleEdit
from eventsite.permissions import Permission
from eventsite.registration.forms import PassForm, RemoveForm, open_new, open_pass, options_of, press
from eventsite.registration.managing.pass_page import pass_page
from eventsite.registration.managing.previewing import preview_of
from eventsite.registration.models import PassType
from eventsite.registration.services import selling
from eventsite.registration.views.manage.blueprint import bp, pass_or_404
from eventsite.summits.models import Summit
from eventsite.summits.views.loading import summit_or_404
from eventsite.web.access import requires


@bp.route("/new", methods=["GET", "POST"])
@requires(Permission.SUMMIT_PASSES_EDIT, on=summit_or_404)
def pass_new(summit: Summit) -> ResponseReturnValue:
    options = options_of(summit)
    if request.method != "POST":
        return _page(summit, PassForm(options, fields=open_new()))
    form = PassForm(options)
    if pressed := press(form, request.form.get("do", "")):
        return _page(summit, pressed.form, is_preview=pressed.is_preview)
    slug = summit.slug
    if form.validate():
        with form.shows(), transaction():
            code = selling.add_pass(summit=summit, plan=form.plan()).code
        if not form.form_errors:
            flash(_saved(form))
            return redirect(url_for(".passes", summit=slug, _anchor=f"pass-{code}"))
    return _page(summit_or_404(slug), form), 422


@bp.route("/<code>/edit", methods=["GET", "POST"])
@requires(Permission.SUMMIT_PASSES_EDIT, on=pass_or_404)
def pass_edit(pass_type: PassType) -> ResponseReturnValue:
    summit, options = pass_type.summit, options_of(pass_type.summit)
    if request.method != "POST":
        return _page(summit, PassForm(options, fields=open_pass(pass_type)), pass_type)
    form = PassForm(options)
    if pressed := press(form, request.form.get("do", "")):
        return _page(summit, pressed.form, pass_type, is_preview=pressed.is_preview)
    if not form.validate():
        return _page(summit, form, pass_type), 422
    return _save(pass_type, form)


@bp.post("/<code>/delete")
@requires(Permission.SUMMIT_PASSES_EDIT, on=pass_or_404)
def pass_delete(pass_type: PassType) -> ResponseReturnValue:
    form, summit, name, code = RemoveForm(), pass_type.summit.slug, pass_type.name, pass_type.code
    if (form.confirm.data or "").casefold() != name.casefold():
        form.confirm.errors = [f"Type {name} to delete it. Nothing was deleted."]
    else:
        with form.shows(), transaction():
            selling.remove_pass(pass_type=pass_type)
        if not form.form_errors:
            flash(f"{name} is deleted. Nobody had ordered it.")
            return redirect(url_for(".passes", summit=summit))
    pass_type = pass_or_404(summit, code)
    options = options_of(pass_type.summit)
    return _page(pass_type.summit, PassForm(options, fields=open_pass(pass_type)), pass_type, remove=form), 422


def _save(pass_type: PassType, form: PassForm) -> ResponseReturnValue:
    summit, code, typed = pass_type.summit.slug, pass_type.code, form.version.data or ""
    is_stale = typed != str(pass_type.version)
    if form.is_unchanged(open_pass(pass_type)):
        flash("Nothing was changed.")
        return redirect(url_for(".passes", summit=summit, _anchor=f"pass-{code}"))
    if not is_stale:
        try:
            with form.shows(), transaction():
                version, agreed = int(typed), bool(form.agreed.data)
                selling.revise_pass(pass_type=pass_type, version=version, plan=form.plan(), agreed=agreed)
        except StaleEdit:
            is_stale = True
    if not is_stale and not form.form_errors:
        flash(_saved(form))
        return redirect(url_for(".passes", summit=summit, _anchor=f"pass-{code}"))
    pass_type = pass_or_404(summit, code)
    return _page(pass_type.summit, form, pass_type, is_stale=is_stale), 409 if is_stale else 422


def _saved(form: PassForm) -> str:
    if form.is_hidden.data:
        return f"{form.name.data} is saved. It is hidden: the public page does not show it."
    return f"{form.name.data} is saved, and the public page shows it so from now on."


def _page(
    summit: Summit,
    form: PassForm,
    pass_type: PassType | None = None,
    *,
    is_preview: bool = False,
    is_stale: bool = False,
    remove: RemoveForm | None = None,
) -> str:
    return render_template(
        "registration/manage/pass_edit.html",
        summit=summit,
        form=form,
        remove=remove or RemoveForm(formdata=None),
        preview=preview_of(form, pass_type) if is_preview else None,
        page=pass_page(form, pass_type, is_stale=is_stale),
    )
