"""Which pages a person is offered: one list, filtered by what the role may do."""

from typing import Any, TypedDict

from flask import current_app, request, url_for
from flask_babel import gettext
from flask_login import current_user

from examapp.accounts.role_names import role_name
from examapp.core.db import reading
from examapp.core.i18n import N_, say_in
from examapp.core.permissions import Permission, may
from examapp.organisations.queries import find_organisation_names
from examapp.organisations.regions import region_name
from examapp.portal.page_purposes import PURPOSES


class Entry(TypedDict):
    """One row of a navigation; `purpose` says in a sentence what the page is for."""

    label: str
    purpose: str
    url: str
    icon: str
    active: bool
    count: int | None


# Permission, endpoint, words, icon; in the order in which work goes on.
STAFF_PAGES: tuple[tuple[Permission, str, str, str], ...] = (
    (Permission.SEE_OWN_ACCOUNT, "portal.desk", N_("Today"), "home"),
    (Permission.RUN_SITTINGS, "proctoring.my_sittings", N_("My sittings"), "screen"),
    (Permission.VIEW_SITTINGS, "sittings.sittings", N_("Sittings"), "calendar"),
    (Permission.VIEW_SITTINGS, "schedules.schedules", N_("Schedules of the year"), "calendar"),
    (Permission.VIEW_NOTICES, "notices.bodies", N_("Notices"), "mail"),
    (Permission.EDIT_CONTACTS, "contacts.contacts", N_("Addresses and telephones"), "phone"),
    (Permission.VIEW_LISTS, "lists.home", N_("Candidate lists"), "file"),
    (Permission.VIEW_OWN_PEOPLE, "our_people.people", N_("Our people"), "people"),
    (Permission.MANAGE_CANDIDATES, "candidates.candidates", N_("Candidates"), "people"),
    (Permission.VIEW_ACCOMMODATIONS, "accommodations.accommodations", N_("Accommodations"), "hand"),
    (Permission.VIEW_EXCUSES, "absences.absences", N_("Absences"), "people"),
    (Permission.VIEW_ITEM_STATES, "item_desk.items", N_("Items"), "pencil"),
    (Permission.MANAGE_QUESTION_LISTS, "authoring.question_lists", N_("Question lists"), "list"),
    (Permission.VIEW_CUT_SCORES, "cut_scores.studies", N_("Cut scores"), "chart"),
    (Permission.SEAL_LISTS, "sealing.lists", N_("Sealing of question lists"), "signature"),
    (Permission.MANAGE_CENTRES, "centres.centres", N_("Centres"), "place"),
    (Permission.VIEW_READINESS, "readiness.rooms", N_("Readiness of rooms"), "screen"),
    (Permission.MANAGE_ORGANISATIONS, "organisations.organisations", N_("Organisations"), "building"),
    (Permission.SIGN_RESULTS, "agenda.agenda", N_("Agenda"), "signature"),
    (Permission.VIEW_RESULTS, "results.sheets", N_("Result sheets"), "scales"),
    (Permission.VIEW_ITEM_MATTERS, "item_matters.matters", N_("Decisions on items"), "pencil"),
    (Permission.VIEW_APPEALS, "appeals.appeals", N_("Appeals"), "hand"),
    (Permission.VIEW_COMMISSIONS, "commissions.commissions", N_("Commissions"), "people"),
    (Permission.VIEW_CERTIFICATES, "certificates.certificates", N_("Certificates"), "certificate"),
    (Permission.VIEW_PARTICIPATION, "reporting.participation", N_("Participation"), "chart"),
    (Permission.VIEW_REPORTS, "quarters.chosen", N_("Quarterly report"), "chart"),
    (Permission.VIEW_AUDIT, "deadlines.deadlines", N_("Deadlines"), "clock"),
    (Permission.KEEP_TRAINING_REGISTER, "training_register.entries", N_("Training register"), "list"),
    (Permission.VIEW_REQUIREMENT_DRAFTS, "requirement_drafts.parts", N_("Curricula"), "file"),
    (Permission.VIEW_POLICY, "programmes.programmes", N_("Programmes and policy"), "book"),
    (Permission.MANAGE_STAFF, "accounts.staff", N_("Staff"), "shield"),
    (Permission.VIEW_HISTORY, "glass_box.acts", N_("Audit log"), "history"),
    (Permission.VIEW_RETENTION, "retention.overview", N_("Keeping and deletion"), "bin"),
)
PUBLIC_PAGES: tuple[tuple[str, str], ...] = (
    ("candidate.own_page", N_("For candidates")),
    ("schedule.schedule", N_("Schedule")),
    ("practice_page.show_practice_page", N_("Practice")),
    ("portal.requirements", N_("Requirements")),
    ("training.register", N_("Training")),
    ("certificates.verify", N_("Certificates")),
    ("statistics.statistics", N_("Statistics")),
    ("accounts.sign_in", N_("Staff")),
)


def _is_here(endpoint: str) -> bool:
    here, room = (request.endpoint or "").partition(".")[0], endpoint.partition(".")[0]
    # Pages of a room that stand above it for what they read have the room's address.
    address = url_for(endpoint)
    below = address.endswith("/") and request.path.startswith(address)
    return request.endpoint == endpoint or here == room != "portal" or below


def _entry(endpoint: str, words: str, icon: str) -> Entry:
    return {
        "label": gettext(words),
        "purpose": gettext(PURPOSES[endpoint]) if endpoint in PURPOSES else "",
        "url": url_for(endpoint),
        "icon": icon,
        "active": _is_here(endpoint),
        "count": None,
    }


def navigation() -> list[Entry]:
    """Return the pages that the signed-in person may open."""
    if not current_user.is_authenticated:
        return []
    return [
        _entry(endpoint, words, icon)
        for permission, endpoint, words, icon in STAFF_PAGES
        if may(current_user, permission) and endpoint in current_app.view_functions
    ]


def public_navigation() -> list[Entry]:
    """Return the public pages; where the address lies below one of them, that one is active alone."""
    pages = [
        _entry(endpoint, words, "")
        for endpoint, words in PUBLIC_PAGES
        if endpoint in current_app.view_functions
    ]
    above = [page for page in pages if f"{request.path}/".startswith(f"{page['url'].rstrip('/')}/")]
    for page in pages if above else []:
        page["active"] = page in above
    return pages


def _body_name() -> str:
    """Return for which body or place the signed-in person acts, as people call it."""
    if not current_user.organisation_code:
        return current_user.centre_code or region_name(current_user.region_code or "")
    with reading() as db:
        names = find_organisation_names(db, current_user.organisation_code)
    return say_in(names) if names else current_user.organisation_code


def staff_head() -> dict[str, Any]:
    """Return who is signed in, for the head of a staff page."""
    if not current_user.is_authenticated:
        return {}
    return {
        "person": current_user.display_name,
        "role": gettext(role_name(current_user.role)),
        "body": _body_name(),
        "sign_out_url": url_for("accounts.sign_out"),
        "account_url": url_for("accounts.own_account"),
    }
