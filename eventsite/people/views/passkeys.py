"""Passkeys: adding, naming, removing."""

from __future__ import annotations

from flask import Response, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from eventsite.core.db import transaction
from eventsite.people.browsers import browser_words
from eventsite.people.flows.passkeys import add_passkey
from eventsite.people.forms import NewPasskeyForm, PasskeyNameForm, first_error
from eventsite.people.queries import list_passkeys
from eventsite.people.services import ceremonies
from eventsite.people.services import passkeys as service
from eventsite.people.services.ceremonies import PasskeyRefused
from eventsite.people.views import cookies
from eventsite.people.views.blueprint import bp, current_visit, passkeys_are_offered
from eventsite.people.views.guarding import fresh
from eventsite.web.forms import PressForm, told
from eventsite.web.headers import keep_secret
from eventsite.web.limits import limiter
from eventsite.web.site import the_outbox, this_site

_LIST = "people.passkeys"


@bp.get("/passkeys")
@fresh(back=_LIST)
def passkeys() -> ResponseReturnValue:
    suggested = browser_words(str(request.user_agent))
    return render_template(
        "people/passkeys.html",
        passkeys=list_passkeys(current_visit().account),
        form=NewPasskeyForm(formdata=None, name=suggested),
        press=PressForm(),
        site_base=this_site().base,
    )


@bp.get("/passkeys/options")
@fresh(back=_LIST)
def new_passkey_options() -> ResponseReturnValue:
    """Ask the browser to make a passkey; JSON for the module that shows its dialogue."""
    if not passkeys_are_offered():
        abort(404)
    account = current_visit().account
    options = ceremonies.creation_options(
        account, list_passkeys(account), challenge=cookies.new_challenge("create"), site=this_site()
    )
    return keep_secret(Response(options, mimetype="application/json"))


@bp.post("/passkeys")
@fresh(back=_LIST)
@limiter.limit("20 per minute")
def new_passkey() -> ResponseReturnValue:
    form, challenge = NewPasskeyForm(), cookies.take_challenge("create")
    with told():
        if not form.validate() or not challenge:
            raise PasskeyRefused(first_error(form) or "That took too long. Try again.")
        add_passkey(
            current_visit(),
            answer=form.answer.data or "",
            challenge=challenge,
            name=form.name.data or "",
            site=this_site(),
            outbox=the_outbox(),
        )
        flash(f"The passkey {form.name.data} is added. You can sign in with it from now on.")
    return redirect(url_for(".passkeys"))


@bp.post("/passkeys/<int:id>/name")
@fresh(back=_LIST)
def name_passkey(id: int) -> ResponseReturnValue:
    form = PasskeyNameForm()
    if not form.validate():
        flash(first_error(form), "refused")
        return redirect(url_for(".passkeys"))
    with told(), transaction():
        if service.rename_passkey(current_visit(), id, name=form.name.data or ""):
            flash(f"The passkey is called {form.name.data} now.")
    return redirect(url_for(".passkeys"))


@bp.post("/passkeys/<int:id>/remove")
@fresh(back=_LIST)
def remove_passkey(id: int) -> ResponseReturnValue:
    with told(), transaction():
        if service.remove_passkey(current_visit(), id, outbox=the_outbox()):
            flash("The passkey is removed, and every other session is ended. Delete it in your device too.")
    return redirect(url_for(".passkeys"))
