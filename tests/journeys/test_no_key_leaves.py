"""Before the end no reply holds what would tell the right answer: every one of a whole sitting is read."""

import html
import json
import re
from collections.abc import Iterator
from typing import Any

import pytest
from sqlalchemy import text as as_sql

from examapp.core.db import make_engine
from question_bank.answer_keys import TextKey
from tests.journeys.papers import KnownPaper, know_paper
from tests.journeys.seat import API, Reply, Seat, fetch
from tests.journeys.serving import Served

LANGUAGES = ("uz-Latn", "uz-Cyrl", "ru", "en", "kaa")
FORBIDDEN_MEMBERS = frozenset(
    {"answer_key", "correct", "is_correct", "mapping", "rationale", "score", "scoring", "point", "points"}
    | {"max_points", "tolerance", "seed", "ids", "angoff", "enemies", "meta"}
)
# A shorter piece of a rationale, or a shorter accepted word, may stand in a question by right.
TELLING = 30
TELLING_WORD = 4
BATCH = 16
ADDRESS = re.compile(r"""["'(](/(?:exam|static|fonts)/[^"')\s]+)["')]""")


def _plain(text: str) -> str:
    return re.sub(r"\s+", " ", html.unescape(re.sub(r"<[^>]+>", " ", text))).strip()


def _rationales(known: KnownPaper) -> Iterator[str]:
    for item in known.paper.opened.items.values():
        for text in item.texts.values():
            if text.rationale:
                yield _plain(text.rationale)


def _questions(known: KnownPaper) -> str:
    """Every word that the form's own questions show, in all languages."""
    items = [known.paper.opened.items[name] for name in known.paper.form.item_ids()]
    texts = [[text.stem, *text.choices.values()] for item in items for text in item.texts.values()]
    texts += [list(picture.alt.values()) for item in items for picture in item.media.values()]
    return " ".join(_plain(words) for text in texts for words in text).casefold()


def _accepted_words(known: KnownPaper, public: str) -> Iterator[str]:
    """What typed answers accept, where no question of the form shows the same word."""
    for item in known.paper.opened.items.values():
        if isinstance(item.answer_key, TextKey):
            for word in item.answer_key.variants:
                if len(word) >= TELLING_WORD and word.casefold() not in public:
                    yield word


