"""What every response says about itself, and where requests that change something may come from."""

from __future__ import annotations

from urllib.parse import urlsplit

from flask import Flask, Response, abort, current_app, request

_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; "
    "connect-src 'self'; manifest-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
HEADERS = {
    "Content-Security-Policy": _POLICY,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "strict-origin-when-cross-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=()",
}
SAFE = ("GET", "HEAD", "OPTIONS")


def init_app(app: Flask) -> None:
    """Guard what changes something by where it comes from, and put the headers on every response."""
    app.before_request(_refuse_nul)
    app.before_request(_refuse_other_sites)
    app.after_request(_add_headers)


def _refuse_nul() -> None:
    """No address of ours holds a NUL, and PostgreSQL takes none as text; what forms say is cleaned (`web.texts`)."""
    if "\0" in request.path or b"%00" in request.query_string:
        abort(404)


def _refuse_other_sites() -> None:
    """A browser says where a form was sent from; one that was sent from elsewhere is refused, token or not."""
    if request.method in SAFE:
        return
    origin, _referrer = (_host_of(request.headers.get(name, "")) for name in ("Origin", "Referer"))
    site = request.headers.get("Sec-Fetch-Site")
    if site is not None:
        if site not in ("same-origin", "none"):
            abort(403, "This form was sent from another site.")
        return
    if origin not in (None, request.host):
        abort(403, "This form was sent from another site.")


def _host_of(address: str) -> str | None:
    """Return the host an address names, '' for none, None for no address; a broken one is from nowhere we know."""
    try:
        return urlsplit(address).netloc if address else None
    except ValueError:
        abort(403, "This form was sent from another site.")


def _add_headers(response: Response) -> Response:
    for name, value in HEADERS.items():
        response.headers.setdefault(name, value)
    if current_app.extensions["eventsite.site"].is_secure:
        response.headers.setdefault("Strict-Transport-Security", "max-age=31536000")
    if "Cache-Control" not in response.headers:
        response.headers["Cache-Control"] = "private, no-cache"
    return response


def keep_secret(response: Response) -> Response:
    """Mark a page that a capability link opened: not stored, not named to other sites, not indexed.

    Our own pages may be told where a form came from: with no referrer at all a browser hides the Origin as well, and
    one that sends no Sec-Fetch-Site could not press the button.
    """
    response.headers["Cache-Control"] = "private, no-store"
    response.headers["Referrer-Policy"] = "same-origin"
    response.headers["X-Robots-Tag"] = "noindex, nofollow"
    return response


def may_lead_to(response: Response, *origins: str) -> Response:
    """Let the forms of this page lead to other origins too: a browser checks where a redirect of theirs goes."""
    policy = _POLICY.replace("form-action 'self'", " ".join(("form-action 'self'", *origins)))
    response.headers["Content-Security-Policy"] = policy
    return response


def origin_of(address: str) -> str:
    """Return https://host:port of an absolute address, '' for any other."""
    parts = urlsplit(address)
    return f"{parts.scheme}://{parts.netloc}" if parts.scheme in ("http", "https") and parts.netloc else ""
