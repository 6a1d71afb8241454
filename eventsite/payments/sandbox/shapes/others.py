"""Refunds, disputes, customers and events."""

from __future__ import annotations

from typing import Any

import stripe

from eventsite.payments.sandbox.books import Thing, new_id, shown
from eventsite.payments.sandbox.shapes import ADDRESS, nulls

_EVIDENCE = (
    "access_activity_log", "billing_address", "cancellation_policy", "cancellation_policy_disclosure",
    "cancellation_rebuttal", "customer_communication", "customer_email_address", "customer_name",
    "customer_purchase_ip", "customer_signature", "duplicate_charge_documentation", "duplicate_charge_explanation",
    "duplicate_charge_id", "product_description", "receipt", "refund_policy", "refund_policy_disclosure",
    "refund_refusal_explanation", "service_date", "service_documentation", "shipping_address", "shipping_carrier",
    "shipping_date", "shipping_documentation", "shipping_tracking_number", "uncategorized_file", "uncategorized_text",
)  # fmt: skip
_DAYS_TO_ANSWER = 9 * 24 * 3600


def refund(*, now: int, charge: Thing, amount: int, reason: str | None, metadata: dict[str, str]) -> Thing:
    """Return a refund on its way."""
    is_card = charge["payment_method_details"]["type"] == "card"
    there = {"card": {"type": "refund", **nulls("reference", "reference_status", "reference_type")}}
    return {
        "id": new_id("re"),
        "object": "refund",
        "amount": amount,
        "charge": charge["id"],
        "created": now,
        "currency": charge["currency"],
        "customer": charge["customer"],
        "destination_details": {"type": "card", **there} if is_card else {"type": "us_bank_transfer"},
        "metadata": metadata,
        "payment_intent": charge["payment_intent"],
        "payment_method": charge["payment_method"],
        "pending_reason": "processing",
        "reason": reason,
        "status": "pending",
        **nulls(
            "balance_transaction", "customer_account", "failure_balance_transaction", "failure_reason",
            "receipt_number", "source_transfer_reversal", "transfer_reversal",
        ),
    }


def dispute(*, now: int, charge: Thing, amount: int, reason: str) -> Thing:
    """Return a dispute that waits for an answer; the money is gone until it is won."""
    about = {"brand": "visa", "case_type": "chargeback", "network": "visa", "network_reason_code": "10.4"}
    return {
        "id": new_id("du"),
        "object": "dispute",
        "amount": amount,
        "balance_transactions": [],
        "charge": charge["id"],
        "created": now,
        "currency": charge["currency"],
        "enhanced_eligibility_types": [],
        "evidence": {**nulls(*_EVIDENCE), "enhanced_evidence": {}},
        "evidence_details": {
            "due_by": now + _DAYS_TO_ANSWER, "enhanced_eligibility": {}, "has_evidence": False, "past_due": False,
            "submission_count": 0, "submission_method": "not_submitted",
        },
        "is_charge_refundable": False,
        "livemode": False,
        "metadata": {},
        "payment_intent": charge["payment_intent"],
        "payment_method_details": {"type": "card", "card": about},
        "reason": reason,
        "status": "needs_response",
    }  # fmt: skip


def customer(*, now: int, given: dict[str, Any]) -> Thing:
    """Return a customer of the merchant."""
    fields = ("custom_fields", "default_payment_method", "footer", "rendering_options")
    return {
        "id": new_id("cus", 14),
        "object": "customer",
        "address": {**nulls(*ADDRESS), **given["address"]} if "address" in given else None,
        "balance": 0,
        "created": now,
        "delinquent": False,
        "description": given.get("description"),
        "email": given.get("email"),
        "invoice_prefix": new_id("x", 8)[2:].upper(),
        "invoice_settings": nulls(*fields),
        "livemode": False,
        "metadata": given.get("metadata", {}),
        "name": given.get("name"),
        "next_invoice_sequence": 1,
        "phone": given.get("phone"),
        "preferred_locales": [],
        "tax_exempt": "none",
        **nulls("currency", "customer_account", "default_source", "discount", "shipping", "test_clock"),
    }


def event(*, now: int, kind: str, about: Thing) -> Thing:
    """Return what happened, with a picture of what it happened to."""
    return {
        "id": new_id("evt"),
        "object": "event",
        "api_version": stripe.api_version,
        "created": now,
        "data": {"object": shown(about)},
        "livemode": False,
        "pending_webhooks": 1,
        "request": nulls("id", "idempotency_key"),
        "type": kind,
    }
