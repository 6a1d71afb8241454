"""The parameters that each operation takes. What is not here is unknown, here as at Stripe."""

from __future__ import annotations

from eventsite.payments.sandbox.api.params import (
    Address,
    Choice,
    Currency,
    Each,
    Either,
    Email,
    Flag,
    Metadata,
    Param,
    Shape,
    Text,
    Whole,
)

_TIME = Whole(0, 10**11)
_EXPAND = Each(Text(200), most=20)
_RANGE = Either(Shape({"gt": _TIME, "gte": _TIME, "lt": _TIME, "lte": _TIME}), _TIME)
_MARK = Text(66)
_METHODS = Each(Text(40))
_PAGE: dict[str, Param] = {
    "created": _RANGE, "ending_before": _MARK, "expand": _EXPAND, "limit": Whole(1, 100), "starting_after": _MARK,
}  # fmt: skip
_MESSAGE = Shape({"message": Text(1200)}, needed=("message",))
_POSTAL = Shape({name: Text(200) for name in ("city", "country", "line1", "line2", "postal_code", "state")})

_PRODUCT = Shape(
    {
        "description": Text(40000), "images": Each(Address(), 8), "metadata": Metadata(), "name": Text(250),
        "tax_code": Text(),
    },
    needed=("name",),
)
_PRICE = Shape(
    {
        "currency": Currency(), "product_data": _PRODUCT, "unit_amount": Whole(0),
        "tax_behavior": Choice(("exclusive", "inclusive", "unspecified")),
    },
    needed=("currency", "product_data", "unit_amount"),
)  # fmt: skip
_LINE = Shape(
    {"metadata": Metadata(), "price_data": _PRICE, "quantity": Whole(1, 999_999)}, needed=("price_data", "quantity")
)
_PAYMENT = Shape({
    "description": Text(1000), "metadata": Metadata(), "receipt_email": Email(), "statement_descriptor": Text(22),
    "statement_descriptor_suffix": Text(22),
})  # fmt: skip

ONE = Shape({"expand": _EXPAND})
INTENT = Shape({"client_secret": Text(), "expand": _EXPAND})

SESSION = Shape(
    {
        "adaptive_pricing": Shape({"enabled": Flag()}),
        "allow_promotion_codes": Flag(),
        "billing_address_collection": Choice(("auto", "required")),
        "cancel_url": Address(),
        "client_reference_id": Text(200),
        "custom_text": Shape({"after_submit": _MESSAGE, "submit": _MESSAGE}),
        "customer": Text(),
        "customer_creation": Choice(("always", "if_required")),
        "customer_email": Email(),
        "excluded_payment_method_types": _METHODS,
        "expand": _EXPAND,
        "expires_at": _TIME,
        "line_items": Each(_LINE, most=100, least=1),
        "locale": Text(8),
        "metadata": Metadata(),
        "mode": Choice(("payment",)),
        "payment_intent_data": _PAYMENT,
        "submit_type": Choice(("auto", "book", "donate", "pay")),
        "success_url": Address(),
        "ui_mode": Choice(("hosted_page",)),
    },
    needed=("mode", "line_items", "success_url"),
)
SESSIONS = Shape({
    **_PAGE, "customer": Text(), "payment_intent": Text(), "status": Choice(("complete", "expired", "open")),
})  # fmt: skip
LINES = Shape({name: _PAGE[name] for name in ("ending_before", "expand", "limit", "starting_after")})

REFUND = Shape({
    "amount": Whole(1), "charge": Text(), "expand": _EXPAND, "metadata": Metadata(), "payment_intent": Text(),
    "reason": Choice(("duplicate", "fraudulent", "requested_by_customer")),
})  # fmt: skip
OF_PAYMENT = Shape({**_PAGE, "charge": Text(), "payment_intent": Text()})

CUSTOMER = Shape({
    "address": _POSTAL, "description": Text(350), "email": Email(), "expand": _EXPAND, "metadata": Metadata(),
    "name": Text(256), "phone": Text(20),
})  # fmt: skip
EVENTS = Shape({**_PAGE, "type": Text(), "types": Each(Text(), most=20)})
