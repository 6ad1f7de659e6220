import re
from pathlib import Path

from examapp.authoring.list_reading import LIMIT_REFUSALS
from examapp.authoring.refusal_words import SENTENCES

ROOT = Path(__file__).resolve().parents[3]


def test_each_kind_of_refusal_of_a_file_has_its_sentence():
    sources = [*(ROOT / "question_bank").rglob("*.py"), *(ROOT / "examapp/authoring").glob("*.py")]
    kinds = {
        kind
        for source in sources
        for kind in re.findall(r'NotReadable\(\s*"([a-z_0-9]+)"', source.read_text(encoding="utf-8"))
    }
    assert len(kinds) > 20
    assert (kinds | {kind for kind, _ in LIMIT_REFUSALS.values()}) - set(SENTENCES) == set()
