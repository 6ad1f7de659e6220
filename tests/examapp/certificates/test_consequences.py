import pytest

from examapp.certificates.consequences import Change, Consequence, count, judge, judge_all
from examapp.certificates.states import CertificateStatus
from examapp.results.outcomes import Outcome

P, F, V = Outcome.PASSED, Outcome.FAILED, Outcome.VOID
VALID, EXPIRED, REVOKED = CertificateStatus.VALID, CertificateStatus.EXPIRED, CertificateStatus.REVOKED
C = Consequence


@pytest.mark.parametrize(
    ("old", "new", "status", "prints_otherwise", "consequence"),
    [
        (P, P, VALID, False, C.KEPT),
        (P, P, EXPIRED, False, C.KEPT),
        (P, P, VALID, True, C.REPLACED),
        (P, F, VALID, False, C.REVOKED),
        (P, V, EXPIRED, True, C.REVOKED),
        (P, None, VALID, False, C.REVOKED),
        (P, P, REVOKED, True, C.NONE),
        (P, F, REVOKED, False, C.NONE),
        (F, P, REVOKED, False, C.TO_BE_ISSUED),
        (F, P, None, False, C.TO_BE_ISSUED),
        (P, P, None, False, C.TO_BE_ISSUED),
        (F, F, None, True, C.NONE),
        (None, None, None, False, C.NONE),
    ],
)
def test_what_follows_is_told_by_outcome_certificate_and_print(
    old: Outcome | None,
    new: Outcome | None,
    status: CertificateStatus | None,
    prints_otherwise: bool,
    consequence: Consequence,
) -> None:
    number = "KS-TK-2026-000001" if status else None
    change = Change(1, old, new, number, status or CertificateStatus.UNKNOWN, prints_otherwise)
    assert judge(change) is consequence


def test_each_change_is_judged_in_its_order_and_counted() -> None:
    changes = [Change(1, F, P), Change(2, P, F, "N", VALID), Change(3, F, P)]
    judged = judge_all(changes)
    assert [one.change for one in judged] == changes
    assert count(judged) == {C.TO_BE_ISSUED: 2, C.REVOKED: 1}
