"""A list composed of what the desk has approved: what there is, what the blueprint needs, and the list."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from examapp.accounts.signed_in import SignedInStaff
from examapp.authoring.ceremony import compose_list
from examapp.authoring.desk_locking import read_approved_items, read_pictures, seal_items
from examapp.authoring.desk_models import DeskItem
from examapp.authoring.models import ListItem, QuestionList
from examapp.authoring.vault import ListVault
from examapp.programmes.models import Programme
from examapp.programmes.policy import read_policy
from question_bank.blueprint import Blueprint


@dataclass(frozen=True, slots=True)
class TopicSupply:
    """How many approved items a topic has, and how many each form needs."""

    topic: str
    approved: int
    needed: int


def list_supply(db: Session, programme: Programme, at: datetime) -> list[TopicSupply]:
    """Return the topics of a programme's blueprint and of the desk, in the blueprint's order."""
    blueprint = Blueprint(read_policy(db, programme.id, at).blueprint)
    approved = Counter(item.meta.topic for item in read_approved_items(db).values())
    topics = [*blueprint.topics(), *sorted(approved.keys() - blueprint.cells.keys())]
    return [TopicSupply(topic, approved[topic], blueprint.cells.get(topic, 0)) for topic in topics]


def compose_from_desk(
    db: Session,
    vault: ListVault,
    *,
    programme: Programme,
    titles: Mapping[str, str],
    valid_until: date | None,
    actor: str,
    at: datetime,
) -> QuestionList:
    """Compose a list of every approved item of the programme's topics; raises what `compose_list` raises."""
    blueprint = Blueprint(read_policy(db, programme.id, at).blueprint)
    approved = read_approved_items(db)
    items = {code: item for code, item in approved.items() if item.meta.topic in blueprint.cells}
    return compose_list(
        db,
        vault,
        programme=programme,
        list_id=f"{programme.code.upper()}-{at:%Y}",
        titles=titles,
        items=items,
        media=read_pictures(db, items),
        blueprint=blueprint,
        valid_until=valid_until,
        actor=actor,
        at=at,
    )


def mark_sealed(db: Session, question_list: QuestionList, account: SignedInStaff, at: datetime) -> None:
    """Tell the desk which of its versions a list in force holds: they change no more."""
    held = (
        select(DeskItem.code, DeskItem.version)
        .join(ListItem, (ListItem.item_id == DeskItem.code) & (ListItem.version == DeskItem.version))
        .where(ListItem.list_id == question_list.id)
    )
    seal_items(db, [(code, version) for code, version in db.execute(held)], account=account, at=at)
