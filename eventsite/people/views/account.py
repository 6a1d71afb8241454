"""An account's first page."""

from __future__ import annotations

from flask import render_template
from flask.typing import ResponseReturnValue

from eventsite.people.pages import account_page
from eventsite.people.views.blueprint import bp, current_visit, the_standing
from eventsite.web.access import signed_in


@bp.get("/")
@signed_in
def account() -> ResponseReturnValue:
    return render_template("people/account.html", page=account_page(current_visit(), the_standing()))
