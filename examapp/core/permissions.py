"""Who may do what: one enum of roles, one of permissions, one table.

Role ids are those of the rules of the attestation. The table says what a role may do at all; whether it
may do it to this centre, this sitting or this item is said by the predicates at the end, which take
protocols, because the rooms lie above.
"""

from enum import StrEnum
from typing import Protocol


class Role(StrEnum):
    """A person's office in the attestation; candidates and the public have none."""

    ADMINISTRATOR = "administrator"
    OPERATOR = "operator"
    WORKING_BODY = "working_body"
    ORGANISATION_HEAD = "organisation_head"
    HR_OFFICER = "hr_officer"
    AUTHOR = "author"
    TRANSLATOR = "translator"
    REVIEWER = "reviewer"
    APPROVER = "approver"
    SEALING_OFFICIAL = "sealing_official"
    PROCTOR = "proctor"
    SECRETARY = "secretary"
    COMMISSION_MEMBER = "commission_member"
    COMMISSION_CHAIR = "commission_chair"
    AUDITOR = "auditor"


class Permission(StrEnum):
    """One kind of act that a page or a command carries out."""

    SEE_OWN_ACCOUNT = "see_own_account"
    MANAGE_STAFF = "manage_staff"
    VIEW_POLICY = "view_policy"
    PROPOSE_POLICY = "propose_policy"
    APPROVE_POLICY = "approve_policy"
    MANAGE_ORGANISATIONS = "manage_organisations"
    MANAGE_CENTRES = "manage_centres"
    VIEW_READINESS = "view_readiness"
    MANAGE_CANDIDATES = "manage_candidates"
    VIEW_ACCOMMODATIONS = "view_accommodations"
    REQUEST_ACCOMMODATIONS = "request_accommodations"
    DECIDE_ACCOMMODATIONS = "decide_accommodations"
    VIEW_EXCUSES = "view_excuses"
    REQUEST_EXCUSES = "request_excuses"
    DECIDE_EXCUSES = "decide_excuses"
    VIEW_LISTS = "view_lists"
    KEEP_LISTS = "keep_lists"
    SUBMIT_LISTS = "submit_lists"
    AGREE_LISTS = "agree_lists"
    ACCEPT_LISTS = "accept_lists"
    RETURN_LISTS = "return_lists"
    OVERSEE_LISTS = "oversee_lists"
    CHANGE_LISTS = "change_lists"
    KEEP_API_TOKENS = "keep_api_tokens"
    MANAGE_QUESTION_LISTS = "manage_question_lists"
    SEAL_LISTS = "seal_lists"
    VIEW_ITEM_STATES = "view_item_states"
    WORK_ON_ITEMS = "work_on_items"
    WRITE_ITEMS = "write_items"
    TRANSLATE_ITEMS = "translate_items"
    REVIEW_ITEMS = "review_items"
    RETURN_ITEMS = "return_items"
    APPROVE_ITEMS = "approve_items"
    OPEN_SEALED_ITEMS = "open_sealed_items"
    EDIT_CONTACTS = "edit_contacts"
    VIEW_NOTICES = "view_notices"
    GIVE_NOTICE = "give_notice"
    VIEW_CUT_SCORES = "view_cut_scores"
    CONDUCT_CUT_SCORES = "conduct_cut_scores"
    JUDGE_ITEMS = "judge_items"
    SEAL_CUT_SCORES = "seal_cut_scores"
    VIEW_SITTINGS = "view_sittings"
    APPROVE_SCHEDULE = "approve_schedule"
    PLAN_SITTINGS = "plan_sittings"
    COMPARE_FORMS = "compare_forms"
    RUN_SITTINGS = "run_sittings"
    VIEW_LOCKDOWN = "view_lockdown"
    KEEP_LOCKDOWN = "keep_lockdown"
    VIEW_RESULTS = "view_results"
    RECORD_PRESENCE = "record_presence"
    SIGN_RESULTS = "sign_results"
    ASK_TO_ANNUL = "ask_to_annul"
    CONFIRM_RESULTS = "confirm_results"
    VIEW_ITEM_MATTERS = "view_item_matters"
    PUT_ITEMS = "put_items"
    PROPOSE_ITEM_DECISIONS = "propose_item_decisions"
    VIEW_APPEALS = "view_appeals"
    APPOINT_PANELS = "appoint_panels"
    HEAR_APPEALS = "hear_appeals"
    VIEW_COMMISSIONS = "view_commissions"
    PROPOSE_COMMISSIONS = "propose_commissions"
    APPROVE_COMMISSIONS = "approve_commissions"
    VIEW_CERTIFICATES = "view_certificates"
    ISSUE_CERTIFICATES = "issue_certificates"
    DECIDE_CERTIFICATES = "decide_certificates"
    VIEW_AUDIT = "view_audit"
    VIEW_HISTORY = "view_history"
    VIEW_RETENTION = "view_retention"
    PROPOSE_DELETION = "propose_deletion"
    APPROVE_DELETION = "approve_deletion"
    TAKE_DOSSIERS = "take_dossiers"
    VIEW_PARTICIPATION = "view_participation"
    VIEW_REPORTS = "view_reports"
    VIEW_OWN_PEOPLE = "view_own_people"
    KEEP_TRAINING_REGISTER = "keep_training_register"
    VIEW_REQUIREMENT_DRAFTS = "view_requirement_drafts"
    DRAFT_REQUIREMENTS = "draft_requirements"
    PUBLISH_REQUIREMENTS = "publish_requirements"


