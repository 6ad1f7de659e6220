"""The small room of delivery's tests, on both databases, locked."""

import pytest
from flask import Flask

from examapp.core.clock import ManualClock
from tests.examapp.delivery import conftest as of_delivery
from tests.examapp.delivery.making import SmallRoom, make_room
from tests.examapp.lockdown.browsers import lock

exam_url, exam_settings, exam_app = of_delivery.exam_url, of_delivery.exam_settings, of_delivery.exam_app
clock, room = of_delivery.clock, of_delivery.room


@pytest.fixture
def locked(exam_app: Flask, clock: ManualClock) -> SmallRoom:
    """A room whose policy asks for the locked browser, with its configuration made."""
    found = make_room(exam_app, clock, **{"exam.lockdown": "safe_exam_browser"})
    lock(found)
    return found
