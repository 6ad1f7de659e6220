"""A commission of nine: chair, members and secretary, of one region or of the republic, in force."""

from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from tempfile import mkdtemp

from sqlalchemy.orm import Session

from examapp.accounts.models import StaffAccount
from examapp.accounts.signed_in import SignedInStaff, as_signed_in
from examapp.core.permissions import Role
from examapp.core.signing import KeyRing
from examapp.results.composition import Order, approve_composition, found_commission, propose_composition
from examapp.results.drawing_up import draw_up
from examapp.results.models import ResultSheet, SignatureMethod
from examapp.results.presence import record_presence
from examapp.results.proving import Proof
from examapp.results.signing import add_signature, require_able_to_sign
from examapp.sittings.models import Sitting
from tests.factories.closed_sitting import DECIDED_AT, DRAWN_UP_AT, make_staff

MEMBERS = (
    "Ibragimova Nargiza Toxirovna",
    "Yoʻldoshev Bekzod Xasanovich",
    "Saidxoʻjayeva Feruza Qobilovna",
    "Nurmatov Elyor Jasurovich",
    "Abdurazzoqova-Toʻlaganova Manzura Shavkatovna",
    "Xolmatov Davron Umarovich",
    "Ergashev Sanjar Olimovich",
    "Mirzayeva Lola Gʻayratovna",
)


@dataclass(frozen=True)
class Commission:
    chair_account: StaffAccount
    members: tuple[StaffAccount, ...]
    secretary_account: StaffAccount

    @property
    def chair(self) -> SignedInStaff:
        return as_signed_in(self.chair_account)

    @property
    def secretary(self) -> SignedInStaff:
        return as_signed_in(self.secretary_account)

    def codes(self, number: int) -> list[str]:
        """The codes of the chair and of so many members that `number` are present."""
        return [account.code for account in (self.chair_account, *self.members)[:number]]


@cache
def keys() -> KeyRing:
    """Keys of the members that outlive a test, so that each is made once."""
    return KeyRing(Path(mkdtemp(prefix="examapp-members-")), "the secret of the tests' members")


def make_commission(
    db: Session, *, members: int = 8, region: str | None = None, in_force: bool = True
) -> Commission:
    made = Commission(
        make_staff(db, Role.COMMISSION_CHAIR, "Raxmatullayev Anvar Sobirovich", region=region),
        tuple(make_staff(db, Role.COMMISSION_MEMBER, name, region=region) for name in MEMBERS[:members]),
        make_staff(db, Role.SECRETARY, "Tursunova Malika Komilovna", region=region),
    )
    if in_force:
        appoint(db, made, region=region)
    return made


def appoint(db: Session, made: Commission, *, region: str | None = None) -> None:
    """Enter the commission by an order of the year's beginning, by two people."""
    names = {"uz-Latn": "Attestatsiya komissiyasi", "ru": "Аттестационная комиссия"}
    commission = found_commission(db, names=names, region_code=region, actor="staff:O", at=DRAWN_UP_AT)
    codes = [one.code for one in (made.chair_account, *made.members, made.secretary_account)]
    order = Order("12-F", date(2026, 1, 5))
    composition = propose_composition(db, commission, order, codes, actor="staff:O", at=DRAWN_UP_AT)
    approve_composition(db, composition, actor="staff:A", at=DRAWN_UP_AT)


def sign(db: Session, sheet: ResultSheet, account: StaffAccount) -> None:
    """Sign as somebody who was recognised: the digits of the telephone are proved in the room's own tests."""
    member = require_able_to_sign(db, sheet, account.id)
    proof = Proof(SignatureMethod.TOTP)
    add_signature(db, keys(), sheet, member, account, proof, at=DECIDED_AT)


def sign_all(db: Session, sheet: ResultSheet, commission: Commission) -> None:
    """Let secretary, three members and the chair sign: of seven present these are enough."""
    for account in (commission.secretary_account, *commission.members[:3], commission.chair_account):
        sign(db, sheet, account)


def make_confirmed_sheet(db: Session, sitting: Sitting, commission: Commission) -> ResultSheet:
    """Draw up, record seven present, and let those sign who are needed."""
    sheet = draw_up(db, sitting, at=DRAWN_UP_AT)
    decide(db, sheet, commission)
    return sheet


def decide(db: Session, sheet: ResultSheet, commission: Commission) -> None:
    """Record seven present and sign a draft: it is confirmed then."""
    record_presence(db, sheet, commission.secretary, commission.codes(7), at=DECIDED_AT)
    sign_all(db, sheet, commission)
