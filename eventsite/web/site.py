"""This application, for views: where it is found on the web, what signs its links, and who sends what it asks for."""

from __future__ import annotations

from flask import current_app

from eventsite.core.links import Site
from eventsite.core.outbox import Outbox
from eventsite.core.tokens import LinkKey


def this_site() -> Site:
    """Return the site that EVENTSITE_URL names."""
    site: Site = current_app.extensions["eventsite.site"]
    return site


def the_key() -> LinkKey:
    key: LinkKey = current_app.extensions["eventsite.link_key"]
    return key


def the_outbox() -> Outbox:
    outbox: Outbox = current_app.extensions["eventsite.outbox"]
    return outbox
