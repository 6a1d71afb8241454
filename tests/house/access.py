"""What the URL map says about who may come, and with what."""

from __future__ import annotations

from flask import Flask
from werkzeug.routing import Rule

#: View -> why its form needs no token. A token is kept in the session, and a session cookie takes its visitor past
#: every compiled page; that a form was sent from this site is checked for every request by `web/headers.py`.
WITHOUT_TOKEN = {
    "eventsite.programme.views.stars.change": "a star belongs to a cookie that says nothing else",
    "eventsite.programme.views.stars.new_link": "opens with the same cookie, and can only revoke what that opens",
    "eventsite.programme.views.agenda_mail.leave_address": "opens with the same cookie, and is asked back by mail",
    "eventsite.programme.views.agenda_mail.forget_address": "opens with the same cookie, and only gives up an address",
    "eventsite.programme.views.agenda_mail.confirm_address": "the secret in the address permits, for one address",
    "eventsite.programme.views.agenda_mail.stop_mails": "the secret in the address permits; mail programs press it too",
    "eventsite.front.views.guests.place": "placing an order for somebody else gives nobody anything",
    "eventsite.payments.views.webhook": "Stripe signs what it sends, and has no session",
    "eventsite.front.views.orders.pay": "the secret in the address permits; buying begins no session",
    "eventsite.front.views.orders.hold": "the secret in the address permits, and it only keeps seats longer",
    "eventsite.front.views.orders.cancel": "the secret in the address permits, and what was paid is not touched",
    "eventsite.front.views.orders.guest": "the secret in the address permits; a rename revokes the former ticket",
    "eventsite.front.views.finding.ask": "mails links to whom they belong, and answers everybody alike",
    "eventsite.front.views.tickets.name": "the secret in the address permits, once for each seat",
}


def posts(app: Flask) -> list[Rule]:
    return [rule for rule in app.url_map.iter_rules() if "POST" in (rule.methods or ())]


def endpoints_without_token(app: Flask) -> set[str]:
    """Return the endpoints at whose address a POST needs no token, also where another view answers the GET."""
    views = {name: f"{view.__module__}.{view.__name__}" for name, view in app.view_functions.items()}
    addresses = {rule.rule for rule in posts(app) if views[rule.endpoint] in WITHOUT_TOKEN}
    return {rule.endpoint for rule in app.url_map.iter_rules() if rule.rule in addresses}


def first_segments(app: Flask) -> set[str]:
    """Return what stands first in some address: 'account' for /account/sign-in."""
    firsts = {rule.rule.split("/")[1] for rule in app.url_map.iter_rules()}
    return {first for first in firsts if first and not first.startswith("<")}