def _members(value: Any) -> Iterator[str]:
    if isinstance(value, dict):
        for name, inner in value.items():
            yield name
            yield from _members(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from _members(inner)


@pytest.fixture(scope="module")
def seat(demo: Served) -> Seat:
    return Seat(demo, demo.card["candidates"][1])


@pytest.fixture(scope="module")
def known(demo: Served, seat: Seat) -> KnownPaper:
    return know_paper(demo, seat.candidate["candidate_code"])


@pytest.fixture(scope="module")
def replies(seat: Seat, known: KnownPaper) -> list[Reply]:
    """A whole sitting with wrong answers only, so that no right word comes back as the candidate's own."""
    seat.call("GET", "/attempt", status=401)
    seat.enter()
    seat.call("GET", "/attempt/paper", status=409)
    seat.call("GET", "/attempt")
    seat.call("POST", "/attempt/language", {"language": "ru"})
    seat.start()
    pictures = set()
    for language in LANGUAGES:
        paper = seat.call("GET", f"/attempt/paper?lang={language}")
        for section in paper["form"]["sections"]:
            for item in section["items"]:
                pictures |= {picture["url"] for picture in item["media"]}
    for url in sorted(pictures):
        seat.call("GET", url.removeprefix(API))
    for start in range(0, len(known.questions), BATCH):
        batch = known.questions[start : start + BATCH]
        seat.save([seat.entry(question.id, question.wrong) for question in batch])
        seat.call("POST", "/attempt/heartbeat", {})
    first = known.questions[0]
    other = {"lease": 1, "seq": 0, "item": known.questions[1].id, "response": None, "made_ms": 0}
    seat.save([other], status=409)
    seat.save([seat.entry(first.id, ["no-such-choice"])], status=422)
    seat.save([seat.entry("NO-SUCH-ITEM", ["a"])], status=422)
    seat.call("POST", "/attempt/alert", {"kind": "call", "item": first.id})
    seat.call("POST", "/attempt/submit", {"last": {"lease": 1, "seq": seat.next_seq + 3}}, status=409)
    seat.call("GET", "/attempt")
    seat.submit()
    seat.call("GET", "/attempt")
    return seat.replies


@pytest.fixture(scope="module")
def resources(demo: Served) -> list[Reply]:
    """The exam page, and whatever it, its worker and its stylesheets name, to the end."""
    found: dict[str, Reply] = {}
    waiting = ["/exam/", "/exam/service-worker.js", "/exam/practice.json"]
    while waiting:
        path = waiting.pop()
        if path in found:
            continue
        reply = fetch(demo.url + path)
        found[path] = reply
        if reply.kind.startswith(("text/", "application/json", "application/javascript")):
            named = ADDRESS.findall(reply.body.decode())
            waiting += [one for one in named if not one.startswith(API) and not one.endswith("/")]
    assert all(reply.status == 200 for reply in found.values()), [
        reply.asked for reply in found.values() if reply.status != 200
    ]
    return list(found.values())


def _texts(replies: list[Reply]) -> list[tuple[str, str]]:
    return [(reply.asked, _plain(_decoded(reply)).casefold()) for reply in replies]


def _decoded(reply: Reply) -> str:
    """The reply as a person would read it: JSON's escapes undone."""
    if reply.kind == "application/json":
        return json.dumps(reply.json(), ensure_ascii=False)
    return reply.body.decode("utf-8", errors="replace")


def test_the_whole_sitting_was_read(replies: list[Reply], known: KnownPaper):
    """A scan of nothing finds nothing: paper, pictures, answers and the end are among the replies."""
    assert len(known.questions) == 50
    assert any(reply.kind.startswith("image/") for reply in replies)
    assert replies[-2].json()["receipt"]["answered"] == 50


def test_no_member_of_any_reply_is_named_like_a_key(replies: list[Reply], resources: list[Reply]):
    told = {
        (reply.asked, member)
        for reply in replies + resources
        if reply.kind == "application/json"
        for member in _members(reply.json())
        if member in FORBIDDEN_MEMBERS
    }
    assert told == set()


def test_no_reply_and_no_file_of_the_page_holds_a_rationale(
    replies: list[Reply], resources: list[Reply], known: KnownPaper
):
    questions = _questions(known)
    # A beginning that a question of the form has as well tells nothing: then the whole is looked for.
    beginnings = {text: text.casefold()[:TELLING] for text in _rationales(known) if len(text) >= TELLING}
    telling = {begin if begin not in questions else text.casefold() for text, begin in beginnings.items()}
    assert len(telling) > 100
    told = [(asked, text) for asked, said in _texts(replies + resources) for text in telling if text in said]
    assert told == []


def test_no_reply_and_no_file_of_the_page_holds_an_accepted_word(
    replies: list[Reply], resources: list[Reply], known: KnownPaper
):
    papers = [reply for reply in replies if "/attempt/paper" in reply.asked]
    questions = _questions(known)
    assert len(papers) > len(LANGUAGES)
    said = _texts(replies + resources)
    # What the page's own sentences say ("https", say) is said to everybody, whatever the paper.
    interface = " ".join(text for asked, text in said if "/exam/texts/" in asked)
    assert interface
    words = {word for word in _accepted_words(known, questions) if not _stands_alone(word, interface)}
    assert words
    told = [(asked, word) for asked, text in said for word in words if _stands_alone(word, text)]
    assert told == []


def _stands_alone(word: str, text: str) -> bool:
    return re.search(rf"(?<!\w){re.escape(word.casefold())}(?!\w)", text) is not None


def test_the_numbers_of_right_answers_stand_in_no_order_that_tells(replies: list[Reply], known: KnownPaper):
    """Choice ids are random for each attempt: none of the bank's own ids is among them."""
    bank_ids = {
        internal
        for section in known.paper.form.sections
        for place in section.items
        for public, internal in place.ids.items()
        if public != internal
    }
    assert bank_ids
    paper = next(reply.json() for reply in replies if "/attempt/paper" in reply.asked and reply.status == 200)
    offered = {
        choice["id"]
        for section in paper["form"]["sections"]
        for item in section["items"]
        for name in ("choices", "sources", "targets", "areas")
        for choice in item["interactions"][0].get(name, [])
    }
    assert offered
    assert offered.isdisjoint(bank_ids)


def test_no_secret_of_anybody_is_in_a_reply_a_log_the_audit_log_or_a_job(
    demo: Served, seat: Seat, replies: list[Reply], resources: list[Reply]
):
    """Entry gives the token and the device secret once; what the server keeps of all secrets tells none."""
    staff = [one[name] for one in demo.card["staff"] for name in ("password", "totp_secret")]
    own = [seat.token, seat.device, seat.candidate["pin"]]
    everybody = [one["pin"] for one in demo.card["candidates"]]
    entries = [reply for reply in replies if reply.asked.endswith("/entry")]
    assert any(seat.token.encode() in reply.body for reply in entries)
    broken = fetch(f"{demo.url}{API}/attempt/media/{own[2]}x", token=f"{seat.token}x")
    shown = [_decoded(reply) for reply in [*replies, *resources] if reply not in entries]
    engine = make_engine(f"sqlite:///{demo.data / 'examapp.sqlite3'}")
    with engine.connect() as connection:
        kept = [
            str(row)
            for table in ("audit_entry", "job")
            for row in connection.execute(as_sql(f"SELECT * FROM {table}"))
        ]
    engine.dispose()
    said = [(demo.data / "stderr.log").read_text(), *kept, *shown, _decoded(broken)]
    assert len(kept) > 50
    secrets = [one for one in [*staff, *own, *everybody] if one]
    assert len(secrets) > 30
    told = [secret for secret in secrets for place in said if _stands_alone(secret, place.casefold())]
    assert told == []


def test_the_files_of_an_installation_hold_no_password_and_no_token_in_the_clear(
    demo: Served, seat: Seat, replies: list[Reply]
):
    """Of passwords, tokens and device secrets only what cannot be turned back is kept."""
    staff = {one[name] for one in demo.card["staff"] for name in ("password", "totp_secret") if one[name]}
    assert len(staff) > 10
    secrets = staff | {seat.token, str(seat.device)}
    files = [path for path in demo.data.rglob("*") if path.is_file() and path.name != "demo.json"]
    files = [path for path in files if path.suffix not in {".ttf", ".woff2", ".pdf"}]
    assert any(path.name.endswith(".sqlite3") for path in files)
    told = {
        (path.name, secret)
        for path in files
        for content in [path.read_bytes()]
        for secret in secrets
        if secret.encode() in content
    }
    assert told == set()
