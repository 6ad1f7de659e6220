"""A demo candidate's computer: walks the exam API as the page does, with a clock that is not the wall's."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from flask import Flask

from examapp.core.clock import ManualClock
from examapp.demo.answers import right_answer, wrong_answer
from question_bank.exam_form import ExamForm
from question_bank.items import Item
from question_bank.seeded import SeededStream

ENTRIES_A_BATCH = 16
SECONDS_AN_ITEM = 40
API = "/exam/api/v1"


@dataclass(frozen=True)
class Slip:
    """What a candidate enters with."""

    sitting_code: str
    candidate_code: str
    pin: str


class DemoSeat:
    """One candidate at one computer."""

    def __init__(self, app: Flask, slip: Slip) -> None:
        self._client = app.test_client()
        self._slip = slip
        self._token = ""
        self._seq = 0

    def _call(self, method: str, path: str, body: Mapping[str, Any] | None = None) -> dict[str, Any]:
        headers = {"Authorization": f"Bearer {self._token}"} if self._token else {}
        reply = self._client.open(f"{API}{path}", method=method, json=dict(body or {}), headers=headers)
        if reply.status_code != 200:
            said = reply.get_data(as_text=True)
            raise RuntimeError(f"{method} {path} answered {reply.status_code}: {said}")
        answer: dict[str, Any] = reply.get_json()
        return answer

    def enter(self) -> None:
        """Type the codes."""
        body = {
            "sitting_code": self._slip.sitting_code,
            "candidate_code": self._slip.candidate_code,
            "pin": self._slip.pin,
        }
        self._token = self._call("POST", "/entry", body)["token"]

    def start(self) -> None:
        """Agree, start, and show the first item."""
        self._call("POST", "/attempt/consent", {"accepted": True})
        self._call("POST", "/attempt/start")
        self._call("POST", "/attempt/shown")

    def answer(
        self, form: ExamForm, items: Mapping[str, Item], *, permille_right: int, seed: str, clock: ManualClock
    ) -> None:
        """Answer every item, right in about so many of a thousand cases, always the same by the seed."""
        stream, entries = SeededStream(seed, "answers"), []
        for item_id in form.item_ids():
            place = form.find_item(item_id)
            if place is None:
                continue
            choose = right_answer if stream.below(1000) < permille_right else wrong_answer
            entries.append(
                {
                    "lease": 1,
                    "seq": self._seq,
                    "item": item_id,
                    "response": choose(items[item_id], place),
                    "made_ms": self._seq * SECONDS_AN_ITEM * 1000,
                }
            )
            self._seq += 1
        for start in range(0, len(entries), ENTRIES_A_BATCH):
            batch = entries[start : start + ENTRIES_A_BATCH]
            clock.advance(seconds=SECONDS_AN_ITEM)
            self._call("PUT", "/attempt/responses", {"entries": batch})

    def submit(self) -> None:
        """Hand in."""
        self._call("POST", "/attempt/submit", {"last": {"lease": 1, "seq": self._seq - 1}})
