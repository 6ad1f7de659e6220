"""What the kinds of training institutions are called, and in which languages they teach."""

from typing import Final

from examapp.core.i18n import N_
from examapp.training.models import InstitutionKind, Part

KIND_NAMES: Final = {
    InstitutionKind.HIGHER: N_("University or institute"),
    InstitutionKind.COLLEGE: N_("College or technical school"),
    InstitutionKind.CENTRE: N_("Centre for retraining and further education"),
    InstitutionKind.PRIVATE: N_("Private training centre"),
    InstitutionKind.SECURITY_COURSE: N_("Course on information security for staff"),
}
TEACHING_LANGUAGES: Final = {
    "uz": N_("in Uzbek"),
    "ru": N_("in Russian"),
    "kaa": N_("in Karakalpak"),
    "en": N_("in English"),
}
PART_NAMES: Final = {
    Part.CURRICULUM: N_("Curriculum"),
    Part.PARAMETERS: N_("Minimum-level parameters"),
}
