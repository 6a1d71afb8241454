"""A visitor's own pages, without an account: stars, "my agenda", its address. All on one blueprint."""

from eventsite.programme.views import agenda_mail, stars
from eventsite.programme.views.stars import bp

__all__ = ["agenda_mail", "bp", "stars"]
