"""Everything that may be permitted, as scope:resource:action. Who may is on the rulebook page in `summits/rules.py`."""

from enum import StrEnum


class Permission(StrEnum):
    SUMMIT_MONEY_REFUND = "summit:money:refund"
    SUMMIT_ORDERS_EDIT = "summit:orders:edit"
    SUMMIT_ORDERS_VIEW = "summit:orders:view"
    SUMMIT_PASSES_EDIT = "summit:passes:edit"
    SUMMIT_PROGRAMME_EDIT = "summit:programme:edit"
    SUMMIT_PROGRAMME_RELEASE = "summit:programme:release"
    SUMMIT_PROGRAMME_VIEW = "summit:programme:view"
    SUMMIT_TEAM_EDIT = "summit:team:edit"
    SUMMIT_TEAM_VIEW = "summit:team:view"
    SUMMIT_TRAIL_VIEW = "summit:trail:view"
    SUMMIT_VENUE_EDIT = "summit:venue:edit"
