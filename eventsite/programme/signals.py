"""What the programme announces after commit: hints only, one may be lost."""

from blinker import Namespace

_namespace = Namespace()

#: Sent with the summit's slug when a release became public.
released = _namespace.signal("released")
