"""The release for other programs: frab's schedule.xml and schedule.json, as conference apps read them."""

from __future__ import annotations

from flask import Response
from flask.typing import ResponseReturnValue

from eventsite.programme.interchange import exporting
from eventsite.programme.views.blueprint import bp
from eventsite.programme.views.loading import programme_or_404
from eventsite.web.access import public
from eventsite.web.compiled import compiled
from eventsite.web.site import this_site


@bp.get("/<summit>/schedule.xml")
@public
@compiled()
def schedule_xml(summit: str) -> ResponseReturnValue:
    programme = programme_or_404(summit)
    body = exporting.to_xml(programme.snapshot, this_site().base, version=str(programme.number))
    return Response(body, content_type="application/xml; charset=utf-8")


@bp.get("/<summit>/schedule.json")
@public
@compiled()
def schedule_json(summit: str) -> ResponseReturnValue:
    programme = programme_or_404(summit)
    body = exporting.to_json(programme.snapshot, this_site().base, version=str(programme.number))
    return Response(body, content_type="application/json; charset=utf-8")
