import pytest

from question_bank.formats.contract import MOST_BLOCKS, NotReadable
from question_bank.formats.judging import judge


def test_a_list_is_judged_as_it_is_read(tmp_path):
    file = tmp_path / "list.gift"
    file.write_text("Savol qaysi?{=bir ~Вir}")
    judged = judge(file)
    assert len(judged.read_list.items) == 1
    assert "mixed_scripts" in {row.kind for row in judged.rows}


def test_a_list_of_too_many_questions_is_to_be_divided(tmp_path):
    file = tmp_path / "list.gift"
    file.write_text("\n\n".join(["x"] * (MOST_BLOCKS + 1)))
    with pytest.raises(NotReadable) as refusal:
        judge(file, "gift")
    assert refusal.value.kind == "too_many_blocks"


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("gift", "Savol qaysi?{=bir " + "~ikki " * 300_000 + "}"),
        ("hemis", "Savol\n" + "====\nikki\n" * 300_000),
    ],
)
def test_a_question_of_endless_options_is_refused_without_reading_them(tmp_path, name, text):
    file = tmp_path / "list.txt"
    file.write_text(text)
    (refused,) = judge(file, name).read_list.refusals
    assert refused.kind == "too_many_options"
