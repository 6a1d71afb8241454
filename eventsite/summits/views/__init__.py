"""The pages of a summit's team: who is in it, who is asked, what each may do; and joining it."""

from eventsite.summits.views import invitations, joining, members, rulebook, team
from eventsite.summits.views.blueprint import bp
from eventsite.summits.views.joining import bp as joining_bp

__all__ = ["bp", "invitations", "joining", "joining_bp", "members", "rulebook", "team"]
