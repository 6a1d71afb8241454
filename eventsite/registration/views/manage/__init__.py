"""The organizers' pages of what is on sale, all on one blueprint."""

from eventsite.registration.views.manage import capacities, listing, passes, terms
from eventsite.registration.views.manage.blueprint import bp

__all__ = ["bp", "capacities", "listing", "passes", "terms"]
