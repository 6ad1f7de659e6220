"""A body is told of published results and issued certificates of its own people, for a fortnight."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from examapp.accounts.signed_in import as_signed_in
from examapp.core.permissions import Role
from examapp.organisations.models import Organisation
from examapp.portal.body_news import BodyNews, read_news
from examapp.portal.tasks import list_tasks
from tests.factories.closed_sitting import DECIDED_AT, make_staff
from tests.factories.issued import issue_first

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
SOON = DECIDED_AT + timedelta(days=1)


def test_the_own_officer_alone_is_told_and_only_for_a_fortnight(app, database) -> None:
    issue_first(app, database)
    with database.transaction() as db:
        own = db.scalars(select(Organisation)).one()
        officer = make_staff(db, Role.HR_OFFICER, "Qodirova Zulfiya Anvarovna")
        stranger = make_staff(db, Role.HR_OFFICER, "Boshqa Odam Odamovich")
        officer.organisation_code, stranger.organisation_code = own.code, "ORG-ELSE"
        person = as_signed_in(officer)
        assert read_news(db, person, SOON) == BodyNews(3, 1)
        assert read_news(db, as_signed_in(stranger), SOON) == BodyNews(0, 0)
        assert read_news(db, person, SOON + timedelta(days=14)) == BodyNews(0, 0)
        with app.test_request_context("/?lang=en"):
            words = [task.words for task in list_tasks(db, person, SOON)]
    assert "The results of 3 of your people are published." in words
    assert "1 certificate of your people is issued." in words
