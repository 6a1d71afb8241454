"""The addresses of the API."""

from __future__ import annotations

import socket
from contextlib import suppress

import stripe
from flask import Blueprint, Response, current_app, request

from eventsite.payments.sandbox.api.answering import Asked, Desk, HangUp
from eventsite.payments.sandbox.api.keys import Answer
from eventsite.payments.sandbox.api.operations import OPERATIONS, Operation
from eventsite.payments.sandbox.books import new_id
from eventsite.payments.sandbox.errors import ApiError

bp = Blueprint("api", __name__)
_BY_NAME = {operation.name: operation for operation in OPERATIONS}


def _answer(operation: str, id: str = "") -> Response:
    desk: Desk = current_app.extensions["sandbox.desk"]
    try:
        answer, is_old = desk.answer(_asked(_BY_NAME[operation], id))
    except HangUp:
        return _hang_up()
    return _response(answer, is_old)


def _asked(operation: Operation, id: str) -> Asked:
    is_read = operation.method == "GET"
    return Asked(
        operation=operation,
        path=request.path,
        id=id,
        authorization=request.headers.get("Authorization", ""),
        key=request.headers.get("Idempotency-Key", ""),
        text=request.query_string.decode() if is_read else request.get_data(as_text=True),
    )


def _response(answer: Answer, is_old: bool) -> Response:
    response = Response(answer.body, answer.status, mimetype="application/json")
    response.headers["Request-Id"] = new_id("req", 14) if is_old else answer.request
    response.headers["Stripe-Version"] = stripe.api_version
    if key := request.headers.get("Idempotency-Key"):
        response.headers["Idempotency-Key"] = key
        response.headers["Original-Request"] = answer.request
    if is_old:
        response.headers["Idempotent-Replayed"] = "true"
    return response


def _hang_up() -> Response:
    """Close the connection; what is returned then reaches nobody."""
    connection: socket.socket | None = request.environ.get("werkzeug.socket")
    if connection is None:
        return Response("Only over a real connection can the sandbox hang up.", 500, mimetype="text/plain")
    with suppress(OSError):
        connection.shutdown(socket.SHUT_RDWR)
    return Response(status=500)


@bp.route("/v1/<path:path>", methods=["GET", "POST", "DELETE"])
def unknown(path: str) -> Response:
    said = f"Unrecognized request URL ({request.method}: /v1/{path}). The sandbox knows few of them."
    error = ApiError(said, status=404)
    return _response(Answer(404, _json(error), new_id("req", 14)), False)


def _json(error: ApiError) -> str:
    return current_app.json.dumps(error.envelope())


for _operation in OPERATIONS:
    bp.add_url_rule(
        _operation.path, _operation.name.replace(".", "_"), _answer, methods=[_operation.method],
        defaults={"operation": _operation.name},
    )  # fmt: skip
