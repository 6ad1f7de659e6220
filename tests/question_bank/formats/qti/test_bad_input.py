import random
import re
import zipfile

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from question_bank.formats.contract import Defaults, NotReadable
from question_bank.formats.qti.reading import read_qti
from question_bank.formats.safe_zip import SafeZip
from tests.question_bank.formats.qti.fixtures import (
    DEFAULTS,
    KEPT,
    REFUSED,
    item,
    kept,
    mapping,
    pack,
    package,
    png,
    response,
)

_FUZZED = 150  # files; `./run faults formats` tries thousands


@pytest.fixture
def path(tmp_path):
    return tmp_path / "a.zip"


def _kind(path):
    with pytest.raises(NotReadable) as caught:
        read_qti(path, DEFAULTS)
    return caught.value.kind


def test_a_package_that_unfolds_to_gigabytes_is_refused_before_any_is_unfolded(path, monkeypatch):
    pack(path, {"a.xml": kept("choice"), "b.xml": b"\x00" * (31 * 2**20)})
    monkeypatch.setattr(zipfile.ZipFile, "open", lambda *_: pytest.fail("an entry was unfolded"))
    assert _kind(path) == "zip_bomb"


@pytest.mark.parametrize("name", ["../a.xml", "/a.xml", "a\\b.xml", "C:a.xml"])
def test_a_package_with_names_that_lead_out_is_refused(path, name):
    assert _kind(pack(path, {name: kept("choice")})) == "zip_path"


def test_a_package_that_packs_a_link_is_refused(path):
    link = zipfile.ZipInfo("a.xml")
    link.external_attr = 0o120777 << 16
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr(link, "/etc/passwd")
    assert _kind(path) == "zip_link"


@pytest.mark.parametrize(
    "address", ["../../secret.png", "/etc/passwd", "file:///etc/passwd", "https://a.example/x.png"]
)
def test_an_address_never_leads_out_of_the_package(tmp_path, address):
    (tmp_path / "secret.png").write_bytes(png(7, 7))
    folder = tmp_path / "list" / "items"
    folder.mkdir(parents=True)
    (folder / "a.xml").write_text(kept("hotspot").replace("pictures/map.png", address), encoding="utf-8")
    for place in (folder / "a.xml", tmp_path / "list"):
        read = read_qti(place, DEFAULTS)
        assert "picture_missing" in {finding.kind for finding in read.findings}


def test_a_link_in_a_folder_does_not_lead_out_of_it(tmp_path):
    (tmp_path / "secret.png").write_bytes(png(7, 7))
    folder = tmp_path / "list" / "pictures"
    folder.mkdir(parents=True)
    (folder / "map.png").symlink_to(tmp_path / "secret.png")
    (tmp_path / "list" / "a.xml").write_text(kept("hotspot"), encoding="utf-8")
    read = read_qti(tmp_path / "list", DEFAULTS)
    assert "picture_missing" in {finding.kind for finding in read.findings}


def test_an_item_of_a_thousand_choices_is_refused_at_once(path):
    body = "".join(f'<simpleChoice identifier="C{n}">x</simpleChoice>' for n in range(1000))
    text = item(
        f'<choiceInteraction responseIdentifier="RESPONSE" maxChoices="0">{body}</choiceInteraction>',
        response("multiple", "identifier", "C1"),
        "match_correct",
    )
    (refusal,) = read_qti(pack(path, {"a.xml": text}), DEFAULTS).refusals
    assert refusal.kind == "too_many_choices"


def test_processing_without_end_is_refused(path):
    body, declarations, _ = KEPT["choice"]
    rule = (
        '<setOutcomeValue identifier="SCORE"><sum><variable identifier="SCORE"/>'
        '<baseValue baseType="float">1</baseValue></sum></setOutcomeValue>'
    )
    text = item(body, declarations, rule * 4_000)
    read = read_qti(pack(path, {f"{n}.xml": text for n in range(3)}), DEFAULTS)
    assert [refusal.kind for refusal in read.refusals] == ["too_long"] * 3


def test_one_item_without_end_does_not_keep_the_others_out(path):
    body, declarations, _ = KEPT["choice"]
    again = '<setOutcomeValue identifier="SCORE"><mapResponse identifier="RESPONSE"/></setOutcomeValue>'
    declared = response("single", "identifier", "A", mapping=mapping({"A": 1}))
    endless = item(body, declared, again * 11_000, identifier="endless")
    read = read_qti(
        pack(path, {"a.xml": endless, "b.xml": item(body, declarations, "match_correct")}), DEFAULTS
    )
    assert [refusal.item for refusal in read.refusals] == ["endless"]
    assert list(read.items) == ["item-1"]


def test_a_package_of_files_that_are_large_together_is_refused_before_all_are_read(path, monkeypatch):
    text = kept("choice", beside="<a/>" * 50_000)
    read = []
    take = SafeZip.read
    monkeypatch.setattr(SafeZip, "read", lambda archive, name: (read.append(name), take(archive, name))[1])
    assert _kind(pack(path, {f"{n}.xml": text for n in range(20)})) == "too_many_elements"
    assert len(read) < 12


