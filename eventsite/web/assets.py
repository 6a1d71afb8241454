"""Static files: under an address that names their content, so that browsers keep them for ever.

`/static/<version>/...` is answered by WhiteNoise; the version is a hash over every file, so a relative import in a
module stays within its version. `site.css` is the style sheets of `static/css/` in the order that `order.txt` gives,
joined once at start: one request instead of twenty.
"""

from __future__ import annotations

import hashlib
from functools import cache, cached_property
from pathlib import Path
from typing import Any

import brotli
from flask import Flask, Response, current_app, request, send_from_directory
from whitenoise import WhiteNoise

from eventsite.web.access import public
from eventsite.web.encodings import encoding_for

FOR_EVER = "public, max-age=31536000, immutable"


class Assets:
    """The static folder at one moment."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        files = sorted(file for file in folder.rglob("*") if file.is_file() and file.suffix not in (".br", ".gz"))
        digest = hashlib.sha256()
        for file in files:
            digest.update(file.relative_to(folder).as_posix().encode() + b"\0" + file.read_bytes())
        self.version = digest.hexdigest()[:10]
        self.stylesheet = _joined(folder).encode()

    @cached_property
    def files(self) -> dict[str, Any]:
        """What WhiteNoise answers at which path."""
        reader = WhiteNoise(None, max_age=31536000, autorefresh=False)
        reader.immutable_file_test = lambda path, url: True
        reader.add_files(str(self.folder), prefix=f"static/{self.version}/")
        return dict(reader.files)

    @cached_property
    def compressed(self) -> bytes:
        return bytes(brotli.compress(self.stylesheet))

    def url(self, path: str) -> str:
        """Return the address of a file of the static folder, or of 'site.css'."""
        return f"/static/{self.version}/{path}"


@cache
def _read(folder: Path) -> Assets:
    """Read the folder once, however many applications a process makes."""
    return Assets(folder)


def _joined(folder: Path) -> str:
    """Return every style sheet in order; fonts only where they were fetched."""
    order = folder / "css" / "order.txt"
    names = order.read_text().split() if order.exists() else []
    sheets = [folder / "css" / name for name in names]
    if not (folder / "vendor" / "public-sans").is_dir():
        sheets = [sheet for sheet in sheets if sheet.name != "fonts.css"]
    return "\n".join(sheet.read_text() for sheet in sheets)


def init_app(app: Flask, folder: Path) -> None:
    """Serve the folder, and give templates `asset(path)`."""
    assets = _read(folder)
    app.extensions["eventsite.assets"] = assets
    app.jinja_env.globals["asset"] = assets.url
    app.add_url_rule("/static/<version>/<path:path>", "static", _static)
    whitenoise = WhiteNoise(app.wsgi_app, autorefresh=False)
    whitenoise.files = assets.files
    app.wsgi_app = whitenoise  # type: ignore[method-assign]


@public
def _static(version: str, path: str) -> Response:
    """Answer the joined style sheet, and files under the address of an earlier version, for a page still open."""
    assets: Assets = current_app.extensions["eventsite.assets"]
    if path == "site.css":
        is_small = encoding_for(request.headers.get("Accept-Encoding", "")) == "br"
        response = Response(assets.compressed if is_small else assets.stylesheet, mimetype="text/css")
        if is_small:
            response.content_encoding = "br"
        response.vary.add("Accept-Encoding")
        response.set_etag(f"{assets.version}-br" if is_small else assets.version)
        response.headers["Cache-Control"] = FOR_EVER if version == assets.version else "public, max-age=60"
        response.make_conditional(request)
        return response
    return send_from_directory(assets.folder, path, max_age=60)
