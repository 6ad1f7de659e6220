"""E-IMZO: the state's signature keys. An interface, and its client that speaks to an `e-imzo-server`.

The member signs the sheet's statement with the E-IMZO program; the file (PKCS#7 with the statement inside) is
given a time stamp and verified by the server of the operator's contract, which answers in the country alone.
Source: the provider's description of `/frontend/timestamp/pkcs7` and `/backend/pkcs7/verify/attached`.
"""

import base64
import binascii
import json
from dataclasses import dataclass
from http.client import HTTPException
from typing import Any, Final, Protocol
from urllib.error import HTTPError, URLError
from urllib.parse import urlsplit
from urllib.request import HTTPRedirectHandler, Request, build_opener

from examapp.core.i18n import N_
from examapp.results.errors import EimzoAway, EimzoRefused

SECONDS: Final = 20
LARGEST_REPLY: Final = 2_000_000
LARGEST_FILE: Final = 1_000_000
GOOD: Final = 1
# The object identifier under which certificates of the country name the holder's PINFL.
PINFL: Final = "1.2.860.3.16.1.2"


@dataclass(frozen=True)
class EimzoSigner:
    """Who signed, as the state's server says: PINFL and name of the certificate, its number, the stamp."""

    pinfl: str
    name: str
    serial: str
    stamped_at: str
    document: bytes
    pkcs7: str


class Eimzo(Protocol):
    """What verifies a signed file."""

    def verify(self, pkcs7: str, *, host: str, address: str) -> EimzoSigner:
        """Return who signed and what; raises EimzoRefused, EimzoAway.

        `pkcs7` is Base64, `host` the site's name, `address` the signer's network address.
        """
        ...


class _NoRedirect(HTTPRedirectHandler):
    """A server that sends us elsewhere is not the one that the settings name."""

    def redirect_request(self, *_arguments: Any, **_named: Any) -> None:
        """Follow nowhere."""


class EimzoServer:
    """The `e-imzo-server` at an address."""

    def __init__(self, url: str) -> None:
        self._url = url
        self._opener = build_opener(_NoRedirect)

    def verify(self, pkcs7: str, *, host: str, address: str) -> EimzoSigner:
        """Have the file stamped with the time, unless it is, and verified."""
        stamped = self._call("/frontend/timestamp/pkcs7", pkcs7, host, address)
        with_stamp = str(stamped.get("pkcs7b64") or pkcs7)
        reply = self._call("/backend/pkcs7/verify/attached", with_stamp, host, address)
        try:
            return _read_signer(reply["pkcs7Info"], with_stamp)
        except (KeyError, IndexError, TypeError, AttributeError, binascii.Error) as error:
            raise EimzoRefused(why=N_("the server's answer cannot be read")) from error

    def _call(self, path: str, body: str, host: str, address: str) -> dict[str, Any]:
        headers = {"Host": host, "X-Real-IP": address, "Content-Type": "text/plain"}
        request = Request(self._url + path, body.encode("ascii"), headers, method="POST")
        try:
            with self._opener.open(request, timeout=SECONDS) as reply:
                found = json.loads(reply.read(LARGEST_REPLY))
        except HTTPError as error:
            error.close()
            raise EimzoAway from error
        except (URLError, OSError, HTTPException, ValueError) as error:
            raise EimzoAway from error
        if not isinstance(found, dict) or found.get("status") != GOOD:
            message = found.get("message") if isinstance(found, dict) else ""
            raise EimzoRefused(why=str(message or N_("the signature is not valid"))[:200])
        return found


def _read_signer(info: dict[str, Any], pkcs7: str) -> EimzoSigner:
    signers = info["signers"]
    if len(signers) != 1:
        raise EimzoRefused(why=N_("the file must bear one signature"))
    (signer,) = signers
    checks = ("verified", "certificateVerified", "certificateValidAtSigningTime")
    stamp = signer["timeStampInfo"]
    if not all(signer.get(check) is True for check in checks) or stamp.get("verified") is not True:
        raise EimzoRefused(why=N_("the signature is not valid"))
    certificate = signer["certificate"][0]
    return EimzoSigner(
        pinfl=str(certificate["subjectInfo"].get(PINFL, "")),
        name=str(certificate["subjectInfo"].get("CN", "")),
        serial=str(certificate["serialNumber"]),
        stamped_at=str(stamp["time"]),
        document=base64.b64decode(info["documentBase64"], validate=True),
        pkcs7=pkcs7,
    )


def read_pkcs7(file: bytes) -> str:
    """Return a signed file as Base64 in one line, whether it came in Base64, in PEM or as bytes.

    Raises EimzoRefused for something else, or too much of it.
    """
    if not file or len(file) > LARGEST_FILE:
        raise EimzoRefused(why=N_("choose the file that E-IMZO has made"))
    if file[:1] == b"\x30":  # DER begins with a sequence
        return base64.b64encode(file).decode("ascii")
    lines = [line.strip() for line in file.splitlines() if not line.startswith(b"-----")]
    text = b"".join(lines)
    try:
        if base64.b64decode(text, validate=True)[:1] != b"\x30":
            raise EimzoRefused(why=N_("choose the file that E-IMZO has made"))
    except binascii.Error as error:
        raise EimzoRefused(why=N_("choose the file that E-IMZO has made")) from error
    return text.decode("ascii")


def site_of(base_url: str) -> str:
    """Return the name under which the server knows this site."""
    return urlsplit(base_url).hostname or ""
