"""Checkout sessions and their lines."""

from __future__ import annotations

from typing import Any

from eventsite.payments.sandbox.books import Thing, new_id
from eventsite.payments.sandbox.shapes import ADDRESS, nulls

#: What was asked for is on the session; what was not is null.
_ASKED = (
    "allow_promotion_codes", "billing_address_collection", "cancel_url", "client_reference_id", "customer",
    "customer_email", "excluded_payment_method_types", "locale", "submit_type", "success_url",
)
#: What these sessions never have.
_NEVER = (
    "after_expiration", "allowed_payment_method_types", "branding_settings", "client_secret", "collected_information",
    "consent", "consent_collection", "currency_conversion", "customer_account", "discounts",
    "integration_identifier", "invoice", "invoice_creation", "managed_payments", "name_collection", "optional_items",
    "origin_context", "payment_link", "payment_method_configuration_details", "permissions", "presentment_details",
    "recovered_from", "redirect_on_completion", "return_url", "saved_payment_method_options", "setup_intent",
    "shipping_address_collection", "shipping_cost", "subscription", "tax_id_collection", "wallet_options",
)


def session(*, now: int, url: str, given: dict[str, Any], lines: list[Thing], methods: list[str]) -> Thing:
    """Return an open session for what was asked; `url` is the sandbox's own address."""
    id = new_id("cs_test", 58)
    total = sum(line["amount_total"] for line in lines)
    return {
        "id": id,
        "object": "checkout.session",
        **nulls(*_NEVER),
        **{name: given.get(name) for name in _ASKED},
        "adaptive_pricing": given.get("adaptive_pricing", {"enabled": False}),
        "amount_subtotal": total,
        "amount_total": total,
        "automatic_tax": {"enabled": False, **nulls("liability", "provider", "status")},
        "created": now,
        "currency": lines[0]["currency"],
        "custom_fields": [],
        "custom_text": _custom_text(given.get("custom_text", {})),
        "customer_creation": given.get("customer_creation", "if_required"),
        "customer_details": None,
        "expires_at": given["expires_at"],
        "livemode": False,
        "metadata": given.get("metadata", {}),
        "mode": "payment",
        "payment_intent": None,
        "payment_method_collection": "if_required",
        "payment_method_options": {},
        "payment_method_types": methods,
        "payment_status": "unpaid",
        "phone_number_collection": {"enabled": False},
        "shipping_options": [],
        "status": "open",
        "total_details": {"amount_discount": 0, "amount_shipping": 0, "amount_tax": 0},
        "ui_mode": "hosted_page",
        "url": f"{url}/c/pay/{id}",
        "_lines": lines,
        "_payment": given.get("payment_intent_data", {}),
        "_due": given["expires_at"],
    }


def line(*, now: int, given: dict[str, Any]) -> Thing:
    """Return one line: a quantity of a price that was given with it."""
    data = given["price_data"]
    amount = data["unit_amount"] * given["quantity"]
    return {
        "id": new_id("li"),
        "object": "item",
        "adjustable_quantity": None,
        "amount_discount": 0,
        "amount_subtotal": amount,
        "amount_tax": 0,
        "amount_total": amount,
        "currency": data["currency"],
        "description": data["product_data"]["name"],
        "metadata": given.get("metadata", {}),
        "price": _price(now, data),
        "quantity": given["quantity"],
    }


def customer_details(*, email: str | None, name: str | None) -> Thing:
    """Return who paid, as the payment page was told."""
    return {
        "address": {**nulls(*ADDRESS), "country": "US"},
        "email": email,
        "name": name,
        "tax_exempt": "none",
        "tax_ids": [],
        **nulls("business_name", "individual_name", "phone"),
    }


def _custom_text(given: Thing) -> Thing:
    return {**nulls("after_submit", "shipping_address", "submit", "terms_of_service_acceptance"), **given}


def _price(now: int, data: dict[str, Any]) -> Thing:
    return {
        "id": new_id("price"),
        "object": "price",
        "active": False,
        "billing_scheme": "per_unit",
        "created": now,
        "currency": data["currency"],
        "livemode": False,
        "metadata": {},
        "product": new_id("prod", 14),
        "tax_behavior": data.get("tax_behavior", "unspecified"),
        "type": "one_time",
        "unit_amount": data["unit_amount"],
        "unit_amount_decimal": str(data["unit_amount"]),
        **nulls("custom_unit_amount", "lookup_key", "nickname", "recurring", "tiers_mode", "transform_quantity"),
    }
