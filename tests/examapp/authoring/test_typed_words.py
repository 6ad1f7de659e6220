import pytest
from hypothesis import given
from hypothesis import strategies as st

from examapp.authoring.typed_words import read_inline, read_paragraphs, show_typed
from question_bank.content import load_shipped_list
from question_bank.markup import clean_html

PIECES = st.lists(st.sampled_from(["a", " ", "<", ">", "&", "&lt;", "<code>x</code>", "&amp;", "p", "/"]))


def test_an_empty_line_begins_a_paragraph():
    assert read_paragraphs("Bir.\r\n\r\nIkki.") == "<p>Bir.</p><p>Ikki.</p>"


def test_signs_are_typed_as_they_are():
    assert read_inline("a < b & c > d") == "a &lt; b &amp; c &gt; d"
    assert show_typed("a &lt; b &amp; c &gt; d") == "a < b & c > d"


def test_tags_of_the_subset_may_be_typed():
    assert read_paragraphs("Fayl <code>.pdf</code>") == "<p>Fayl <code>.pdf</code></p>"


def test_a_typed_list_stays_as_it_is():
    assert read_paragraphs("<ul><li>a</li></ul>") == "<ul><li>a</li></ul>"


@given(PIECES)
def test_showing_and_reading_again_changes_nothing(pieces):
    html = read_paragraphs("".join(pieces))
    assert read_paragraphs(show_typed(html)) == html


@given(PIECES)
def test_what_is_typed_without_tags_is_clean(pieces):
    html = read_inline("".join(piece for piece in pieces if not piece.startswith("<c")).replace("/", ""))
    assert "<p" in html or "<a" in html or clean_html(html) == html


@pytest.mark.parametrize("read", [read_paragraphs, read_inline])
def test_nothing_typed_is_nothing(read):
    assert read(" \r\n ") == ""


def test_every_text_of_the_sample_list_comes_back_unchanged():
    _manifest, items, _media = load_shipped_list()
    for item in items.values():
        for text in item.texts.values():
            assert read_paragraphs(show_typed(text.stem)) == text.stem
            for label in text.choices.values():
                assert read_inline(show_typed(label)) == label
