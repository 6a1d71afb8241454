"""The blueprint that all programme pages of the desk hang on."""

from flask import Blueprint

bp = Blueprint("manage", __name__, url_prefix="/manage/<summit>")