_P = Permission
_EVERYBODY = frozenset({_P.SEE_OWN_ACCOUNT, _P.VIEW_POLICY})
_AT_THE_ITEMS = _EVERYBODY | {_P.VIEW_ITEM_STATES, _P.WORK_ON_ITEMS}
# Who may be named a judge of a cut score; the ballot itself is open to those alone who were named.
_JUDGES = frozenset({_P.VIEW_CUT_SCORES, _P.JUDGE_ITEMS})
_ON_THE_COMMISSION = frozenset(
    {
        _P.VIEW_RESULTS,
        _P.SIGN_RESULTS,
        _P.VIEW_ITEM_MATTERS,
        _P.VIEW_COMMISSIONS,
        _P.VIEW_CERTIFICATES,
        _P.COMPARE_FORMS,
        _P.VIEW_APPEALS,
    }
)

ROLE_PERMISSIONS: dict[Role, frozenset[Permission]] = {
    Role.ADMINISTRATOR: _EVERYBODY
    | {
        _P.MANAGE_STAFF,
        _P.VIEW_ITEM_STATES,
        _P.VIEW_COMMISSIONS,
        _P.APPROVE_COMMISSIONS,
        _P.VIEW_RETENTION,
        _P.APPROVE_DELETION,
    },
    Role.OPERATOR: _EVERYBODY
    | {
        _P.PROPOSE_POLICY,
        _P.MANAGE_ORGANISATIONS,
        _P.MANAGE_CENTRES,
        _P.VIEW_READINESS,
        _P.MANAGE_CANDIDATES,
        _P.VIEW_LISTS,
        _P.ACCEPT_LISTS,
        _P.RETURN_LISTS,
        _P.OVERSEE_LISTS,
        _P.CHANGE_LISTS,
        _P.KEEP_API_TOKENS,
        _P.MANAGE_QUESTION_LISTS,
        _P.VIEW_CUT_SCORES,
        _P.CONDUCT_CUT_SCORES,
        _P.VIEW_ITEM_STATES,
        _P.VIEW_SITTINGS,
        _P.PLAN_SITTINGS,
        _P.VIEW_LOCKDOWN,
        _P.KEEP_LOCKDOWN,
        _P.EDIT_CONTACTS,
        _P.VIEW_NOTICES,
        _P.GIVE_NOTICE,
        _P.COMPARE_FORMS,
        _P.VIEW_CERTIFICATES,
        _P.ISSUE_CERTIFICATES,
        _P.VIEW_HISTORY,
        _P.TAKE_DOSSIERS,
        _P.VIEW_ITEM_MATTERS,
        _P.PUT_ITEMS,
        _P.VIEW_COMMISSIONS,
        _P.PROPOSE_COMMISSIONS,
        _P.VIEW_PARTICIPATION,
        _P.VIEW_REPORTS,
        _P.KEEP_TRAINING_REGISTER,
        _P.VIEW_RETENTION,
        _P.PROPOSE_DELETION,
    },
    Role.WORKING_BODY: _EVERYBODY
    | {
        _P.VIEW_PARTICIPATION,
        _P.VIEW_REPORTS,
        _P.KEEP_TRAINING_REGISTER,
        _P.VIEW_REQUIREMENT_DRAFTS,
        _P.DRAFT_REQUIREMENTS,
        _P.PUBLISH_REQUIREMENTS,
        _P.VIEW_SITTINGS,
        _P.APPROVE_SCHEDULE,
        _P.MANAGE_ORGANISATIONS,
        _P.VIEW_ACCOMMODATIONS,
        _P.DECIDE_ACCOMMODATIONS,
        _P.VIEW_EXCUSES,
        _P.REQUEST_EXCUSES,
        _P.DECIDE_EXCUSES,
        _P.VIEW_LISTS,
        _P.AGREE_LISTS,
        _P.RETURN_LISTS,
        _P.OVERSEE_LISTS,
        _P.CHANGE_LISTS,
        _P.VIEW_NOTICES,
        _P.GIVE_NOTICE,
    },
    Role.ORGANISATION_HEAD: _EVERYBODY
    | {_P.VIEW_LISTS, _P.SUBMIT_LISTS, _P.VIEW_PARTICIPATION, _P.VIEW_OWN_PEOPLE},
    Role.HR_OFFICER: _EVERYBODY
    | {
        _P.VIEW_LISTS,
        _P.KEEP_LISTS,
        _P.CHANGE_LISTS,
        _P.KEEP_API_TOKENS,
        _P.VIEW_ACCOMMODATIONS,
        _P.REQUEST_ACCOMMODATIONS,
        _P.VIEW_EXCUSES,
        _P.REQUEST_EXCUSES,
        _P.EDIT_CONTACTS,
        _P.VIEW_PARTICIPATION,
        _P.VIEW_OWN_PEOPLE,
    },
    Role.AUTHOR: _AT_THE_ITEMS | {_P.WRITE_ITEMS},
    Role.TRANSLATOR: _AT_THE_ITEMS | {_P.TRANSLATE_ITEMS},
    Role.REVIEWER: _AT_THE_ITEMS | _JUDGES | {_P.REVIEW_ITEMS, _P.RETURN_ITEMS},
    # The Ministry and the State Testing Centre approve items, and keep the register of training with others.
    Role.APPROVER: _AT_THE_ITEMS
    | _JUDGES
    | {
        _P.APPROVE_ITEMS,
        _P.RETURN_ITEMS,
        _P.OPEN_SEALED_ITEMS,
        _P.KEEP_TRAINING_REGISTER,
        _P.VIEW_REQUIREMENT_DRAFTS,
        _P.PUBLISH_REQUIREMENTS,
    },
    Role.SEALING_OFFICIAL: _EVERYBODY | {_P.SEAL_LISTS, _P.VIEW_ITEM_STATES, _P.OPEN_SEALED_ITEMS},
    Role.PROCTOR: _EVERYBODY | {_P.RUN_SITTINGS, _P.VIEW_READINESS, _P.VIEW_LOCKDOWN, _P.KEEP_LOCKDOWN},
    Role.SECRETARY: _EVERYBODY
    | _ON_THE_COMMISSION
    | {_P.RECORD_PRESENCE, _P.ASK_TO_ANNUL, _P.PUT_ITEMS, _P.PROPOSE_ITEM_DECISIONS},
    Role.COMMISSION_MEMBER: _EVERYBODY
    | _ON_THE_COMMISSION
    | _JUDGES
    | {_P.ASK_TO_ANNUL, _P.TAKE_DOSSIERS, _P.HEAR_APPEALS, _P.PUT_ITEMS, _P.PROPOSE_ITEM_DECISIONS},
    Role.COMMISSION_CHAIR: _EVERYBODY
    | _ON_THE_COMMISSION
    | {
        _P.CONFIRM_RESULTS,
        _P.APPOINT_PANELS,
        _P.HEAR_APPEALS,
        _P.APPROVE_POLICY,
        _P.VIEW_CUT_SCORES,
        _P.SEAL_CUT_SCORES,
        _P.DECIDE_CERTIFICATES,
        _P.VIEW_ITEM_STATES,
        _P.TAKE_DOSSIERS,
    },
    Role.AUDITOR: _EVERYBODY
    | {
        _P.VIEW_NOTICES,
        _P.VIEW_CUT_SCORES,
        _P.COMPARE_FORMS,
        _P.VIEW_LISTS,
        _P.OVERSEE_LISTS,
        _P.VIEW_SITTINGS,
        _P.VIEW_LOCKDOWN,
        _P.VIEW_RESULTS,
        _P.VIEW_ITEM_MATTERS,
        _P.VIEW_APPEALS,
        _P.VIEW_COMMISSIONS,
        _P.VIEW_CERTIFICATES,
        _P.VIEW_AUDIT,
        _P.VIEW_HISTORY,
        _P.VIEW_RETENTION,
        _P.TAKE_DOSSIERS,
        _P.VIEW_PARTICIPATION,
        _P.VIEW_REPORTS,
        _P.VIEW_REQUIREMENT_DRAFTS,
        _P.VIEW_ITEM_STATES,
    },
}


class Actor(Protocol):
    """What a predicate needs to know of the person who acts."""

    @property
    def id(self) -> int:
        """The account's id."""
        ...

    @property
    def role(self) -> Role:
        """The account's role."""
        ...

    @property
    def region_code(self) -> str | None:
        """The region that bounds a regional person, None for a republican one."""
        ...

    @property
    def organisation_code(self) -> str | None:
        """The body that an HR officer or a head belongs to."""
        ...

    @property
    def centre_code(self) -> str | None:
        """The centre that bounds a person, None where none does."""
        ...


# They see their own body only; without one they see nothing.
BODY_ROLES = frozenset({Role.HR_OFFICER, Role.ORGANISATION_HEAD})


def may(actor: Actor, permission: Permission) -> bool:
    """Tell whether the actor's role holds a permission."""
    return permission in ROLE_PERMISSIONS[actor.role]


def same_region(actor: Actor, region_code: str) -> bool:
    """Tell whether a thing of a region is within the actor's sight: regional people see their region only."""
    return actor.region_code is None or actor.region_code == region_code


def same_centre(actor: Actor, centre_code: str) -> bool:
    """Tell whether a thing of a centre is within the actor's sight."""
    return actor.centre_code is None or actor.centre_code == centre_code
