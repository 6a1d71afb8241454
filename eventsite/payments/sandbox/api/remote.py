"""The same as `Sandbox`, for programs outside its process: POST /sandbox/pay {"session": "cs_...", "way": "card"}.

The secret key opens it, as it opens the API. What comes too late or too early is answered 409, nonsense 400.
"""

from __future__ import annotations

import hmac

from flask import Blueprint, Response, current_app, jsonify, request

from eventsite.payments.sandbox.errors import NotPossible
from eventsite.payments.sandbox.sandbox import Sandbox

bp = Blueprint("remote", __name__)

VERBS = (
    "answer_bank", "bounce", "break_next", "close_dispute", "expire", "fail_refund", "let_refunds_wait", "mend",
    "open_dispute", "pay", "refund", "resend", "send_to", "settle", "succeed_refund",
)  # fmt: skip


@bp.post("/sandbox/<verb>")
def carry_out(verb: str) -> tuple[Response, int]:
    sandbox: Sandbox = current_app.extensions["sandbox"]
    given = request.headers.get("Authorization", "").removeprefix("Bearer ")
    if not hmac.compare_digest(given.encode(), sandbox.settings.secret_key.encode()):
        return jsonify(error="The secret key of the sandbox opens this."), 401
    if verb not in VERBS:
        return jsonify(error=f"There is no {verb}. There are: {', '.join(VERBS)}."), 404
    try:
        return jsonify(getattr(sandbox, verb)(**request.get_json(silent=True) or {})), 200
    except NotPossible as error:
        return jsonify(error=str(error)), 409
    except (TypeError, ValueError) as error:
        return jsonify(error=str(error)), 400
