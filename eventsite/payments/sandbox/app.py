"""The sandbox as a web application: its API and its pages."""

from __future__ import annotations

import secrets

from flask import Flask
from jinja2 import StrictUndefined

from eventsite.payments.sandbox.api.answering import Desk
from eventsite.payments.sandbox.api.keys import Keys
from eventsite.payments.sandbox.api.remote import bp as remote
from eventsite.payments.sandbox.api.views import bp as api
from eventsite.payments.sandbox.pages import shell
from eventsite.payments.sandbox.pages.controls import bp as controls
from eventsite.payments.sandbox.pages.dashboard import bp as dashboard
from eventsite.payments.sandbox.pages.hosted import bp as hosted
from eventsite.payments.sandbox.sandbox import Sandbox


def create_app(sandbox: Sandbox) -> Flask:
    """Return the application that serves a sandbox."""
    app = Flask("sandbox", root_path=str(shell.ROOT), template_folder="templates", static_folder=None)
    app.config.update(SECRET_KEY=secrets.token_bytes(32), SESSION_COOKIE_NAME="sandbox", MAX_CONTENT_LENGTH=1024 * 1024)
    app.jinja_options = {"undefined": StrictUndefined, "trim_blocks": True, "lstrip_blocks": True}
    app.extensions["sandbox"] = sandbox
    app.extensions["sandbox.desk"] = Desk(sandbox.store, sandbox.settings, Keys())
    shell.init_app(app)
    for blueprint in (api, remote, hosted, dashboard, controls):
        app.register_blueprint(blueprint)
    return app
