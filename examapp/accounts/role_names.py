"""What the roles are called."""

from examapp.core.i18n import N_
from examapp.core.permissions import Role

_NAMES = {
    Role.ADMINISTRATOR: N_("Administrator"),
    Role.OPERATOR: N_("Operator"),
    Role.WORKING_BODY: N_("Working body"),
    Role.ORGANISATION_HEAD: N_("Head of the organisation"),
    Role.HR_OFFICER: N_("HR officer"),
    Role.AUTHOR: N_("Item author"),
    Role.TRANSLATOR: N_("Translator"),
    Role.REVIEWER: N_("Reviewer"),
    Role.APPROVER: N_("Approver"),
    Role.SEALING_OFFICIAL: N_("Sealing official"),
    Role.PROCTOR: N_("Proctor"),
    Role.SECRETARY: N_("Secretary of the commission"),
    Role.COMMISSION_MEMBER: N_("Member of the commission"),
    Role.COMMISSION_CHAIR: N_("Chair of the commission"),
    Role.AUDITOR: N_("Auditor"),
}


def role_name(role: Role) -> str:
    """Return the msgid of a role's name."""
    return _NAMES[role]
