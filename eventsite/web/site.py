"""Where this application is found on the web, for views."""

from __future__ import annotations

from flask import current_app

from eventsite.core.links import Site


def this_site() -> Site:
    """Return the site that EVENTSITE_URL names."""
    site: Site = current_app.extensions["eventsite.site"]
    return site
