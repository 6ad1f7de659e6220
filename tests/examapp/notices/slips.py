"""An admission slip like the one of the design."""

import base64
import dataclasses
from typing import Any

from examapp.centres.plan_drawing import PlanSeat, SeatLook, draw_plan
from examapp.documents.admission_slip.context import AdmissionSlip
from tests.examapp.documents.paper import MADE_AT


def plan(seats: int = 30, own: int = 14) -> str:
    drawn = draw_plan(
        [
            PlanSeat(
                number,
                (number - 1) % 6 + 1,
                (number - 1) // 6 + 1,
                look=SeatLook.MARKED if number == own else SeatLook.PLAIN,
            )
            for number in range(1, seats + 1)
        ],
        desk_words="Nazoratchi stoli",
        title="Xona",
    ).replace("Noto Sans, sans-serif", "Noto Sans Paper")
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
        room="204-xona",
        seat=14,
        address="Toshkent shahri, Amir Temur shohkoʻchasi, 108-uy, 2-qavat",
        telephone="+998 71 200-00-00",
        sitting_code="TK-2026-1124-09",
        candidate_code="K417-9XTW",
        questions=50,
        minutes=60,
        extra_minutes=15,
        excuse_days=5,
        plan=plan(),
        link_url="https://attestatsiya.example/n/K4179XTW-ABCDEFGHIJKLMNOP",
    )
    return dataclasses.replace(document, **changes)
