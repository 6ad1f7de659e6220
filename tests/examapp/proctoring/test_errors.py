"""What the room refuses."""

from examapp.core.errors import AppError
from examapp.proctoring import errors


def test_lesson_25_each_cause_has_a_sentence_and_a_code_of_its_own() -> None:
    found = [one for one in vars(errors).values() if isinstance(one, type) and issubclass(one, AppError)]
    refusals = [one for one in found if one.__module__ == errors.__name__]
    assert len(refusals) > 5
    assert len({one.message for one in refusals}) == len({one.code for one in refusals}) == len(refusals)
