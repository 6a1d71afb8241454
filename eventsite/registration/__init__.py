"""What is on sale and who bought it: passes, capacities, orders, seats, attendees, and who pays which part.

A seat is never counted down: `services/availability.py` locks the capacities of an order in the order of their ids,
counts what is live and compares, in the transaction that writes. Live is what is confirmed, and what is held by an
order whose hold has not ended. Every hold has one reason and one end (`services/holding.py`).

Prices are made in one place, `pricing.py`, when an order is placed; a line keeps the price it was ordered at, as long
as its seat is held. What the buyer is charged is what they were shown, or they are shown the new total first.

Money is not here: what was paid is in `payments`, what is owed and earned is in the journal of `billing`.
"""
