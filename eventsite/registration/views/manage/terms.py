"""What a buyer accepts: the form makes versions, and every version stays to be read."""

from __future__ import annotations

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from eventsite.core import markdown
from eventsite.core.db import transaction
from eventsite.core.errors import StaleEdit
from eventsite.permissions import Permission
from eventsite.registration import queries
from eventsite.registration.forms import TermsForm
from eventsite.registration.managing.terms_page import terms_page
from eventsite.registration.models import Terms
from eventsite.registration.services.terms import add_terms
from eventsite.registration.views.manage.blueprint import bp
from eventsite.summits.models import Summit
from eventsite.summits.views.loading import summit_or_404
from eventsite.web.access import requires


def terms_or_404(summit: str, version: int) -> Terms:
    found = queries.find_terms(summit_or_404(summit), version)
    if found is None:
        abort(404)
    return found


@bp.route("/terms", methods=["GET", "POST"])
@requires(Permission.SUMMIT_PASSES_EDIT, on=summit_or_404)
def terms(summit: Summit) -> ResponseReturnValue:
    if request.method != "POST":
        return _page(summit, _opened(queries.current_terms(summit)))
    form, slug = TermsForm(), summit.slug
    if request.form.get("do") == "preview":
        return _page(summit, form, is_preview=True)
    if not form.validate():
        return _page(summit, form), 422
    with form.shows(StaleEdit), transaction():
        current = queries.current_terms(summit)
        said, policy = form.terms.data or "", form.refund_policy.data or ""
        made = add_terms(summit=summit, terms=said, refund_policy=policy, version=form.opened)
        is_new, version = made is not current, made.version
    if form.form_errors:
        return _page(summit_or_404(slug), form, is_stale=True), 409
    flash(f"Buyers accept version {version} from now on." if is_new else "Nothing was changed.")
    return redirect(url_for(".terms", summit=slug))


@bp.get("/terms/<int:version>")
@requires(Permission.SUMMIT_PASSES_EDIT, on=terms_or_404)
def terms_version(found: Terms) -> ResponseReturnValue:
    current = queries.current_terms(found.summit)
    return render_template(
        "registration/manage/terms_version.html",
        summit=found.summit,
        found=found,
        is_current=found is current,
        terms=markdown.render(found.terms),
        refund_policy=markdown.render(found.refund_policy),
    )


def _opened(current: Terms | None) -> TermsForm:
    if current is None:
        return TermsForm(formdata=None)
    said = {"version": str(current.version), "terms": current.terms, "refund_policy": current.refund_policy}
    return TermsForm(formdata=None, data=said)


def _page(summit: Summit, form: TermsForm, *, is_preview: bool = False, is_stale: bool = False) -> str:
    page = terms_page(summit, form, is_preview=is_preview)
    if is_stale and page.current is not None:
        form.version.data = str(page.current.version)
    return render_template("registration/manage/terms.html", summit=summit, form=form, page=page)
