"""Signing in and out."""

from __future__ import annotations

from flask import (
    Blueprint,
    Response,
    current_app,
    flash,
    make_response,
    redirect,
    render_template,
    request,
    session,
    url_for,
)
from flask.typing import ResponseReturnValue
from flask_login import current_user, login_user, logout_user

from eventsite.core.db import transaction
from eventsite.people.forms import OpenLinkForm, SignInForm
from eventsite.people.services import signing_in
from eventsite.people.services.signing_in import LinkDoesNotWork
from eventsite.web.access import public, signed_in
from eventsite.web.headers import keep_secret
from eventsite.web.limits import limiter
from eventsite.web.paths import own_path

bp = Blueprint("people", __name__, url_prefix="/account")


@bp.route("/sign-in", methods=["GET", "POST"])
@public
@limiter.limit("10 per minute; 60 per hour", methods=["POST"])
def sign_in() -> ResponseReturnValue:
    if current_user.is_authenticated:
        return redirect(own_path(request.args.get("next")) or url_for("desk.home"))
    form = SignInForm(next=own_path(request.args.get("next")))
    if form.validate_on_submit():
        with transaction():
            signing_in.ask_for_link(email=form.email.data or "", outbox=current_app.extensions["eventsite.outbox"])
        response = make_response(redirect(url_for(".link_sent")))
        return _remember_next(response, own_path(form.next.data))
    return render_template("people/sign_in.html", form=form)


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
    form, key = OpenLinkForm(), current_app.extensions["eventsite.link_key"]
    try:
        if not form.validate_on_submit():
            link = signing_in.link_for(token, key)
            return keep_secret(make_response(render_template("people/open_link.html", form=form, link=link)))
        with transaction():
            account = signing_in.use_link(token=token, key=key)
    except LinkDoesNotWork as error:
        page = render_template("people/dead_link.html", error=error, form=_new_link_form())
        return keep_secret(make_response(page, 410))
    login_user(account)
    session.permanent = True
    response = make_response(redirect(own_path(request.cookies.get("next")) or url_for("desk.home")))
    response.delete_cookie("next")
    return response


def _new_link_form() -> SignInForm:
    """Return an empty form, whatever was posted: the page of a dead link offers a new one, to the same goal."""
    return SignInForm(formdata=None, next=own_path(request.cookies.get("next")))


@bp.post("/sign-out")
@signed_in
def sign_out() -> ResponseReturnValue:
    logout_user()
    flash("You are signed out.")
    return redirect("/")


def _remember_next(response: Response, target: str) -> Response:
    """Keep where they were going in this browser: a mailed link carries no address to go on to."""
    if not target:
        response.delete_cookie("next")  # what an earlier try left
        return response
    is_secure = current_app.extensions["eventsite.site"].is_secure
    response.set_cookie("next", target, max_age=3600, httponly=True, samesite="Lax", secure=is_secure)
    return response
