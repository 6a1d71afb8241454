"""A view states who may call it: everybody, or who holds a permission on the thing the address names.

The loader finds the thing; finding and permitting are one act. Who is not signed in is asked to, before anything is
looked up; who may not is told the same as if it did not exist, so that a guessed address says nothing. Where the thing
asks for a second factor, a session that showed only one thing is led to the other.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any, ParamSpec, TypeVar

from flask import abort, current_app, g, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from eventsite.permissions import Permission

S = TypeVar("S")
P = ParamSpec("P")
R = TypeVar("R")

Rulebook = Callable[[Any, Permission, Any], bool]
#: Tells whether an account has to show a second factor before it does anything with a thing.
NeedsMore = Callable[[Any, Any], bool]


def public(view: Callable[P, R]) -> Callable[P, R]:
    """Declare that everybody may call this view."""
    view.access = "public"  # type: ignore[attr-defined]
    return view


def signed_in(view: Callable[P, ResponseReturnValue]) -> Callable[P, ResponseReturnValue]:
    """Declare that any account may call this view."""

    @wraps(view)
    def guarded(*args: P.args, **kwargs: P.kwargs) -> ResponseReturnValue:
        if not current_user.is_authenticated:
            return _ask_to_sign_in()
        return view(*args, **kwargs)

    guarded.access = "signed-in"  # type: ignore[attr-defined]
    return guarded


def requires(
    permission: Permission, *, on: Callable[P, S]
) -> Callable[[Callable[[S], ResponseReturnValue]], Callable[P, ResponseReturnValue]]:
    """Hand the view what `on` finds from the address, if the account may do `permission` to it."""

    def decorate(view: Callable[[S], ResponseReturnValue]) -> Callable[P, ResponseReturnValue]:
        @wraps(view)
        def guarded(*args: P.args, **kwargs: P.kwargs) -> ResponseReturnValue:
            if not current_user.is_authenticated:
                return _ask_to_sign_in()
            subject = on(*args, **kwargs)
            if not can(permission, subject):
                abort(404)
            if lacks_second_factor(subject):
                return _ask_for_second_factor()
            return view(subject)

        guarded.access = permission  # type: ignore[attr-defined]
        return guarded

    return decorate


def can(permission: Permission, subject: Any) -> bool:
    """Tell whether the account of this request may do `permission` to `subject`; templates ask it too."""
    rulebook: Rulebook = current_app.extensions["eventsite.rulebook"]
    return bool(current_user.is_authenticated) and rulebook(current_account(), permission, subject)


def lacks_second_factor(subject: Any) -> bool:
    """Tell whether the account of this request has to show more than it did before it comes to `subject`."""
    needs_more: NeedsMore = current_app.extensions["eventsite.needs_second_factor"]
    visit = g.get("visit")
    return not (visit is not None and visit.is_strong) and needs_more(current_account(), subject)


def current_account() -> Any:
    """Return the account of this request itself, as services and relations want it; only where one is signed in."""
    return current_user._get_current_object()


def _ask_to_sign_in() -> ResponseReturnValue:
    if request.method not in ("GET", "HEAD"):
        abort(401)
    return redirect(url_for("people.sign_in", next=request.full_path.rstrip("?")))


def _ask_for_second_factor() -> ResponseReturnValue:
    target = request.full_path.rstrip("?")
    if request.method not in ("GET", "HEAD"):
        return make_response(render_template("errors/second_factor.html"), 403)
    return redirect(url_for("people.second_step", next=target))
