"""A commission of nine: chair, members and secretary, of one region or of the republic."""

from dataclasses import dataclass

from sqlalchemy.orm import Session

from examapp.accounts.models import StaffAccount
from examapp.accounts.signed_in import SignedInStaff, as_signed_in
from examapp.core.permissions import Role
from examapp.results.confirmation import confirm, record_presence
from examapp.results.drawing_up import draw_up
from examapp.results.models import ResultSheet
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


def make_commission(db: Session, *, members: int = 8, region: str | None = None) -> Commission:
    return Commission(
        make_staff(db, Role.COMMISSION_CHAIR, "Raxmatullayev Anvar Sobirovich", region=region),
        tuple(make_staff(db, Role.COMMISSION_MEMBER, name, region=region) for name in MEMBERS[:members]),
        make_staff(db, Role.SECRETARY, "Tursunova Malika Komilovna", region=region),
    )


def make_confirmed_sheet(db: Session, sitting: Sitting, commission: Commission) -> ResultSheet:
    """Draw up, record seven present, and let the chair confirm."""
    sheet = draw_up(db, sitting, at=DRAWN_UP_AT)
    record_presence(db, sheet, commission.secretary, commission.codes(7), at=DECIDED_AT)
    confirm(db, sheet, commission.chair, digest_seen=sheet.digest, at=DECIDED_AT)
    return sheet
