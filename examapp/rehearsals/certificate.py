"""The verdict of a rehearsal on paper: ready until a day, or the cause."""

from pathlib import Path

from flask_babel import gettext

from examapp.centres.naming import say_room
from examapp.core.errors import NotFound
from examapp.core.i18n import current_language, say_in
from examapp.documents.fonts import ensure_fonts
from examapp.documents.rendering import render
from examapp.documents.room_readiness.context import PrintedCheck, RoomReadiness
from examapp.rehearsals.judging import restore_room_lines
from examapp.rehearsals.models import RehearsalState, RoomRehearsal
from examapp.rehearsals.words import say_cause, say_lines


def write_certificate(rehearsal: RoomRehearsal, fonts: Path) -> bytes:
    """Return the verdict as a PDF in the language of the request.

    Raises NotFound for a rehearsal that was not judged, PdfLibrariesMissing.
    """
    if rehearsal.state is not RehearsalState.ENDED or rehearsal.ended_at is None:
        raise NotFound
    ensure_fonts(fonts)
    seats = rehearsal.seats
    lines = say_lines(restore_room_lines(rehearsal.lines))
    document = RoomReadiness(
        created_at=rehearsal.ended_at,
        code=rehearsal.code,
        centre=say_in(rehearsal.room.centre.names),
        room=say_room(rehearsal.room.name),
        begun_at=rehearsal.begun_at,
        workstations=tuple(seat.number for seat in seats if not seat.simulated),
        simulated=sum(seat.simulated for seat in seats),
        answers=sum(seat.kept or 0 for seat in seats),
        ready_until=rehearsal.ready_until,
        cause=say_cause(rehearsal) if rehearsal.cause else "",
        checks=tuple(
            PrintedCheck(line.title, line.light.value, line.reading, line.seats, line.advice)
            for line in lines
        ),
    )
    return render("room_readiness", document, fonts=fonts, language=current_language(), translate=gettext)
