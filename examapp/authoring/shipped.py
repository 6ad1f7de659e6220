"""The sample list that comes with the program: approved for rehearsals, not the official annex."""

from datetime import datetime

from sqlalchemy.orm import Session

from examapp.authoring.lists import ListContent, take_in_list
from examapp.authoring.models import QuestionList
from examapp.authoring.vault import ListVault
from examapp.programmes.models import Programme
from question_bank.content import load_shipped_list

TITLES = {
    "uz-Latn": "Minimal kompyuter savodxonligi: namunaviy savollar roʻyxati",
    "ru": "Минимальная компьютерная грамотность: примерный перечень вопросов",
    "en": "Minimum computer literacy: sample question list",
}


def take_in_shipped_list(
    db: Session, vault: ListVault, *, programme: Programme, actor: str, at: datetime
) -> QuestionList:
    """Take in the sample list. Raises ListBroken if its files are not what their manifest says."""
    manifest, items, media = load_shipped_list()
    return take_in_list(
        db,
        vault,
        programme=programme,
        titles=TITLES,
        content=ListContent(manifest, items, media),
        actor=actor,
        at=at,
    )
