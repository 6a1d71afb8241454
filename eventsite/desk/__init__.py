"""The organizers' desk across features; no models.

Its buttons call services of the features below. What only the desk does is in `services/` (an order corrected, a mail
sent again, money given back as it was agreed to), and what asks Stripe before it writes in `flows.py`.
"""
