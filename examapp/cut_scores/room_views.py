"""The blueprint of the room's pages, and the words that its templates use."""

from flask import Blueprint
from flask_login import current_user
from sqlalchemy.orm import Session

from examapp.authoring.models import QuestionList
from examapp.cut_scores.models import CutScoreStudy
from examapp.cut_scores.queries import get_study
from examapp.cut_scores.words import method_name, show_cut_score, show_figure, show_signed, state_tag, way_of

blueprint = Blueprint("cut_scores", __name__, url_prefix="/cut-scores")


@blueprint.app_context_processor
def words() -> dict[str, object]:
    """Give the templates the words of a study."""
    return {
        "method_name": method_name,
        "show_cut_score": show_cut_score,
        "show_figure": show_figure,
        "show_signed": show_signed,
        "study_tag": state_tag,
        "study_way": way_of,
    }


def find_study(db: Session, code: str) -> tuple[CutScoreStudy, QuestionList]:
    """Return a study that the signed-in person may know of, and its list."""
    study = get_study(db, code, current_user)
    return study, db.get_one(QuestionList, study.list_id)
