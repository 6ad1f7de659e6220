"""Pages of what stands around the lists: tokens of programs, the table of positions."""

from collections.abc import Sequence

from flask import flash, redirect, render_template, url_for
from flask_babel import gettext
from flask_login import current_user
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from examapp.candidates.api_tokens import get_token, list_tokens, make_token, revoke_token
from examapp.candidates.blueprint import lists
from examapp.candidates.list_forms import PositionForm, TokenForm
from examapp.candidates.list_models import ApiToken
from examapp.candidates.list_sight import read_sight
from examapp.candidates.positions import add_position, list_positions, remove_position
from examapp.core.access import grave, requires
from examapp.core.clock import now
from examapp.core.db import reading, transaction
from examapp.core.errors import NotFound
from examapp.core.permissions import Permission, Role
from examapp.core.signing import key_ring
from examapp.organisations.errors import NameRefused
from examapp.organisations.models import Organisation
from examapp.organisations.queries import list_organisations
from examapp.programmes.queries import get_programme, list_programmes


def _bodies(db: Session) -> Sequence[Organisation]:
    """Return the bodies for which this person keeps tokens: an HR officer's own, an operator's in sight."""
    sight = read_sight(db, current_user)
    return [body for body in list_organisations(db) if sight.sees(body)]


@lists.route("/tokens", methods=["GET", "POST"])
@grave
@requires(Permission.KEEP_API_TOKENS)
def tokens() -> str:
    """Show the tokens, and make one; its text is shown once."""
    form = TokenForm()
    with reading() as db:
        bodies = _bodies(db)
        form.offer(bodies)
        kept = list_tokens(db, [body.id for body in bodies])
    if form.validate_on_submit():
        with transaction() as db:
            body = next((one for one in _bodies(db) if one.code == form.organisation.data), None)
            if body is None:
                raise NotFound
            token, text = _make(db, body, form)
        return render_template("candidates/lists/token_made.html", token=token, text=text, body=body)
    return render_template(
        "candidates/lists/tokens.html", form=form, tokens=kept, may_read_all=_may_read_all()
    )


def _may_read_all() -> bool:
    """Tell whether this person may give a program sight of all bodies: an operator whom no region bounds."""
    return current_user.role is Role.OPERATOR and current_user.region_code is None


def _make(db: Session, body: Organisation, form: TokenForm) -> tuple[ApiToken, str]:
    whole = bool(form.whole.data) and _may_read_all()
    return make_token(
        db,
        key_ring(),
        body,
        form.name.data,
        actor=current_user.actor,
        at=now(),
        scopes=form.scopes.data,
        whole=whole,
    )


@lists.post("/tokens/<token>/revoke")
@requires(Permission.KEEP_API_TOKENS)
def revoke(token: str) -> Response:
    """End a token."""
    with transaction() as db:
        found = get_token(db, token, [body.id for body in _bodies(db)])
        revoke_token(db, found, actor=current_user.actor, at=now())
    flash(gettext("The token is revoked: programs that send it are refused."), "success")
    return redirect(url_for("lists.tokens"))


@lists.get("/positions")
@requires(Permission.ACCEPT_LISTS)
def position_tables() -> str | Response:
    """Offer the programmes whose tables of positions are kept."""
    with reading() as db:
        return render_template("candidates/lists/position_tables.html", programmes=list_programmes(db))


@lists.route("/positions/<programme>", methods=["GET", "POST"])
@requires(Permission.ACCEPT_LISTS)
def positions(programme: str) -> str | Response:
    """Keep a programme's table of positions."""
    form = PositionForm()
    with reading() as db:
        found = get_programme(db, programme)
        table = list_positions(db, found)
    if form.validate_on_submit():
        names = {"uz-Latn": form.name_latn.data, "ru": form.name_ru.data}
        try:
            with transaction() as db:
                add_position(db, get_programme(db, programme), names, actor=current_user.actor, at=now())
        except NameRefused as refusal:
            form.name_latn.errors = [refusal.sentence()]
        else:
            flash(gettext("The position stands in the table."), "success")
            return redirect(url_for("lists.positions", programme=programme))
    return render_template("candidates/lists/positions.html", form=form, programme=found, table=table)


@lists.post("/positions/<programme>/<int:position>/remove")
@requires(Permission.ACCEPT_LISTS)
def drop_position(programme: str, position: int) -> Response:
    """Take a position out of the table."""
    with transaction() as db:
        found = get_programme(db, programme)
        remove_position(db, found, position, actor=current_user.actor, at=now())
    flash(gettext("The position is out of the table."), "success")
    return redirect(url_for("lists.positions", programme=programme))
