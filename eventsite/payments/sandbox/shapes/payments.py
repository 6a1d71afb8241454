"""Payment intents, charges, and what they do to the balance."""

from __future__ import annotations

from eventsite.payments.sandbox.books import Thing, new_id
from eventsite.payments.sandbox.shapes import ADDRESS, nulls

CARD, BANK = "card", "us_bank_account"
_DAY = 24 * 3600


def payment_intent(*, now: int, session: Thing) -> Thing:
    """Return an intent that nobody has tried to pay yet."""
    id, asked = new_id("pi"), session["_payment"]
    return {
        "id": id,
        "object": "payment_intent",
        "amount": session["amount_total"],
        "amount_capturable": 0,
        "amount_details": {"tip": {}},
        "amount_received": 0,
        "capture_method": "automatic_async",
        "client_secret": f"{id}_secret_{new_id('x')[2:]}",
        "confirmation_method": "automatic",
        "created": now,
        "currency": session["currency"],
        "customer": session["customer"],
        "description": asked.get("description"),
        "excluded_payment_method_types": session["excluded_payment_method_types"],
        "livemode": False,
        "metadata": asked.get("metadata", {}),
        "payment_method_options": {},
        "payment_method_types": session["payment_method_types"],
        "receipt_email": asked.get("receipt_email"),
        "statement_descriptor": asked.get("statement_descriptor"),
        "statement_descriptor_suffix": asked.get("statement_descriptor_suffix"),
        "status": "requires_payment_method",
        **nulls(
            "application", "application_fee_amount", "automatic_payment_methods", "canceled_at",
            "cancellation_reason", "customer_account", "last_payment_error", "latest_charge", "managed_payments",
            "next_action", "on_behalf_of", "payment_method", "payment_method_configuration_details",
            "presentment_details", "processing", "review", "setup_future_usage", "shipping", "source",
            "transfer_data", "transfer_group",
        ),
        "_session": session["id"],
    }


def charge(*, now: int, intent: Thing, method: str, last4: str, email: str | None, name: str | None) -> Thing:
    """Return an attempt to take the money; it has not succeeded yet."""
    return {
        "id": new_id("ch"),
        "object": "charge",
        "amount": intent["amount"],
        "amount_captured": 0,
        "amount_refunded": 0,
        "billing_details": {"address": nulls(*ADDRESS), "email": email, "name": name, **nulls("phone", "tax_id")},
        "calculated_statement_descriptor": "SANDBOX",
        "captured": False,
        "created": now,
        "currency": intent["currency"],
        "customer": intent["customer"],
        "description": intent["description"],
        "disputed": False,
        "fraud_details": {},
        "livemode": False,
        "metadata": intent["metadata"],
        "outcome": outcome(),
        "paid": False,
        "payment_intent": intent["id"],
        "payment_method": new_id("pm"),
        "payment_method_details": {"type": method, method: _card(last4) if method == CARD else _bank(last4)},
        "radar_options": {},
        "receipt_email": intent["receipt_email"],
        "receipt_url": None,
        "refunded": False,
        "statement_descriptor": intent["statement_descriptor"],
        "statement_descriptor_suffix": intent["statement_descriptor_suffix"],
        "status": "pending",
        **nulls(
            "application", "application_fee", "application_fee_amount", "balance_transaction",
            "failure_balance_transaction", "failure_code", "failure_message", "on_behalf_of", "presentment_details",
            "receipt_number", "review", "shipping", "source", "source_transfer", "transfer_data", "transfer_group",
        ),
    }


def outcome(declined: str | None = None) -> Thing:
    """Return what the network said."""
    said = {
        "advice_code": None, "network_advice_code": None, "network_decline_code": None, "rule": None,
        "risk_level": "normal", "risk_score": 12,
    }  # fmt: skip
    if declined:
        return said | {
            "network_status": "declined_by_network", "reason": declined, "type": "issuer_declined",
            "seller_message": "The bank did not return any further details with this decline.",
        }  # fmt: skip
    done = {"network_status": "approved_by_network", "reason": None, "type": "authorized"}
    return said | done | {"seller_message": "Payment complete."}


def fee_for(amount: int, method: str) -> int:
    """Return about what Stripe keeps: 2.9 % and 30 of a card, 0.8 % and 500 at most of a bank debit."""
    return round(amount * 0.029) + 30 if method == CARD else min(round(amount * 0.008), 500)


def balance_transaction(*, now: int, amount: int, currency: str, source: str, kind: str, fee: int = 0) -> Thing:
    """Return what a thing does to the balance: `amount` less `fee`; `kind` is charge, refund or adjustment."""
    detail = {"amount": fee, "application": None, "currency": currency, "type": "stripe_fee"}
    return {
        "id": new_id("txn"),
        "object": "balance_transaction",
        "amount": amount,
        "available_on": now + 2 * _DAY,
        "balance_type": "payments",
        "created": now,
        "currency": currency,
        "description": None,
        "exchange_rate": None,
        "fee": fee,
        "fee_details": [{**detail, "description": "Stripe processing fees"}] if fee else [],
        "net": amount - fee,
        "reporting_category": "dispute" if kind == "adjustment" else kind,
        "source": source,
        "status": "pending",
        "type": kind,
    }


def _card(last4: str) -> Thing:
    return {
        "brand": "visa",
        "checks": {"address_line1_check": None, "address_postal_code_check": "pass", "cvc_check": "pass"},
        "country": "US",
        "exp_month": 12,
        "exp_year": 2034,
        "fingerprint": f"sandbox{last4}",
        "funding": "credit",
        "last4": last4,
        "network": "visa",
        **nulls("amount_authorized", "installments", "mandate", "network_token", "three_d_secure", "wallet"),
    }


def _bank(last4: str) -> Thing:
    return {
        "account_holder_type": "company",
        "account_type": "checking",
        "bank_name": "SANDBOX BANK",
        "fingerprint": f"sandbox{last4}",
        "last4": last4,
        "routing_number": "110000000",
        **nulls("expected_debit_date", "mandate", "payment_reference"),
    }
