"""Forms: shape and syntax. A rule that says no is shown on the form that asked."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from flask_wtf import FlaskForm

from eventsite.core.errors import DomainError

_LINE_END = re.compile(r"\r\n|[\r\x85\u2028\u2029]")
# Controls, surrogates and what turns the direction of text around; joiners and no-break spaces belong to words.
_CONTROLS = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069\ud800-\udfff\ufff9-\uffff]")


class Form(FlaskForm):  # type: ignore[misc]
    """Base of every form."""

    @contextmanager
    def shows(self, *kinds: type[DomainError]) -> Iterator[None]:
        """Show a refusal above the form and go on: the view then renders the page again, with what was typed."""
        shown = kinds or (DomainError,)
        try:
            yield
        except shown as error:
            self.form_errors.append(str(error))


def strip(value: Any) -> Any:
    """Filter: drop white space around text."""
    return value.strip() if isinstance(value, str) else value


def one_line(value: Any) -> Any:
    """Filter: text on one line, without control characters."""
    if not isinstance(value, str):
        return value
    return " ".join(_CONTROLS.sub(" ", value).split())


def many_lines(value: Any) -> Any:
    """Filter: text with plain line ends, without other control characters."""
    if not isinstance(value, str):
        return value
    return _CONTROLS.sub("", _LINE_END.sub("\n", value)).strip()
