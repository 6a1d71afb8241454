"""The blueprint that all public programme pages hang on."""

from flask import Blueprint

from eventsite.programme.pages import agenda_page, monogram, public_session

bp = Blueprint("programme", __name__)
bp.add_app_template_filter(monogram.tile, "tile")
bp.add_app_template_filter(agenda_page.box_classes, "box_classes")
bp.add_app_template_filter(public_session.role_shown, "role_shown")
bp.add_app_template_filter(public_session.resource_line, "resource_line")
