"""An admission slip like the one of the design."""

import base64
import dataclasses
from typing import Any

from examapp.centres.plan_drawing import PlanSeat, SeatLook, draw_plan
from examapp.centres.sketch_drawing import SketchedFloor, SketchedRoom, draw_sketch
from examapp.documents.admission_slip.context import AdmissionSlip
from tests.examapp.documents.paper import MADE_AT


def plan(seats: int = 30, own: int = 14, columns: int = 6) -> str:
    drawn = draw_plan(
        [
            PlanSeat(
                number,
                (number - 1) % columns + 1,
                (number - 1) // columns + 1,
                look=SeatLook.MARKED if number == own else SeatLook.PLAIN,
            )
            for number in range(1, seats + 1)
        ],
        desk_words="Nazoratchi stoli",
        title="Xona",
    ).replace("Noto Sans, sans-serif", "Noto Sans Paper")
    return _as_address(drawn)


def sketch(floors: int = 3, rooms: int = 8, columns: int = 5, *, entrance: int | None = None) -> str:
    """Return a centre with so many rooms on each floor; the second of the second floor is marked."""
    drawn = draw_sketch(
        [
            SketchedFloor(
                f"{floor}-qavat",
                [
                    SketchedRoom(
                        f"{floor}{number:02}" if number > 1 else "Kompyuter savodxonligi sinfi",
                        (number - 1) % columns + 1,
                        (number - 1) // columns + 1,
                        own=(floor, number) == (min(2, floors), 2),
                    )
                    for number in range(1, rooms + 1)
                ],
            )
            for floor in range(floors, 0, -1)
        ],
        entrance=entrance,
        entrance_words="Kirish",
        title="Markaz",
    ).replace("Noto Sans, sans-serif", "Noto Sans Paper")
    return _as_address(drawn)


def _as_address(drawn: str) -> str:
    return f"data:image/svg+xml;base64,{base64.b64encode(drawn.encode()).decode()}"


def slip(**changes: Any) -> AdmissionSlip:
    document = AdmissionSlip(
        created_at=MADE_AT,
        rehearsal=False,
        programme="Minimal kompyuter savodxonligi",
        name="Qoʻchqorova-Oʻrmonjonova Oʻgʻiloy Gʻulomjonovna",
        other_name="Қўчқорова-Ўрмонжонова Ўғилой Ғуломжоновна",
        organisation="Oltiariq tumani hokimligi",
        day="24 noyabr, seshanba",
        arrive="09:00",
        start="09:30",
        late_entry=False,
        centre="1-sinov markazi",
        room="202-xona, 2-qavat",
        seat=14,
        address="Toshkent shahri, Amir Temur shohkoʻchasi, 108-uy, 2-qavat",
        telephone="+998 71 200-00-00",
        sitting_code="TK-2026-1124-09",
        candidate_code="K417-9XTW",
        questions=50,
        minutes=60,
        extra_minutes=15,
        excuse_days=5,
        sketch=sketch(),
        plan=plan(),
        wide=False,
        link_url="https://attestatsiya.example/n/K4179XTW-ABCDEFGHIJKLMNOP",
    )
    return dataclasses.replace(document, **changes)
