"""Tokens by which a body's programs send its lists: shown once, kept as a MAC, revocable, bounded in rate."""

from collections.abc import Collection, Sequence
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import or_, select, update
from sqlalchemy.orm import Session, joinedload

from examapp.candidates.list_errors import ScopeMissing, TokenRefused, TooManyCalls
from examapp.candidates.list_models import ApiToken
from examapp.core.audit import record
from examapp.core.codes import new_code
from examapp.core.db import changed_rows
from examapp.core.errors import NotFound
from examapp.core.signing import KeyRing
from examapp.organisations.models import Organisation

LENGTH: Final = 40  # 200 random bits
CALLS_A_MINUTE: Final = 30
LISTS_WRITE: Final = "lists:write"
RESULTS_READ: Final = "results:read"
CERTIFICATES_READ: Final = "certificates:read"
SCOPES: Final = (LISTS_WRITE, RESULTS_READ, CERTIFICATES_READ)
_MINUTE: Final = timedelta(minutes=1)
_PURPOSE: Final = "api-token"
_BEARER: Final = "bearer "


def make_token(
    db: Session,
    keys: KeyRing,
    organisation: Organisation,
    name: str,
    *,
    actor: str,
    at: datetime,
    scopes: Collection[str] = (LISTS_WRITE,),
    whole: bool = False,
) -> tuple[ApiToken, str]:
    """Make a token for one organisation's programs; return it with the text that is shown once.

    Whoever asks for `whole` must be an operator whom no region bounds: the caller has seen to that.
    """
    text = new_code(LENGTH)
    token = ApiToken(
        code=new_code(8),
        organisation_id=organisation.id,
        name=" ".join(name.split())[:120],
        mac=keys.mac(_PURPOSE, text.encode()),
        made_by=actor,
        made_at=at,
        scopes=" ".join(scope for scope in SCOPES if scope in scopes),
        whole=whole,
    )
    db.add(token)
    db.flush()
    _note(db, "api_token.made", token, organisation, actor, at)
    return token, text


def list_tokens(db: Session, organisation_ids: Sequence[int] | None = None) -> Sequence[ApiToken]:
    """Return the tokens of some organisations, or all, those in force first."""
    query = select(ApiToken).options(joinedload(ApiToken.organisation))
    if organisation_ids is not None:
        query = query.where(ApiToken.organisation_id.in_(organisation_ids))
    return db.scalars(query.order_by(ApiToken.revoked_at.is_not(None), ApiToken.id.desc())).all()


def get_token(db: Session, code: str, organisation_ids: Sequence[int] | None = None) -> ApiToken:
    """Return a token of one of the organisations by its code, or raise NotFound."""
    found = next((token for token in list_tokens(db, organisation_ids) if token.code == code), None)
    if found is None:
        raise NotFound
    return found


def revoke_token(db: Session, token: ApiToken, *, actor: str, at: datetime) -> None:
    """End a token at once; asked twice it ends once."""
    if token.revoked_at is None:
        token.revoked_at, token.revoked_by = at, actor
        _note(db, "api_token.revoked", token, token.organisation, actor, at)


def use_token(
    db: Session, keys: KeyRing, header: str | None, at: datetime, scope: str = LISTS_WRITE
) -> ApiToken:
    """Return the token of an Authorization header and count the call.

    Raises TokenRefused, the same for every cause, TooManyCalls, and ScopeMissing for a token that is good for
    other calls.
    """
    text = (header or "").strip()
    if not text.lower().startswith(_BEARER):
        raise TokenRefused
    mac = keys.mac(_PURPOSE, text[len(_BEARER) :].strip().encode())
    token = db.scalars(select(ApiToken).where(ApiToken.mac == mac, ApiToken.revoked_at.is_(None))).first()
    if token is None:
        raise TokenRefused
    _count_call(db, token, at)
    if scope not in token.scopes.split():
        raise ScopeMissing(scope=scope)
    return token


def _count_call(db: Session, token: ApiToken, at: datetime) -> None:
    """Count within a minute that begins with its first call; two calls at once are both counted."""
    fresh = or_(ApiToken.window_at.is_(None), ApiToken.window_at <= at - _MINUTE)
    begun = changed_rows(
        db,
        update(ApiToken)
        .where(ApiToken.id == token.id, fresh)
        .values(window_at=at, window_count=1, used_at=at)
        .execution_options(synchronize_session=False),
    )
    counted = begun or changed_rows(
        db,
        update(ApiToken)
        .where(ApiToken.id == token.id, ApiToken.window_count < CALLS_A_MINUTE)
        .values(window_count=ApiToken.window_count + 1, used_at=at)
        .execution_options(synchronize_session=False),
    )
    if not counted:
        began = token.window_at or at
        raise TooManyCalls(seconds=max(1, round((began + _MINUTE - at).total_seconds())))


def _note(
    db: Session, act: str, token: ApiToken, organisation: Organisation, actor: str, at: datetime
) -> None:
    record(
        db,
        act=act,
        actor=actor,
        subject_kind="api_token",
        subject_code=token.code,
        at=at,
        facts={
            "organisation": organisation.code,
            "name": token.name,
            "scopes": token.scopes,
            "whole": str(token.whole).lower(),
        },
    )
