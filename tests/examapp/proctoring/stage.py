"""A room to proctor: one sitting with its candidates, and ways to bring each attempt into a state."""

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from sqlalchemy.orm import Session

from examapp.accounts.models import StaffAccount
from examapp.authoring.models import QuestionList, QuestionListState
from examapp.candidates.models import Candidate
from examapp.centres.models import Centre, Room, Workstation
from examapp.core.clock import Instant
from examapp.delivery.alerts import call_proctor
from examapp.delivery.attempts import lock_attempt, move, prepare_attempts
from examapp.delivery.ledger import append_row, plan_check
from examapp.delivery.messages import SentAlert
from examapp.delivery.models import Alert, Attempt, Lease, ResponseEvent, SeatSighting, SeatSilence
from examapp.delivery.states import Act
from examapp.delivery.statuses import EventStatus
from examapp.delivery.timing import LedgerKind
from examapp.organisations.models import Organisation, OrganisationKind
from examapp.proctoring.interventions import Hand
from examapp.programmes.models import Programme
from examapp.programmes.policy import policy_snapshot
from examapp.sittings.models import Booking, Sitting, SittingProctor, SittingState

START = datetime(2026, 11, 24, 4, 30, tzinfo=UTC)
PEOPLE = (
    ("Abdullayeva Malika Rustamovna", "Абдуллаева Малика Рустамовна"),
    ("Rahmonov Jasur Anvarovich", "Раҳмонов Жасур Анварович"),
    ("Toʻxtasinova Gulnora Akmalovna", "Тўхтасинова Гулнора Акмаловна"),
    ("Karimov Botir Saidovich", "Каримов Ботир Саидович"),
    ("Joʻrayeva Sevara Olimovna", "Жўраева Севара Олимовна"),
    ("Nazarov Oybek Qobilovich", "Назаров Ойбек Қобилович"),
    ("Abdurahmonova Nigora Baxtiyorovna", "Абдураҳмонова Нигора Бахтиёровна"),
    ("Ergashev Ulugʻbek Mahmudovich", "Эргашев Улуғбек Маҳмудович"),
    ("Ismoilov Sherzod Hamidovich", "Исмоилов Шерзод Ҳамидович"),
    ("Qodirova Zulfiya Anvarovna", "Қодирова Зулфия Анваровна"),
    ("Xoʻjayev Alisher Nodirovich", "Хўжаев Алишер Нодирович"),
    ("Saidova Lola Ilhomovna", "Саидова Лола Илҳомовна"),
    ("Mirzayev Doniyor Gʻayratovich", "Мирзаев Дониёр Ғайратович"),
    ("Qoʻchqorova-Oʻrmonjonova Oʻgʻiloy Gʻulomjonovna", "Қўчқорова-Ўрмонжонова Ўғилой Ғуломжоновна"),
    ("Yoʻldoshev Ravshan Tohirovich", "Йўлдошев Равшан Тоҳирович"),
    ("Usmonova Feruza Shavkatovna", "Усмонова Феруза Шавкатовна"),
    ("Gʻaniyev Temur Bahodirovich", "Ғаниев Темур Баҳодирович"),
    ("Sobirova Hilola Karimovna", "Собирова Ҳилола Каримовна"),
    ("Oripov Kamol Zafarovich", "Орипов Камол Зафарович"),
    ("Xudoyberganova Rayhon Ismatovna", "Худойберганова Райҳон Исматовна"),
    ("Tursunov Ikrom Yusupovich", "Турсунов Икром Юсупович"),
    ("Alimova Nodira Rashidovna", "Алимова Нодира Рашидовна"),
    ("Boʻriyev Mansur Eshmatovich", "Бўриев Мансур Эшматович"),
    ("Raximova Dilfuza Komilovna", "Рахимова Дилфуза Комиловна"),
    ("Sheraliyev Parviz Umarovich", "Шералиев Парвиз Умарович"),
    ("Nosirova Kamola Farhodovna", "Носирова Камола Фарҳодовна"),
    ("Hamidova Xurshida Tolibovna", "Ҳамидова Хуршида Толибовна"),
    ("Zokirov Azamat Murodovich", "Зокиров Азамат Муродович"),
    ("Normatova Visola Sobirovna", "Норматова Висола Собировна"),
    ("Shodmonov Elbek Aliyevich", "Шодмонов Элбек Алиевич"),
)


def at(minutes: float = 0, *, seconds: float = 0) -> Instant:
    """The instant so many minutes after the planned beginning, within one boot."""
    milliseconds = round((minutes * 60 + seconds) * 1000)
    return Instant(START, 1_000_000, "boot-1").later(milliseconds=milliseconds)


@dataclass
class RoomStage:
    """What the tests act upon; attempts by seat number."""

    sitting: Sitting
    proctor: StaffAccount
    attempts: dict[int, Attempt]
    pressed: int = field(default=0)

    def hand(self, now: Instant, key: str | None = None) -> Hand:
        """The proctor's hand; without a key, each is a press of its own."""
        self.pressed += 1
        return Hand(f"staff:{self.proctor.code}", now, key or f"press-{self.pressed}")


