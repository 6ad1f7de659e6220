"""A paper is drawn once for what it says."""

import pytest

from examapp.sittings.kept_papers import KeptPapers


def test_a_paper_is_drawn_once_for_what_it_says_and_the_oldest_falls_out() -> None:
    papers, drawn = KeptPapers(most=2), []

    def ask(says: str) -> bytes:
        return papers.get({"says": says}, lambda: drawn.append(says) or says.encode())

    assert [ask(says) for says in ("a", "b", "a", "c", "a", "b")] == [b"a", b"b", b"a", b"c", b"a", b"b"]
    assert drawn == ["a", "b", "c", "b"]


def test_a_paper_that_could_not_be_drawn_is_not_kept() -> None:
    papers = KeptPapers()

    def fail() -> bytes:
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        papers.get("a", fail)
    assert papers.get("a", lambda: b"a") == b"a"
