"""Refusals of this room."""

from examapp.core.errors import AppError
from examapp.core.i18n import N_


class AddressRefused(AppError):
    """An address that is not called: no https, or a machine of an inner network."""

    status = 422
    code = "address_refused"
    message = N_("Type a public address that begins with https:// and has no name or password in it.")


class CallFailed(Exception):
    """A call that did not end with a status of 200 to 299; the text says why, in a few words."""
