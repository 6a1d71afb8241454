"""WebAuthn by its library: what a browser is asked for, and whether its answer is one.

Imported where a passkey is first made or used: the library brings `cryptography` and takes 15 MiB of the 120 that a
worker has, and most workers never see a passkey.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from ipaddress import ip_address

from eventsite.core.errors import DomainError
from eventsite.core.links import Site
from eventsite.people.models import Account, Passkey

#: No answer of a browser is longer, in characters.
LONGEST_ANSWER = 20_000


class PasskeyRefused(DomainError):
    """What the browser answered proves nothing here."""


@dataclass(frozen=True, slots=True)
class Made:
    """A credential that a browser made for us; `public_key` is COSE."""

    credential_id: bytes
    public_key: bytes
    sign_count: int


def are_offered(site: Site) -> bool:
    """Tell whether browsers let this site have passkeys: they are bound to a name, and to a safe way to it."""
    try:
        ip_address(site.host)
    except ValueError:
        is_here = site.host == "localhost" or site.host.endswith(".localhost")
        return site.host.isascii() and (site.is_secure or is_here)
    return False


def handle_of(account_id: int) -> bytes:
    """Return how a passkey knows its account: it says nothing about anybody."""
    return f"account-{account_id}".encode()


def creation_options(account: Account, known: Sequence[Passkey], *, challenge: bytes, site: Site) -> str:
    """Return, as JSON, what a browser is asked to make: a passkey that is found without an address typed first."""
    from webauthn import generate_registration_options, options_to_json
    from webauthn.helpers.structs import (
        AuthenticatorSelectionCriteria,
        PublicKeyCredentialDescriptor,
        ResidentKeyRequirement,
        UserVerificationRequirement,
    )

    options = generate_registration_options(
        rp_id=site.host,
        rp_name=site.host,
        user_id=handle_of(account.id),
        user_name=account.email,
        user_display_name=account.name or account.email,
        challenge=challenge,
        exclude_credentials=[PublicKeyCredentialDescriptor(id=passkey.credential_id) for passkey in known],
        authenticator_selection=AuthenticatorSelectionCriteria(
            resident_key=ResidentKeyRequirement.REQUIRED, user_verification=UserVerificationRequirement.REQUIRED
        ),
    )
    return options_to_json(options)


def request_options(known: Sequence[Passkey], *, challenge: bytes, site: Site) -> str:
    """Return, as JSON, what a browser is asked to show: any passkey of this site, or one of those `known`."""
    from webauthn import generate_authentication_options, options_to_json
    from webauthn.helpers.structs import PublicKeyCredentialDescriptor, UserVerificationRequirement

    options = generate_authentication_options(
        rp_id=site.host,
        challenge=challenge,
        allow_credentials=[PublicKeyCredentialDescriptor(id=passkey.credential_id) for passkey in known],
        user_verification=UserVerificationRequirement.REQUIRED,
    )
    return options_to_json(options)


def made(answer: str, *, challenge: bytes, site: Site) -> Made:
    """Return the credential that a browser made when it was asked with `challenge`.

    Raises:
        PasskeyRefused: when it was made for another site or challenge, or its user was not verified.
    """
    from webauthn import verify_registration_response

    try:
        found = verify_registration_response(
            credential=answer,
            expected_challenge=challenge,
            expected_rp_id=site.host,
            expected_origin=site.base,
            require_user_verification=True,
        )
    except Exception as error:
        raise PasskeyRefused("No passkey was made. Try again.") from error
    return Made(found.credential_id, found.credential_public_key, found.sign_count)


def credential_id_in(answer: str) -> bytes:
    """Return which passkey an answer claims to be of; `used` has to prove it.

    Raises:
        PasskeyRefused: when it is no answer at all.
    """
    from webauthn.helpers import parse_authentication_credential_json

    try:
        return parse_authentication_credential_json(answer).raw_id
    except Exception as error:
        raise PasskeyRefused("That is not what a passkey answers. Try again.") from error


def used(answer: str, passkey: Passkey, *, challenge: bytes, site: Site) -> int:
    """Check that `passkey` answered `challenge`; return its new count of signatures, 0 where it keeps none.

    Raises:
        PasskeyRefused: when it did not, or its user was not verified.
    """
    from webauthn import verify_authentication_response
    from webauthn.helpers import parse_authentication_credential_json

    try:
        handle = parse_authentication_credential_json(answer).response.user_handle
        found = verify_authentication_response(
            credential=answer,
            expected_challenge=challenge,
            expected_rp_id=site.host,
            expected_origin=site.base,
            credential_public_key=passkey.public_key,
            credential_current_sign_count=passkey.sign_count,
            require_user_verification=True,
        )
    except Exception as error:
        raise PasskeyRefused("This passkey was not accepted. Try again, or have a link mailed.") from error
    if handle not in (None, handle_of(passkey.account_id)):
        raise PasskeyRefused("This passkey was not accepted. Try again, or have a link mailed.")
    return found.new_sign_count
