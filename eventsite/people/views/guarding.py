"""Who may change how an account is signed in to: whoever showed a short while ago that the account is theirs."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import ParamSpec

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from eventsite.people.models import AccountSession
from eventsite.people.queries import find_second_factor, has_passkey
from eventsite.people.services.sessions import is_fresh
from eventsite.people.views.blueprint import current_visit, the_standing
from eventsite.web.access import signed_in

P = ParamSpec("P")
View = Callable[P, ResponseReturnValue]


def fresh(*, back: str) -> Callable[[View[P]], View[P]]:
    """Ask again who sits there before this view, where that was not shown lately; then lead to the page `back`."""

    def decorate(view: View[P]) -> View[P]:
        @wraps(view)
        def guarded(*args: P.args, **kwargs: P.kwargs) -> ResponseReturnValue:
            visit = current_visit()
            if not _may_change(visit):
                return redirect(url_for(".second_step", next=_target(back)))
            if not is_fresh(visit):
                return redirect(url_for(".again", next=_target(back)))
            return view(*args, **kwargs)

        return signed_in(guarded)

    return decorate


def _target(back: str) -> str:
    if request.method == "GET":
        return request.full_path.rstrip("?")
    flash("Nothing was changed yet: first show once more who you are.")
    return url_for(back)


def _may_change(visit: AccountSession) -> bool:
    """Tell whether what was shown is enough: who read a mailbox may not add to what guards a summit's keys.

    An account that guards none, and whose passkey is lost, mends that by a mailed link.
    """
    account = visit.account
    if visit.is_strong or (find_second_factor(account) is None and not has_passkey(account)):
        return True
    return not the_standing().needs_second_factor(account)
