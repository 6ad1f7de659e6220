"""What can be refused when contacts are typed, and what can go wrong with the post."""

from examapp.core.errors import AppError
from examapp.core.i18n import N_


class EmailRefused(AppError):
    """No address that a letter could reach."""

    status = 422
    code = "email_refused"
    message = N_("This is no e-mail address. Write it as name@example.uz, in Latin letters.")


class PhoneRefused(AppError):
    """No number of a mobile phone in the country."""

    status = 422
    code = "phone_refused"
    message = N_("This is no phone number of Uzbekistan. Write it as +998 90 123-45-67.")


class PostFailure(Exception):
    """A message did not go out; the text is for the page of the working body and holds no secret."""


class PostRefused(PostFailure):
    """The other side will never take this message: a wrong address, a wrong number."""


class PostBusy(PostFailure):
    """The other side did not take this message now; it has certainly not gone out."""


class PostUnsure(PostFailure):
    """The link broke after the message was handed over: nobody here knows whether it went out."""


class ChannelAway(PostFailure):
    """The server or the gateway does not answer, or does not let us in; nothing has gone out."""
