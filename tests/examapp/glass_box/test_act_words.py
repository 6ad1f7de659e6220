"""Every kind of act that the code can write has a sentence, and each language says it."""

import pytest

from examapp.core.i18n import load_catalogue
from examapp.glass_box.act_words import SENTENCES
from tests.examapp.glass_box.act_kinds import list_act_kinds

# A state names the act, and nobody settles a request to the state in which it was made.
NEVER_WRITTEN = {"certificate.end_waiting"}


def test_every_kind_of_act_that_the_code_can_write_has_a_sentence_and_no_other_has() -> None:
    kinds = list_act_kinds() - NEVER_WRITTEN
    assert len(kinds) > 180
    assert kinds - set(SENTENCES) == set(), "write a sentence in examapp/glass_box/*_words.py"
    assert set(SENTENCES) - kinds == set(), "no code writes these any more"


@pytest.mark.parametrize("locale", ["uz_Latn", "uz_Cyrl", "ru"])
def test_each_language_says_it_in_words_of_its_own(locale: str) -> None:
    catalogue = load_catalogue(locale)
    said = {words: catalogue.gettext(words) for words in SENTENCES.values()}
    assert [words for words, translated in said.items() if translated == words] == []
    assert len(set(said.values())) == len(said), "two acts that read alike cannot be told apart"
