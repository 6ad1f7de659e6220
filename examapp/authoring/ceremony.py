"""A list's way into force: composed and checked, signed by two sealing officials, retired on its day.

Each official enters the second factor anew and signs the same statement with a key of their own; the second
signature puts the list into force. Source: P 12, the question list is approved as an annex as a whole.
"""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from examapp.accounts.models import StaffAccount
from examapp.accounts.persons import is_one_of
from examapp.accounts.second_factor import accept_totp
from examapp.accounts.sign_in import note_failure, refuse_while_throttled
from examapp.authoring.errors import (
    AlreadySigned,
    BlueprintNotMet,
    CodeRefused,
    ListHasFindings,
    NotASealingOfficial,
    NotComposed,
    NotInForce,
)
from examapp.authoring.lists import (
    OFFICIALS,
    ListContent,
    check_statement,
    note_list_act,
    read_contents,
    store_list,
)
from examapp.authoring.models import ListSignature, QuestionList, QuestionListState
from examapp.authoring.statements import official_message
from examapp.authoring.vault import ListVault
from examapp.core.db import changed_rows
from examapp.core.errors import AppError
from examapp.core.permissions import Role
from examapp.programmes.models import Programme
from question_bank.assembly import assemble
from question_bank.blueprint import Blueprint
from question_bank.findings import Finding
from question_bank.infeasible import Infeasible
from question_bank.items import Item
from question_bank.quality import check_list
from question_bank.sealing import build_manifest
from question_bank.truth_table import list_table_faults


def find_faults(items: Mapping[str, Item]) -> tuple[Finding, ...]:
    """Return what keeps items from being sealed as a list: findings, and truth tables that do not hold."""
    tables = [
        Finding("truth_table", item.id, fault) for item in items.values() for fault in list_table_faults(item)
    ]
    return (*check_list(items), *tables)


def compose_list(
    db: Session,
    vault: ListVault,
    *,
    programme: Programme,
    list_id: str,
    titles: Mapping[str, str],
    items: Mapping[str, Item],
    media: Mapping[str, bytes],
    blueprint: Blueprint,
    valid_until: date | None,
    actor: str,
    at: datetime,
    cut_score: str | None = None,
) -> QuestionList:
    """Compose an official list from approved items, to be signed by the officials.

    Raises ListHasFindings with what is wrong, BlueprintNotMet naming the topics that lack items.
    """
    faults = find_faults(items)
    if faults:
        raise ListHasFindings(faults)
    try:
        assemble(items, blueprint, 1, f"probe {list_id}")
    except Infeasible as failure:
        lacking = ", ".join(f"{cell.topic} {cell.apart}/{cell.needed}" for cell in failure.cells) or str(
            failure
        )
        raise BlueprintNotMet(cells=lacking) from failure
    content = ListContent(build_manifest(list_id, items, media, blueprint), items, media)
    return store_list(
        db,
        vault,
        programme=programme,
        titles=titles,
        content=content,
        sample=False,
        actor=actor,
        at=at,
        valid_until=valid_until,
        cut_score=cut_score,
    )


def sign_list(
    db: Session,
    vault: ListVault,
    question_list: QuestionList,
    account: StaffAccount,
    *,
    typed_code: str,
    address: str,
    at: datetime,
) -> ListSignature | AppError:
    """Sign a composed list; the last signature that is needed seals it.

    A wrong second factor comes back as a value, so that the failed try is committed. Raises
    NotASealingOfficial, NotComposed, AlreadySigned; ListBroken where the list is not what was composed.
    """
    if account.role is not Role.SEALING_OFFICIAL:
        raise NotASealingOfficial
    if question_list.state is not QuestionListState.COMPOSED:
        raise NotComposed(list=question_list.code)
    signers = db.scalars(
        select(ListSignature.account_code).where(ListSignature.list_id == question_list.id)
    ).all()
    if is_one_of(db, f"staff:{account.code}", [f"staff:{code}" for code in signers]):
        raise AlreadySigned
    refuse_while_throttled(db, account.login_name, address, at)
    if not accept_totp(account, typed_code, vault.keys, at):
        note_failure(db, account.login_name, address, at)
        return CodeRefused()
    statement = check_statement(db, question_list, vault)
    read_contents(db, question_list, vault)
    row = _sign(vault, question_list, statement, account, at)
    db.add(row)
    db.flush()
    note_list_act(db, question_list, "signed", f"staff:{account.code}", at, public_key=row.public_key)
    _seal_if_complete(db, question_list, at)
    return row


def withdraw_list(db: Session, question_list: QuestionList, *, reason: str, actor: str, at: datetime) -> None:
    """Take a composed list back before it is sealed; raises NotComposed."""
    _move(db, question_list, QuestionListState.COMPOSED, QuestionListState.WITHDRAWN, NotComposed)
    note_list_act(db, question_list, "withdrawn", actor, at, reason=reason)


def retire_list(db: Session, question_list: QuestionList, *, reason: str, actor: str, at: datetime) -> None:
    """End a sealed list: no new forms are drawn from it, and sittings that have theirs go on."""
    _move(db, question_list, QuestionListState.SEALED, QuestionListState.RETIRED, NotInForce)
    note_list_act(db, question_list, "retired", actor, at, reason=reason)


def list_signatures(db: Session, question_list: QuestionList) -> list[ListSignature]:
    """Return the officials' signatures, the first one first."""
    query = select(ListSignature).where(ListSignature.list_id == question_list.id)
    return list(db.scalars(query.order_by(ListSignature.at, ListSignature.account_code)))


def _sign(
    vault: ListVault,
    question_list: QuestionList,
    statement: Mapping[str, Any],
    account: StaffAccount,
    at: datetime,
) -> ListSignature:
    signer = vault.official(account.code)
    public_key = signer.verifier.raw.hex()
    message = official_message(
        statement, account_code=account.code, name=account.display_name, at=at, public_key=public_key
    )
    return ListSignature(
        list_id=question_list.id,
        account_code=account.code,
        name=account.display_name,
        at=at,
        public_key=public_key,
        signature=signer.sign(message),
    )


def _seal_if_complete(db: Session, question_list: QuestionList, at: datetime) -> None:
    signed = list_signatures(db, question_list)
    if len(signed) < OFFICIALS:
        return
    _move(db, question_list, QuestionListState.COMPOSED, QuestionListState.SEALED, NotComposed)
    question_list.sealed_at = at
    officials = [row.account_code for row in signed]
    note_list_act(db, question_list, "sealed", "system", at, digest=question_list.digest, officials=officials)


def _move(
    db: Session,
    question_list: QuestionList,
    before: QuestionListState,
    after: QuestionListState,
    refusal: type[AppError],
) -> None:
    swapped = changed_rows(
        db,
        update(QuestionList)
        .where(QuestionList.id == question_list.id, QuestionList.state == before)
        .values(state=after),
    )
    if swapped != 1:
        raise refusal(list=question_list.code)
    db.refresh(question_list)
