"""Forms of the desk: shape and syntax. Dates and times stay the text that was typed, so that nothing is lost."""

from eventsite.programme.forms.address import AddressForm
from eventsite.programme.forms.buttons import press
from eventsite.programme.forms.options import options_of
from eventsite.programme.forms.person import PersonForm
from eventsite.programme.forms.release import ReleaseForm, SealForm
from eventsite.programme.forms.session import SessionForm
from eventsite.programme.forms.shown import open_new, open_session
from eventsite.programme.forms.waiver import WaiverForm

__all__ = [
    "AddressForm",
    "PersonForm",
    "ReleaseForm",
    "SealForm",
    "SessionForm",
    "WaiverForm",
    "open_new",
    "open_session",
    "options_of",
    "press",
]
