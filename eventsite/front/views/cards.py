"""The pictures that show when somebody shares a page."""

from __future__ import annotations

from flask import Response, abort, current_app
from flask.typing import ResponseReturnValue

from eventsite.front.cards import session_card as draw_session
from eventsite.front.cards import summit_card as draw_summit
from eventsite.front.lettering import Typeface
from eventsite.front.views.blueprint import bp
from eventsite.programme.views.loading import programme_or_404
from eventsite.web.access import public
from eventsite.web.compiled import compiled


@bp.get("/<summit>/card.png")
@public
@compiled()
def card(summit: str) -> ResponseReturnValue:
    programme = programme_or_404(summit)
    return Response(draw_summit(programme, _typeface()), mimetype="image/png")


@bp.get("/<summit>/sessions/<code>/card.png")
@public
@compiled()
def session_card(summit: str, code: str) -> ResponseReturnValue:
    programme = programme_or_404(summit)
    if code not in programme.sessions:
        abort(404)
    return Response(draw_session(programme, programme.sessions[code], _typeface()), mimetype="image/png")


def _typeface() -> Typeface:
    return Typeface.found_in(current_app.extensions["eventsite.assets"].folder / "vendor" / "public-sans")
