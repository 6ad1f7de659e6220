"""What one version says otherwise than another."""

from examapp.training.differences import compare_versions


def row(text: str, topic: str = "law", number: int = 2) -> dict[str, object]:
    return {"topic": topic, "number": number, "texts": {"uz-Latn": text, "ru": text}}


def changes(old, new):
    return [
        (
            one.change.value,
            one.was and one.was["texts"]["uz-Latn"],
            one.becomes and one.becomes["texts"]["uz-Latn"],
        )
        for one in compare_versions(old, new)
    ]


def test_rows_are_the_same_reworded_new_and_gone() -> None:
    old = [
        row("qonunlarni biladi va qoʻllaydi"),
        row("faylni topadi", "devices"),
        row("xat yozadi", "internet"),
    ]
    new = [
        row("qonunlarni yaxshi biladi va qoʻllaydi"),
        row("faylni topadi", "devices"),
        row("jadval tuzadi", "office"),
    ]
    assert changes(old, new) == [
        ("changed", "qonunlarni biladi va qoʻllaydi", "qonunlarni yaxshi biladi va qoʻllaydi"),
        ("same", "faylni topadi", "faylni topadi"),
        ("added", None, "jadval tuzadi"),
        ("removed", "xat yozadi", None),
    ]


def test_another_number_is_a_change_and_another_topic_another_row() -> None:
    assert [one[0] for one in changes([row("a b c")], [row("a b c", number=3)])] == ["changed"]
    assert [one[0] for one in changes([row("a b c")], [row("a b c", "office")])] == ["added", "removed"]
