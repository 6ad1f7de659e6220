"""One message as a channel takes it, and what a channel answers."""

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Protocol


@dataclass(frozen=True)
class Message:
    """What goes out; `code` is the same at each try, so that the other side can tell copies."""

    code: str
    to: str
    subject: str
    text: str
    language: str
    at: datetime
    calendar: bytes = field(default=b"", repr=False)
    calendar_method: str = ""


class Arrival(StrEnum):
    """What a gateway knows of a message that it took."""

    WAITING = "waiting"
    DELIVERED = "delivered"
    FAILED = "failed"


class Post(Protocol):
    """A channel that is open for one round of sending."""

    @property
    def reports_arrival(self) -> bool:
        """Whether `ask` can tell more than that the message was taken."""
        ...

    def send(self, message: Message) -> str:
        """Hand a message over and return the other side's id of it.

        Raises PostRefused, PostBusy, PostUnsure, ChannelAway.
        """
        ...

    def ask(self, provider_id: str) -> Arrival:
        """Ask what became of a message. Raises ChannelAway."""
        ...

    def close(self) -> None:
        """End the round."""
        ...
