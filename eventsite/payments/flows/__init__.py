"""What goes back and forth between Stripe and our tables.

Stripe is never called inside a transaction, so a use case that asks it something cannot be one service call inside
one transaction. It is a flow: record what will be asked, commit; ask; record the answer, commit. Between any two of
these the process may die, and whoever comes next (the buyer again, a webhook, the reconciler) goes on from the rows.

A flow is called with no transaction open and opens its own; views, jobs and commands call flows as they call services.
"""