def test_areas_that_all_overlap_are_refused_in_time(path):
    areas = '<areaMapEntry shape="rect" coords="0,0,90,90" mappedValue="1"/>' * 100
    declared = response(
        "multiple", "point", "5 5", mapping=f'<areaMapping defaultValue="0">{areas}</areaMapping>'
    )
    (refusal,) = read_qti(
        package(path, {"a": item(KEPT["select_point"][0], declared, "map_response_point")}), DEFAULTS
    ).refusals
    assert refusal.kind == "too_many_choices"


_TEXTS = [kept(name, version) for name in KEPT for version in ("2.2", "3.0")] + [
    item(body, response("single", "string", "x"), "match_correct") for body, _ in REFUSED.values()
]


@settings(max_examples=40, deadline=None)
@given(
    st.lists(st.sampled_from(_TEXTS), min_size=1, max_size=6),
    st.lists(st.sampled_from(["", "<a", "<a/>"]), max_size=3),
)
def test_items_refusals_and_questions_are_all_the_blocks_there_are(tmp_path_factory, texts, broken):
    files = {f"i{place}.xml": text for place, text in enumerate([*texts, *broken])}
    read = read_qti(pack(tmp_path_factory.mktemp("q") / "a.zip", files), DEFAULTS)
    assert read.blocks == len(read.items) + len(read.refusals) + len(read.questions)
    # An element that is no item of QTI is no block either.
    assert read.blocks == len(texts) + sum(text in {"", "<a"} for text in broken)


_WORDS = [
    "",
    "-1",
    "0",
    "99999999999999999999",
    "NaN",
    "1e999",
    "A B C",
    "<",
    "&amp;",
    "\u202e",
    "multiple",
    "ordered",
    "point",
    "float",
    "record",
]


_VALUE = re.compile(r'(?<==")[^"]*(?=")')
_ATTRIBUTE = re.compile(r'\s[\w:-]+="[^"]*"')
_LEAF = re.compile(r"<([\w-]+)[^<>]*(?:/>|>[^<>]*</\1>)")
_TEXT = re.compile(r"(?<=>)[^<>]+(?=<)")


def _change(chance, text):
    """Change one value, attribute, element or text; now and then any run of signs."""
    pattern, fate = chance.choice(
        [
            (_VALUE, "other"),
            (_VALUE, "other"),
            (_ATTRIBUTE, "gone"),
            (_LEAF, "gone"),
            (_LEAF, "twice"),
            (_TEXT, "other"),
            (None, "gone"),
        ]
    )
    spans = [found.span() for found in pattern.finditer(text)] if pattern else []
    if not spans:
        start = chance.randrange(len(text))
        spans = [(start, start + chance.choice((1, 5, 40)))]
    start, end = chance.choice(spans)
    values = _VALUE.findall(text) or [""]
    new = {"gone": "", "twice": text[start:end] * 2, "other": chance.choice([*_WORDS, chance.choice(values)])}
    return (text[:start] + new[fate] + text[end:]) or "x"


def _mutate(chance, text):
    for _ in range(chance.randint(1, 6)):
        text = _change(chance, text)
    return text


def test_whatever_is_done_to_a_file_it_is_read_or_refused(tmp_path):
    chance = random.Random(20261128)
    for _ in range(_FUZZED):
        text = _mutate(chance, chance.choice(_TEXTS))
        (tmp_path / "a.xml").write_bytes(text.encode("utf-8", "surrogatepass"))
        try:
            read = read_qti(tmp_path / "a.xml", Defaults())
        except NotReadable:
            pass
        else:
            assert read.blocks == len(read.items) + len(read.refusals)


def test_mappings_with_huge_numbers_are_refused(path):
    body, _, processing = KEPT["multiple"]
    declared = response("multiple", "identifier", "A", mapping=mapping({"A": "1e39", "B": "1e-39"}))
    (refusal,) = read_qti(pack(path, {"a.xml": item(body, declared, processing)}), DEFAULTS).refusals
    assert refusal.kind == "scoring_not_representable"


def test_a_container_that_is_put_into_itself_does_not_grow_for_ever(path):
    body, declared, _ = KEPT["choice"]
    doubled = '<multiple><variable identifier="ALL"/><variable identifier="ALL"/></multiple>'
    rules = '<setOutcomeValue identifier="ALL"><baseValue baseType="float">1</baseValue></setOutcomeValue>'
    rules += f'<setOutcomeValue identifier="ALL">{doubled}</setOutcomeValue>' * 60
    declared += '<outcomeDeclaration identifier="ALL" cardinality="multiple" baseType="float"/>'
    (refusal,) = read_qti(pack(path, {"a.xml": item(body, declared, rules)}), DEFAULTS).refusals
    assert refusal.kind == "too_long"
