"""Everything that may be permitted, as scope:resource:action. Who may is on the rulebook page in `summits/rules.py`."""

from enum import StrEnum


class Permission(StrEnum):
    SUMMIT_PROGRAMME_EDIT = "summit:programme:edit"
    SUMMIT_PROGRAMME_RELEASE = "summit:programme:release"
    SUMMIT_PROGRAMME_VIEW = "summit:programme:view"
