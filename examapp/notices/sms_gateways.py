"""SMS by the gateways of the country: Eskiz (a token, then messages) and Play Mobile (Basic, messages)."""

import base64
import json
from collections.abc import Mapping
from http.client import HTTPException
from typing import Any, Final
from urllib.error import HTTPError, URLError
from urllib.parse import quote, urlencode
from urllib.request import HTTPRedirectHandler, OpenerDirector, Request, build_opener

from examapp.core.post_settings import PostSettings
from examapp.notices.errors import ChannelAway, PostBusy, PostFailure, PostRefused, PostUnsure
from examapp.notices.messages import Arrival, Message, Post

SECONDS: Final = 20
LARGEST_REPLY: Final = 100_000
_UNAUTHORISED: Final = frozenset({401, 403})
_BUSY: Final = frozenset({425, 429, 503})
# The gateway, or what stands before it, broke while it had the message.
_UNSURE: Final = frozenset({408, 500, 502, 504})
_ESKIZ_ARRIVALS: Final = {
    "DELIVERED": Arrival.DELIVERED,
    "DELIVRD": Arrival.DELIVERED,
    "UNDELIV": Arrival.FAILED,
    "UNDELIVERABLE": Arrival.FAILED,
    "UNDELIVERED": Arrival.FAILED,
    "NOT_DELIVERED": Arrival.FAILED,
    "DELETED": Arrival.FAILED,
    "EXPIRED": Arrival.FAILED,
    "REJECTD": Arrival.FAILED,
    "REJECTED": Arrival.FAILED,
    "FAILED": Arrival.FAILED,
}


class _NoRedirect(HTTPRedirectHandler):
    """A gateway that sends us elsewhere is not the one that the settings name."""

    def redirect_request(self, *_arguments: Any, **_named: Any) -> None:
        """Follow nowhere."""


class GatewayAnswer(Exception):
    """A reply with a status of 300 or more."""

    def __init__(self, status: int) -> None:
        self.status = status
        super().__init__(f"HTTP {status}")


def open_gateway(settings: PostSettings) -> Post:
    """Return the gateway that the settings name."""
    return Eskiz(settings) if settings.sms_gateway == "eskiz" else PlayMobile(settings)


class _Gateway:
    """What both have in common: JSON as the answer, no redirect, no wait without end."""

    media_type = "application/json"

    def __init__(self, settings: PostSettings) -> None:
        self.settings = settings
        self._opener: OpenerDirector = build_opener(_NoRedirect)

    def close(self) -> None:
        """Nothing stays open between two messages."""

    def _encode(self, body: Mapping[str, Any]) -> bytes:
        return json.dumps(body).encode()

    def _call(
        self, method: str, path: str, body: Mapping[str, Any] | None, headers: Mapping[str, str]
    ) -> dict[str, Any]:
        """Return the reply's JSON. Raises GatewayAnswer, ChannelAway before, PostUnsure after sending."""
        data = None if body is None else self._encode(body)
        request = Request(
            self.settings.sms_url.rstrip("/") + path,
            data,
            {"Content-Type": self.media_type, **headers},
            method=method,
        )
        try:
            with self._opener.open(request, timeout=SECONDS) as reply:
                return _read_json(reply.read(LARGEST_REPLY))
        except HTTPError as error:
            error.close()
            raise GatewayAnswer(error.code) from error
        except URLError as error:  # the connection was not made, or broke while we were still speaking
            if isinstance(error.reason, ConnectionRefusedError):
                raise ChannelAway("ConnectionRefusedError") from error
            raise PostUnsure(type(error.reason).__name__) from error
        except (OSError, HTTPException) as error:
            raise PostUnsure(type(error).__name__) from error


