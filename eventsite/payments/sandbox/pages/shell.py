"""What all pages share: their style sheet, their headers, and the token of their forms."""

from __future__ import annotations

import hashlib
import hmac
from functools import cache
from pathlib import Path
from urllib.parse import urlsplit

from flask import Blueprint, Flask, Response, abort, current_app, g, request, send_from_directory

from eventsite.payments.sandbox.sandbox import Sandbox

bp = Blueprint("shell", __name__)

ROOT = Path(__file__).resolve().parents[4]
STATIC = ROOT / "static"
SHEETS = (
    "tokens", "fonts", "base", "layout", "components/icons", "components/buttons", "components/states",
    "components/forms", "components/tables", "components/facts", "sandbox",
)  # fmt: skip


def this_sandbox() -> Sandbox:
    sandbox: Sandbox = current_app.extensions["sandbox"]
    return sandbox


def init_app(app: Flask) -> None:
    app.register_blueprint(bp)
    app.before_request(_check_form)
    app.after_request(_add_headers)
    app.context_processor(lambda: {"csrf_token": csrf_token(), "merchant": this_sandbox().settings.merchant})


def may_lead_to(*addresses: str | None) -> None:
    """Let the forms of this page end at other sites: a browser stops a redirect to one that is not named."""
    parts = [urlsplit(address) for address in addresses if address]
    g.form_targets = sorted({f"{part.scheme}://{part.netloc}" for part in parts})


def csrf_token() -> str:
    """Return what a form of ours carries, so that no other site can press its buttons."""
    key = current_app.extensions["sandbox"].settings.webhook_secret.encode()
    return hmac.new(key, b"forms of the sandbox", hashlib.sha256).hexdigest()[:32]


def _check_form() -> None:
    is_form = request.method == "POST" and request.blueprint in ("hosted", "dashboard", "controls")
    if is_form and not hmac.compare_digest(request.form.get("csrf_token", "").encode(), csrf_token().encode()):
        abort(403, "This form was not sent from this page. Open the page again, and press the button there.")


def _add_headers(response: Response) -> Response:
    targets = " ".join(["'self'", *g.get("form_targets", ())])
    response.headers["Content-Security-Policy"] = (
        "default-src 'none'; style-src 'self'; img-src 'self'; font-src 'self'; "
        f"form-action {targets}; base-uri 'none'; frame-ancestors 'none'"
    )
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Referrer-Policy"] = "same-origin"
    response.headers.setdefault("Cache-Control", "no-store")
    return response


@bp.get("/static/sandbox.css")
def stylesheet() -> Response:
    response = Response(_joined(), mimetype="text/css")
    response.headers["Cache-Control"] = "no-cache"
    response.add_etag()
    response.make_conditional(request)
    return response


@cache
def _joined() -> str:
    has_fonts = (STATIC / "vendor" / "public-sans").is_dir()
    names = [name for name in SHEETS if has_fonts or name != "fonts"]
    return "\n".join((STATIC / "css" / f"{name}.css").read_text() for name in names)


@bp.get("/static/<path:path>")
def static(path: str) -> Response:
    return send_from_directory(STATIC, path, max_age=3600)
