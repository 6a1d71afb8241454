"""What time does by itself: sessions run out, bank debits arrive or come back."""

from __future__ import annotations

from eventsite.payments.sandbox.acts import checkout, paying
from eventsite.payments.sandbox.books import OFFSET, Books


def catch_up(books: Books) -> None:
    """Do everything that was due by now, in its order."""
    for thing in books.due():
        if thing["object"] == checkout.SESSION:
            checkout.run_out(books, thing)
        elif thing["_fails"]:
            paying.bounce(books, thing)
        else:
            paying.settle(books, thing)


def advance(books: Books, seconds: float) -> None:
    """Move the sandbox's clock on, and let happen what happens meanwhile."""
    books.set(OFFSET, books.setting(OFFSET, 0) + seconds)
    books.exact += seconds
    books.now = int(books.exact)
    catch_up(books)
