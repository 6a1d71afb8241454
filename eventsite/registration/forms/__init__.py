"""Forms of what is on sale: shape and syntax. Numbers, prices and times stay the text that was typed."""

from eventsite.registration.forms.buttons import press
from eventsite.registration.forms.options import Options, options_of
from eventsite.registration.forms.passes import PassForm
from eventsite.registration.forms.shown import open_new, open_pass
from eventsite.registration.forms.small import CapacityForm, RemoveForm, TermsForm

__all__ = [
    "CapacityForm",
    "Options",
    "PassForm",
    "RemoveForm",
    "TermsForm",
    "open_new",
    "open_pass",
    "options_of",
    "press",
]
