"""The blueprint that the attendee pages hang on."""

from flask import Blueprint

bp = Blueprint("front", __name__)
