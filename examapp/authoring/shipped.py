"""The sample list that comes with the program: approved for rehearsals, not the official annex."""

from datetime import datetime

from sqlalchemy.orm import Session

from examapp.authoring.lists import take_in_list
from examapp.authoring.models import QuestionList
from examapp.core.signing import PrivateSigner
from examapp.programmes.models import Programme
from question_bank.content import load_shipped_list

TITLES = {
    "uz-Latn": "Minimal kompyuter savodxonligi: namunaviy savollar roʻyxati",
    "ru": "Минимальная компьютерная грамотность: примерный перечень вопросов",
    "en": "Minimum computer literacy: sample question list",
}


def take_in_shipped_list(
    db: Session, signer: PrivateSigner, *, programme: Programme, actor: str, at: datetime
) -> QuestionList:
    """Take in the sample list. Raises ListBroken if its files are not what their manifest says."""
    manifest, items, media = load_shipped_list()
    return take_in_list(
        db,
        signer,
        programme=programme,
        titles=TITLES,
        manifest=manifest,
        items=items,
        media=media,
        sample=True,
        actor=actor,
        at=at,
    )
