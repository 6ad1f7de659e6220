"""A judge's ballot: the questions as candidates see them, a number for each, kept as it is typed."""

from flask import current_app, flash, jsonify, make_response, redirect, render_template, request, url_for
from flask_babel import gettext
from flask_login import current_user
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from examapp.authoring.lists import OpenedList
from examapp.authoring.vault import ListVault
from examapp.core.access import requires
from examapp.core.clock import now
from examapp.core.db import reading, transaction
from examapp.core.errors import NotFound
from examapp.core.i18n import current_language
from examapp.core.permissions import Permission
from examapp.core.signing import key_ring
from examapp.cut_scores.ballot_page import find_media, read_ballot_page, read_ballot_paper
from examapp.cut_scores.errors import BallotClosed, BallotIncomplete, BallotNotOpened
from examapp.cut_scores.judging import (
    open_ballot,
    own_ballot,
    read_estimate,
    save_estimate,
    save_mark,
    save_typed,
    submit_ballot,
)
from examapp.cut_scores.list_shelf import ListShelf
from examapp.cut_scores.queries import list_versions
from examapp.cut_scores.room_views import blueprint, find_study
from examapp.cut_scores.steps import ROUND_OF
from question_bank.cut_score import Method

PICTURE_POLICY = "default-src 'none'; style-src 'unsafe-inline'; sandbox"


@blueprint.post("/<code>/open")
@requires(Permission.JUDGE_ITEMS)
def open_own(code: str) -> Response:
    """Open the questions of the round; that it was done stands in the audit log."""
    with transaction() as db:
        found, _list = find_study(db, code)
        open_ballot(db, found, current_user, at=now())
    return redirect(url_for("cut_scores.ballot", code=code))


@blueprint.get("/<code>/ballot")
@requires(Permission.JUDGE_ITEMS)
def ballot(code: str) -> str | Response:
    """Show one leaf of the own ballot."""
    try:
        return _show(code, _here(), {})
    except (BallotNotOpened, BallotClosed):
        return redirect(url_for("cut_scores.study", code=code))


def _open_list(db: Session, list_id: int) -> OpenedList:
    shelf: ListShelf = current_app.extensions["list_shelf"]
    return shelf.open(db, list_id, ListVault(key_ring()))


def _here() -> int:
    typed = request.values.get("part", "")
    return int(typed) if typed.isascii() and typed.isdecimal() and len(typed) < 4 else 0


def _show(code: str, here: int, wrong: dict[str, str]) -> str:
    with reading() as db:
        found, question_list = find_study(db, code)
        page = read_ballot_page(db, found, current_user, _open_list, here=here, language=current_language())
        return render_template(
            "cut_scores/ballot.html", page=page, study=found, list=question_list, wrong=wrong
        )


@blueprint.post("/<code>/ballot")
@requires(Permission.JUDGE_ITEMS)
def save_leaf(code: str) -> str | Response:
    """Keep what was typed on a leaf, and go where the pressed button says; wrong figures come back."""
    with transaction() as db:
        found, _list = find_study(db, code)
        wrong = save_typed(db, found, current_user, request.form, at=now())
    if wrong:
        return _show(code, _here(), wrong)
    onward = request.form.get("onward", "")
    here = int(onward) if onward.isascii() and onward.isdecimal() and len(onward) < 4 else _here()
    return redirect(url_for("cut_scores.ballot", code=code, part=here))


@blueprint.post("/<code>/ballot/<item>")
@requires(Permission.JUDGE_ITEMS)
def save_one(code: str, item: str) -> Response:
    """Keep one number, and say how many the ballot has now."""
    with transaction() as db:
        found, _list = find_study(db, code)
        if found.method is Method.BOOKMARK:
            save_mark(db, found, current_user, item, at=now())
        else:
            estimate = read_estimate(request.form.get("estimate", ""))
            save_estimate(db, found, current_user, item, estimate, at=now())
        rated = len(own_ballot(db, found, current_user.id, ROUND_OF[found.state]))
        return jsonify(
            rated=rated, total=1 if found.method is Method.BOOKMARK else len(list_versions(db, found))
        )


@blueprint.get("/<code>/paper")
@requires(Permission.JUDGE_ITEMS)
def paper(code: str) -> Response:
    """Give the candidate's paper of a leaf, for the candidate's own component."""
    with reading() as db:
        found, _list = find_study(db, code)
        shown, languages = read_ballot_paper(
            db,
            found,
            current_user,
            _open_list,
            here=_here(),
            media_url=lambda sha256: url_for("cut_scores.picture", code=code, sha256=sha256),
        )
    reply = jsonify(paper=shown, languages=languages)
    reply.headers["Cache-Control"] = "no-store"
    return reply


@blueprint.get("/<code>/pictures/<sha256>")
@requires(Permission.JUDGE_ITEMS)
def picture(code: str, sha256: str) -> Response:
    """Give a picture of the list to a judge who has opened the questions."""
    with reading() as db:
        found, _list = find_study(db, code)
        shown = find_media(db, found, current_user, _open_list, sha256)
    if shown is None:
        raise NotFound
    response = make_response(shown[0])
    response.headers["Content-Type"] = shown[1]
    response.headers["Content-Security-Policy"] = PICTURE_POLICY
    response.headers["Cache-Control"] = "no-store"
    return response


@blueprint.route("/<code>/submit", methods=["GET", "POST"])
@requires(Permission.JUDGE_ITEMS)
def submit(code: str) -> str | Response:
    """Ask once more, and hand the ballot in."""
    refusal = None
    if request.method == "POST":
        try:
            with transaction() as db:
                found, _list = find_study(db, code)
                submit_ballot(db, found, current_user, at=now())
        except (BallotIncomplete, BallotClosed, BallotNotOpened) as failure:
            refusal = failure.sentence()
        else:
            flash(gettext("Your ballot is handed in. Thank you."), "success")
            return redirect(url_for("cut_scores.study", code=code))
    with reading() as db:
        found, question_list = find_study(db, code)
        return render_template("cut_scores/submit.html", study=found, list=question_list, refusal=refusal)
