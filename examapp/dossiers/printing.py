"""The dossier's paper as PDF, where this machine can make one."""

from datetime import datetime
from pathlib import Path

from flask_babel import gettext
from sqlalchemy.orm import Session

from examapp.core.i18n import current_language
from examapp.documents.fonts import ensure_fonts
from examapp.documents.rendering import can_render, render
from examapp.dossiers.gathering import Gathered
from examapp.dossiers.paper import dossier_document


def print_dossier(db: Session, gathered: Gathered, fonts: Path, at: datetime) -> bytes | None:
    """Return the PDF in the language of the request, None without Pango: the JSON holds the same."""
    if not can_render():
        return None
    ensure_fonts(fonts)
    document = dossier_document(db, gathered, at)
    return render("attempt_dossier", document, fonts=fonts, language=current_language(), translate=gettext)
