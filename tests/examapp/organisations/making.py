"""Organisations of the tests."""

from typing import Any

from sqlalchemy.orm import Session

from examapp.organisations.keeping import create_organisation
from examapp.organisations.models import Organisation, OrganisationKind
from tests.cast import BEGINNING


def make_organisation(db: Session, name: str = "Oltiariq tumani hokimligi", **more: Any) -> Organisation:
    facts: dict[str, Any] = {
        "names": {"uz-Latn": name},
        "kind": OrganisationKind.LOCAL,
        "region_code": "UZ-FA",
        "actor": "staff:T",
        "at": BEGINNING,
    }
    return create_organisation(db, **(facts | more))