class Eskiz(_Gateway):
    """Eskiz: a token by e-mail and password, one message a call, and its state by its id.

    Its documents describe the fields of a form, not JSON.
    """

    reports_arrival = True
    media_type = "application/x-www-form-urlencoded"

    def __init__(self, settings: PostSettings) -> None:
        super().__init__(settings)
        self._token = ""

    def send(self, message: Message) -> str:
        """Hand the SMS over; `user_sms_id` is the notice's code."""
        body = {
            "mobile_phone": message.to,
            "message": message.text,
            "from": self.settings.sms_from,
            "user_sms_id": message.code,
        }
        reply = self._with_token("POST", "/api/message/sms/send", body)
        if reply.get("status") == "error":
            raise PostRefused("status error")
        return str(reply.get("id", ""))

    def _encode(self, body: Mapping[str, Any]) -> bytes:
        return urlencode(body).encode()

    def ask(self, provider_id: str) -> Arrival:
        """Ask what became of an SMS; of one that the gateway does not know, nothing is known."""
        path = f"/api/message/sms/status_by_id/{quote(provider_id, safe='')}"
        try:
            reply = self._with_token("GET", path, None)
        except PostRefused:  # it is about this message alone: the others are still asked for
            return Arrival.WAITING
        except (PostBusy, PostUnsure) as error:
            raise ChannelAway(str(error)) from error
        data = reply.get("data")
        state = data.get("status") if isinstance(data, dict) else None
        return _ESKIZ_ARRIVALS.get(str(state).upper(), Arrival.WAITING)

    def _with_token(self, method: str, path: str, body: Mapping[str, Any] | None) -> dict[str, Any]:
        """Call with a token; one that has grown old is asked for anew, once."""
        for fresh in (False, True):
            if fresh or not self._token:
                self._token = self._sign_in()
            try:
                return self._call(method, path, body, {"Authorization": f"Bearer {self._token}"})
            except GatewayAnswer as answer:
                if answer.status not in _UNAUTHORISED or fresh:
                    raise _failure(answer.status) from answer
        raise AssertionError("the second call returns or raises")

    def _sign_in(self) -> str:
        body = {"email": self.settings.sms_user, "password": self.settings.sms_password}
        try:
            data = self._call("POST", "/api/auth/login", body, {}).get("data")
        except (GatewayAnswer, PostUnsure) as error:
            raise ChannelAway(str(error)) from error
        token = data.get("token") if isinstance(data, dict) else None
        if not isinstance(token, str) or not token:
            raise ChannelAway("no token")
        return token


class PlayMobile(_Gateway):
    """Play Mobile: Basic sign-in, our own message id; of arrivals it tells by calls that we do not take."""

    reports_arrival = False

    def send(self, message: Message) -> str:
        """Hand the SMS over; `message-id` is the notice's code."""
        body = {
            "messages": [
                {
                    "recipient": message.to,
                    "message-id": message.code,
                    "sms": {"originator": self.settings.sms_from, "content": {"text": message.text}},
                }
            ]
        }
        pair = f"{self.settings.sms_user}:{self.settings.sms_password}".encode()
        headers = {"Authorization": f"Basic {base64.b64encode(pair).decode('ascii')}"}
        try:
            reply = self._call("POST", "/broker-api/send", body, headers)
        except GatewayAnswer as answer:
            raise _failure(answer.status) from answer
        if "error-code" in reply:
            raise PostRefused(f"error {reply['error-code']}"[:40])
        return message.code

    def ask(self, provider_id: str) -> Arrival:
        """Return that nothing is known."""
        del provider_id
        return Arrival.WAITING


def _failure(status: int) -> PostFailure:
    words = f"HTTP {status}"
    if status in _UNAUTHORISED:
        return ChannelAway(words)
    if status in _UNSURE:
        return PostUnsure(words)
    return PostBusy(words) if status in _BUSY else PostRefused(words)


def _read_json(content: bytes) -> dict[str, Any]:
    """Return the reply's object; a reply in words, as Play Mobile gives it, is an empty one."""
    try:
        found = json.loads(content)
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}
