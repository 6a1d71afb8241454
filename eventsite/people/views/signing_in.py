"""Signing in and out."""

from __future__ import annotations

from flask import Response, flash, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user, logout_user

from eventsite.core.db import transaction
from eventsite.people.flows.passkeys import sign_in_by_passkey
from eventsite.people.flows.passwords import sign_in_by_password
from eventsite.people.forms import NextForm, PasskeyForm, SignInForm, first_error
from eventsite.people.queries import account_of_half, list_passkeys
from eventsite.people.services import ceremonies, sessions, signing_in
from eventsite.people.services.ceremonies import PasskeyRefused
from eventsite.people.services.entering import Entry
from eventsite.people.services.signing_in import LinkDoesNotWork
from eventsite.people.views import cookies
from eventsite.people.views.blueprint import bp, current_visit, target_or_desk, the_vault, this_browser, this_visit
from eventsite.web.access import public, signed_in
from eventsite.web.headers import keep_secret
from eventsite.web.limits import limiter
from eventsite.web.paths import own_path
from eventsite.web.site import the_outbox, this_site


@bp.route("/sign-in", methods=["GET", "POST"])
@public
@limiter.limit("10 per minute; 60 per hour", methods=["POST"])
def sign_in() -> ResponseReturnValue:
    target = own_path(request.args.get("next"))
    if current_user.is_authenticated and request.method == "GET":
        return redirect(target_or_desk(target))
    form = SignInForm(next=target)
    if form.validate_on_submit():
        if not form.is_by_password:
            return _mail_link(form)
        with form.shows():
            entry = sign_in_by_password(
                email=form.email.data or "", password=form.password.data or "", browser=this_browser()
            )
            return go_in(entry, form.next.data)
    page = render_template("people/sign_in.html", form=form, passkey=PasskeyForm(formdata=None, next=form.next.data))
    return page, 422 if form.is_submitted() else 200


def _mail_link(form: SignInForm) -> Response:
    with transaction():
        signing_in.ask_for_link(email=form.email.data or "", outbox=the_outbox())
    return _remember_next(make_response(redirect(url_for(".link_sent"))), own_path(form.next.data))


@bp.get("/sign-in/sent")
@public
def link_sent() -> ResponseReturnValue:
    minutes = signing_in.LIVES.seconds // 60
    return render_template("people/link_sent.html", minutes=minutes, most=signing_in.MOST_AN_HOUR)


@bp.route("/sign-in/<token>", methods=["GET", "POST"])
@public
@limiter.limit("30 per minute", methods=["POST"])
def open_link(token: str) -> ResponseReturnValue:
    """Show the button that uses a link up, and use it up: mail scanners follow links, they press no buttons."""
    form, key = NextForm(), the_vault().key
    try:
        if not form.validate_on_submit():
            link = signing_in.link_for(token, key)
            return keep_secret(make_response(render_template("people/open_link.html", form=form, link=link)))
        with transaction():
            entry = signing_in.use_link(token=token, key=key, browser=this_browser())
    except LinkDoesNotWork as error:
        page = render_template("people/dead_link.html", error=error, form=_new_link_form())
        return keep_secret(make_response(page, 410))
    response = make_response(go_in(entry, request.cookies.get("next")))
    response.delete_cookie("next")
    return response


@bp.get("/sign-in/passkey/options")
@public
@limiter.limit("60 per minute")
def passkey_options() -> ResponseReturnValue:
    """Ask a new challenge; where it is known who should answer, of the passkeys of that account alone."""
    waiting, visit = cookies.half(), this_visit()
    account = account_of_half(waiting[0]) if waiting else visit.account if visit else None
    known = list_passkeys(account) if account is not None else ()
    options = ceremonies.request_options(known, challenge=cookies.new_challenge("get"), site=this_site())
    return keep_secret(Response(options, mimetype="application/json"))


@bp.post("/sign-in/passkey")
@public
@limiter.limit("20 per minute")
def passkey() -> ResponseReturnValue:
    form, challenge = PasskeyForm(), cookies.take_challenge("get")
    try:
        if not form.validate() or not challenge:
            raise PasskeyRefused(first_error(form) or "That took too long. Try again.")
        entry = sign_in_by_passkey(
            answer=form.answer.data or "", challenge=challenge, site=this_site(), browser=this_browser()
        )
    except PasskeyRefused as error:
        flash(str(error), "refused")
        return redirect(url_for(".sign_in", next=own_path(form.next.data) or None))
    return go_in(entry, form.next.data)


@bp.post("/sign-out")
@signed_in
def sign_out() -> ResponseReturnValue:
    with transaction():
        sessions.end_session(current_visit())
    logout_user()
    cookies.forget_waiting()
    flash("You are signed out.")
    return redirect("/")


def go_in(entry: Entry, target: str | None) -> ResponseReturnValue:
    """Keep what the sign-in gave, and lead to where somebody wanted to go, or first to the second factor."""
    cookies.keep_entry(entry)
    if entry.secret:
        return redirect(target_or_desk(target))
    return redirect(url_for(".second_step", next=own_path(target) or None))


def _new_link_form() -> SignInForm:
    """Return an empty form, whatever was posted: the page of a dead link offers a new one, to the same goal."""
    return SignInForm(formdata=None, next=own_path(request.cookies.get("next")))


def _remember_next(response: Response, target: str) -> Response:
    """Keep where they were going in this browser: a mailed link carries no address to go on to."""
    if not target:
        response.delete_cookie("next")  # what an earlier try left
        return response
    response.set_cookie("next", target, max_age=3600, httponly=True, samesite="Lax", secure=this_site().is_secure)
    return response
