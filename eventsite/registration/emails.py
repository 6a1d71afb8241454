"""The mails that an order asks for. What they say draws on receipts and calendars too, so `front` writes them."""

#: Each carries {"order": id}: seats are safe; money came and no seat was free; a bank debit failed; seats cancelled.
ORDER_CONFIRMED = "registration.order_confirmed"
MONEY_WITHOUT_SEAT = "registration.money_without_seat"
DEBIT_FAILED = "registration.debit_failed"
SEATS_CANCELLED = "registration.seats_cancelled"
#: {"order": id, "refunds": [ids]}: money is on its way back, and no seat was cancelled for it.
MONEY_BACK = "registration.money_back"
#: {"line": id}: a guest was named, and gets the ticket.
TICKET = "registration.ticket"
#: {"email": address}: somebody asks for the links to their orders.
ORDER_LINKS = "registration.order_links"