def build_room(
    db: Session,
    proctor: StaffAccount,
    *,
    people: int = 4,
    seats: int | None = None,
    state: SittingState = SittingState.PUBLISHED,
    late_entry: bool = True,
    rehearsal: bool = True,
    starts_at: datetime = START,
) -> RoomStage:
    """Make the sitting and prepare its attempts, all awaited."""
    programme = Programme(
        code="MCL", titles={"uz-Latn": "MKS"}, levels={"uz-Latn": "Minimal"}, created_at=START
    )
    centre = Centre(
        code="C-01",
        names={"uz-Latn": "Toshkent shahri, 1-markaz", "ru": "Ташкент, центр 1"},
        region_code="UZ-TK",
        address="Amir Temur koʻchasi, 1",
    )
    organisation = Organisation(
        code="ORG-1", names={"uz-Latn": "Vazirlik"}, kind=OrganisationKind.STATE, region_code="UZ-TK"
    )
    db.add_all([programme, centre, organisation])
    db.flush()
    room = Room(centre=centre, name="204")
    room.workstations = [Workstation(number=number) for number in range(1, (seats or people) + 1)]
    question_list = QuestionList(
        code="L-1",
        programme_id=programme.id,
        titles={"uz-Latn": "Roʻyxat"},
        digest="0" * 64,
        manifest="{}",
        signature="",
        key_id="k",
        wrapped_key="",
        sample=True,
        state=QuestionListState.SEALED,
        composed_by="staff:S",
        composed_at=START,
        sealed_at=START,
    )
    db.add_all([room, question_list])
    db.flush()
    policy = policy_snapshot(db, programme.id, START)
    if late_entry:
        policy["checkin.late_entry"] = {"value": "allowed", "source": "–", "status": "approved"}
    sitting = Sitting(
        code="TK-2026-1124-01",
        entry_code="TK2026112401",
        programme_id=programme.id,
        list_id=question_list.id,
        room_id=room.id,
        rehearsal=rehearsal,
        state=state,
        starts_at=starts_at,
        policy=policy,
        opened_at=starts_at if state is SittingState.OPEN else None,
        created_at=START - timedelta(days=3),
    )
    sitting.proctors = [SittingProctor(staff_id=proctor.id)]
    for number, (latin, cyrillic) in enumerate(PEOPLE[:people], start=1):
        candidate = Candidate(
            code=f"K{number:03d}",
            organisation_id=organisation.id,
            names_given={},
            name_latn=latin,
            name_cyrl=cyrillic,
            search_key=latin.lower(),
            document=f"AD{1234500 + number}",
            positions={},
            created_at=START,
        )
        sitting.bookings.append(
            Booking(
                candidate=candidate,
                workstation=room.workstations[number - 1],
                candidate_code=f"CODE{number:04d}",
                pin_mac="0" * 64,
            )
        )
    db.add(sitting)
    db.flush()
    attempts = prepare_attempts(db, sitting, START - timedelta(days=1))
    return RoomStage(sitting, proctor, dict(enumerate(attempts, start=1)))


def see(db: Session, attempt: Attempt, seen_at: datetime) -> None:
    """Let the attempt's seat have been seen."""
    db.merge(
        SeatSighting(
            attempt_id=attempt.id, number=1, seen_at=seen_at, lease=attempt.lease, head_seq=-1, head_id=""
        )
    )
    db.flush()


def be_silent(db: Session, attempt: Attempt, since: float, until: float) -> None:
    """Let the attempt's seat have been silent from one minute to another."""
    db.add(SeatSilence(attempt_id=attempt.id, since=at(since).wall, until=at(until).wall))
    db.flush()


def admit(db: Session, attempt: Attempt, now: Instant) -> None:
    """Bring an attempt to where a check-in brings it."""
    move(db, lock_attempt(db, attempt.id), Act.ADMIT, admitted_at=now.wall)


def begin(db: Session, attempt: Attempt, now: Instant, *, items: int = 50) -> None:
    """Bring an attempt to where its start and its first item bring it."""
    locked = lock_attempt(db, attempt.id)
    if locked.admitted_at is None:
        admit(db, locked, now)
    move(db, locked, Act.START, lease=1, device="d" * 32, item_count=items, started_at=now.wall)
    who = f"candidate:{locked.code}"
    db.add(Lease(attempt_id=locked.id, number=1, device="d" * 32, taken_at=now.wall, taken_by=who, reason=""))
    append_row(db, locked, LedgerKind.STARTED, now, cause="start", author=who)
    append_row(db, locked, LedgerKind.SHOWN, now, cause="first item shown", author=who)
    plan_check(db, locked, now)
    see(db, locked, now.wall)


def answer(db: Session, attempt: Attempt, count: int, now: Instant, *, lease: int = 1) -> None:
    """Let the seat have sent so many answers."""
    db.add_all(
        ResponseEvent(
            attempt_id=attempt.id,
            lease=lease,
            seq=seq,
            event_id=f"{seq:064d}",
            item=f"i{seq}",
            response='["a"]',
            status=EventStatus.LIVE,
            after_gap=False,
            received_at=now.wall,
            used_ms=0,
        )
        for seq in range(count)
    )
    db.flush()


def call(
    db: Session, attempt: Attempt, now: Instant, *, kind: str = "call", text: str | None = None
) -> Alert:
    """Let the candidate have called."""
    return call_proctor(db, attempt.id, SentAlert(kind, None, text), now)
