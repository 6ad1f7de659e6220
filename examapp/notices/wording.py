"""The words of a notice in the person's language: subject and letter for e-mail, a sentence or two for SMS.

No PIN stands in any of them. The msgids are English, as everywhere; a person who is not before a page has no
request, so the catalogue is chosen by the notice.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import urljoin

from examapp.candidates.models import Candidate
from examapp.core.i18n import N_, load_catalogue, say_in, show_date, show_time, to_locale
from examapp.notices.facts import NoticeFacts
from examapp.notices.models import NoticeKind
from question_bank.blueprint import TOPIC_TITLES

# Those with catalogues of their own; whoever reads another language gets the first.
WRITTEN: Final = ("uz-Latn", "uz-Cyrl", "ru", "en")
SUBJECTS: Final = {
    NoticeKind.BOOKED: N_("Your attestation test: %(day)s, %(hour)s"),
    NoticeKind.AHEAD: N_("Reminder: your attestation test is on %(day)s, %(hour)s"),
    NoticeKind.MOVED: N_("Your attestation test has been moved to %(day)s, %(hour)s"),
    NoticeKind.CANCELLED: N_("Your attestation test of %(day)s, %(hour)s will not take place"),
    NoticeKind.ENDS_SOON: N_("Your certificate № %(certificate)s is valid until %(day)s"),
    NoticeKind.PASSED: N_("Your certificate № %(certificate)s is issued"),
    NoticeKind.REPLACED: N_("Your certificate № %(certificate)s is issued"),
    NoticeKind.REVOKED: N_("Your certificate № %(certificate)s is revoked"),
    NoticeKind.FAILED: N_("The result of your attestation test is published"),
    NoticeKind.VOIDED: N_("The result of your attestation test does not count"),
    NoticeKind.APPEAL_TAKEN: N_("Your appeal № %(appeal)s has been accepted"),
    NoticeKind.APPEAL_ANSWERED: N_("Your appeal № %(appeal)s is answered"),
}
OPENINGS: Final = {
    NoticeKind.BOOKED: N_("You are to take the attestation test."),
    NoticeKind.AHEAD: N_("We remind you of your attestation test."),
    NoticeKind.MOVED: N_("Your test has been moved. Only what stands here counts now."),
    NoticeKind.CANCELLED: N_("The test of %(day)s, %(hour)s will not take place for you. You need not come."),
    NoticeKind.ENDS_SOON: N_("Your certificate № %(certificate)s of the attestation is valid until %(day)s."),
    NoticeKind.PASSED: N_("You have passed the attestation. Your certificate № %(certificate)s is issued."),
    NoticeKind.REPLACED: N_(
        "Certificate № %(certificate)s is issued to you in the place of № %(former)s. Whoever checks the "
        "former one is told so; use the new one from now on."
    ),
    NoticeKind.REVOKED: N_(
        "By the commission's decision your certificate № %(certificate)s is revoked: from now on it proves "
        "nothing. Whoever checks it is told so."
    ),
    NoticeKind.FAILED: N_("The commission has confirmed the results. This time you have not passed."),
    NoticeKind.VOIDED: N_(
        "By the commission's decision the result of your test is void: it counts neither as passed nor as "
        "failed, and a certificate that was issued by it is no longer valid."
    ),
    NoticeKind.APPEAL_TAKEN: N_(
        "Your appeal № %(appeal)s is with the commission. A panel of at least three members, none of whom "
        "conducted your test, hears it. You get the answer by %(answer_by)s at the latest."
    ),
    NoticeKind.APPEAL_ANSWERED: N_("The panel has decided on your appeal № %(appeal)s."),
}
SHORT: Final = {
    NoticeKind.BOOKED: N_("Attestation test: %(day)s, come by %(arrive)s to %(place)s. Confirm: %(link)s"),
    NoticeKind.AHEAD: N_("Reminder, test: %(day)s, come by %(arrive)s to %(place)s. Confirm: %(link)s"),
    NoticeKind.MOVED: N_("Your test is moved: %(day)s, come by %(arrive)s to %(place)s. Confirm: %(link)s"),
    NoticeKind.CANCELLED: N_("Your test of %(day)s, %(hour)s is cancelled. Do not come."),
    NoticeKind.ENDS_SOON: N_(
        "Certificate %(certificate)s is valid until %(day)s. Ask your HR officer. %(link)s"
    ),
    NoticeKind.PASSED: N_("You have passed. Certificate %(certificate)s: %(link)s"),
    NoticeKind.REPLACED: N_("Certificate %(certificate)s in the place of %(former)s: %(link)s"),
    NoticeKind.REVOKED: N_("Certificate %(certificate)s is revoked. Why: %(link)s"),
    NoticeKind.FAILED: N_("The test is not passed. Again from %(again)s. What to learn and where: %(link)s"),
    NoticeKind.VOIDED: N_("The result of your test is void, it does not count. More: %(link)s"),
    NoticeKind.APPEAL_TAKEN: N_("Appeal %(appeal)s is accepted. Answer by %(answer_by)s. %(link)s"),
    NoticeKind.APPEAL_ANSWERED: N_("Appeal %(appeal)s is answered. The decision: %(link)s"),
}
# They name no day and no place to come to, and bring nothing for the calendar.
AFTER_THE_TEST: Final = frozenset(
    {
        NoticeKind.ENDS_SOON,
        NoticeKind.PASSED,
        NoticeKind.REPLACED,
        NoticeKind.REVOKED,
        NoticeKind.FAILED,
        NoticeKind.VOIDED,
        NoticeKind.APPEAL_TAKEN,
        NoticeKind.APPEAL_ANSWERED,
    }
)
# One letter outside of GSM 7-bit more than halves what an SMS holds.
_TO_GSM: Final = str.maketrans({"ʻ": "'", "ʼ": "'", "–": "-", "№": "N"})


@dataclass(frozen=True)
class Words:
    """A notice in one language: `subject` and `letter` for e-mail and paper, `short` for SMS."""

    language: str
    subject: str
    letter: str
    short: str


def write_words(
    kind: NoticeKind, facts: NoticeFacts, candidate: Candidate, language: str, link: str
) -> Words:
    """Return the words of a notice; `link` is the signed address of the booking."""
    asked, language = language, language if language in WRITTEN else WRITTEN[0]
    tell = load_catalogue(to_locale(language)).gettext
    place = say_where(facts, language)
    given = {
        "day": show_date(facts.starts),
        "hour": show_time(facts.starts),
        "arrive": show_time(facts.arrives),
        "place": place,
        "link": link,
        "own": urljoin(link, "/my/"),
        "certificate": facts.certificate,
        "former": facts.former,
        "again": facts.free_from,
        "appeal": facts.appeal,
        "answer_by": facts.answer_by,
    }
    subject = tell(SUBJECTS[kind]) % given
    if facts.rehearsal:
        subject = f"{say_rehearsal(language)}: {subject}"
    paragraphs = [
        tell(N_("Dear %(name)s,")) % {"name": _name(candidate, language)},
        tell(OPENINGS[kind]) % given,
        *_middle(kind, facts, given, language),
        *([tell(_NO_KARAKALPAK)] if asked == "kaa" else []),
        tell(N_("This letter was sent by a program; nobody reads answers to it. Ask your HR officer.")),
    ]
    short = tell(SHORT[kind]) % given
    if facts.rehearsal:
        short = f"{say_rehearsal(language)}. {short}"
    short = short.translate(_TO_GSM)
    return Words(language, subject, "\n\n".join(paragraphs) + "\n", short)


# Who asked for Karakalpak is told why the letter is in another language, and that the test is, too.
_NO_KARAKALPAK: Final = N_(
    "You asked for Karakalpak. There are no texts in Karakalpak yet: letters, page and questions of the test "
    "are in Uzbek; at the beginning of the test you can choose Uzbek in Cyrillic letters, Russian or English."
)
_LATER: Final = N_("You will be told the new date. Nothing is counted against you.")
_AGAIN: Final = N_(
    "After that day it no longer counts. Ask your HR officer to put you on the list of candidates "
    "in good time: the test is planned months ahead."
)
_TAKE_IT: Final = N_("You can take the file on your own page, with code and PIN: %(own)s")
_OWN_PAGE: Final = N_("Your own page, with code and PIN: %(link)s")
_ON_OWN_PAGE: Final[Mapping[NoticeKind, tuple[str, ...]]] = {
    NoticeKind.VOIDED: (
        N_("You read more on your own page, and can appeal there while the days for that are running."),
    ),
    NoticeKind.APPEAL_TAKEN: (),
    NoticeKind.APPEAL_ANSWERED: (
        N_("You read the decision and its reasons on your own page, and take it as a file."),
    ),
}
_WHY: Final = N_("The reason, the document and the day stand here: %(link)s")
_ASK: Final = N_(
    "If you do not agree, ask your HR officer, or look at your own page for what can be done: %(own)s"
)
_SEE_IT: Final = N_("Your certificate as everybody can check it: %(link)s")
_ONLY: Final[Mapping[NoticeKind, tuple[str, ...]]] = {
    NoticeKind.CANCELLED: (_LATER,),
    NoticeKind.PASSED: (_SEE_IT, _TAKE_IT),
    NoticeKind.REPLACED: (_SEE_IT, _TAKE_IT),
    NoticeKind.REVOKED: (_WHY, _ASK),
}


def say_rehearsal(language: str) -> str:
    """Return the words that stand before everything about a sitting that counts for nothing."""
    return load_catalogue(to_locale(language)).gettext(N_("Rehearsal, not official"))


def say_where(facts: NoticeFacts, language: str) -> str:
    """Return centre and room in one line."""
    tell = load_catalogue(to_locale(language)).gettext
    room = tell(N_("room %(name)s")) % {"name": facts.room} if facts.room.isdecimal() else facts.room
    return f"{say_in(facts.centre, language)}, {room}"


def _name(candidate: Candidate, language: str) -> str:
    return candidate.name_cyrl if language in {"ru", "uz-Cyrl"} else candidate.name_latn


def _middle(kind: NoticeKind, facts: NoticeFacts, given: dict[str, str], language: str) -> list[str]:
    tell = load_catalogue(to_locale(language)).gettext
    if kind in _ONLY:
        return [tell(words) % given for words in _ONLY[kind]]
    if kind is NoticeKind.ENDS_SOON:
        programme = {"programme": say_in(facts.programme, language)}
        return [tell(N_("What: %(programme)s")) % programme, tell(_AGAIN), tell(_SEE_IT) % given]
    if kind in _ON_OWN_PAGE:
        return [*(tell(words) for words in _ON_OWN_PAGE[kind]), tell(_OWN_PAGE) % given]
    if kind is NoticeKind.FAILED:
        return _after_failure(facts, given, language)
    return _details(facts, given, language)


def _after_failure(facts: NoticeFacts, given: dict[str, str], language: str) -> list[str]:
    """Return what helps after a failure: what to learn, where, from when again; the unknown is left out."""
    tell = load_catalogue(to_locale(language)).gettext
    weak = [
        f"– {say_in(dict(TOPIC_TITLES[topic]), language)}" for topic in facts.topics if topic in TOPIC_TITLES
    ]
    near = [say_institution(one, language) for one in facts.institutions]
    return [
        *(["\n".join([tell(N_("What to learn first:")), *weak])] if weak else []),
        *(["\n".join([tell(N_("Where it is taught near you:")), *near])] if near else []),
        *(
            [
                tell(
                    N_(
                        "You may take the test again from %(again)s. You will be told the day and the place; "
                        "your HR officer answers questions."
                    )
                )
                % given
            ]
            if facts.free_from
            else []
        ),
        tell(_OWN_PAGE) % given,
    ]


def say_institution(one: Mapping[str, Any], language: str) -> str:
    """Return one line of a list: name, and address and telephone where these are known."""
    where = ", ".join(part for part in (one["address"], one["phone"]) if part)
    return f"– {say_in(one['names'], language)}" + (f" ({where})" if where else "")


def _details(facts: NoticeFacts, given: dict[str, str], language: str) -> list[str]:
    tell = load_catalogue(to_locale(language)).gettext
    return [
        "\n".join(
            [
                tell(N_("What: %(programme)s")) % {"programme": say_in(facts.programme, language)},
                tell(N_("When: %(day)s, %(hour)s, Tashkent time")) % given,
                tell(N_("Be there by: %(arrive)s")) % given,
                tell(N_("Where: %(place)s")) % given,
                tell(N_("Address: %(address)s")) % {"address": facts.address},
            ]
        ),
        tell(N_("Bring your passport or ID card.")),
        tell(N_("Please confirm that you will come, and take your admission slip here: %(link)s")) % given,
        tell(N_("The PIN code is not in this letter. It is given to you separately; tell it to nobody.")),
    ]
