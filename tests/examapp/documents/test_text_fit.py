"""Widths are measured with the fonts' own advances; lines are counted and split by them."""

from examapp.documents.text_fit import FontMetrics, lines_needed, split_evenly

EVEN = FontMetrics({ord(letter): 0.5 for letter in "abcdefghij -"}, 1.0)


def test_width_grows_with_letters_and_size_and_a_missing_letter_is_the_widest():
    assert EVEN.width_mm("ab", 72) == 25.4
    assert EVEN.width_mm("aЖ", 72) == 0.5 * 25.4 + 25.4


def test_a_text_is_split_where_both_lines_are_nearest():
    assert split_evenly("aaa bb cccc", EVEN) == ("aaa bb", "cccc")
    assert split_evenly("aaaa-bbbb cc", EVEN) == ("aaaa-", "bbbb cc")


def test_a_single_word_stays_whole():
    assert split_evenly("aaaaaaaa", EVEN) == ("aaaaaaaa", "")


def test_lines_are_counted_word_by_word_and_a_long_word_is_broken():
    width = EVEN.width_mm("aaaaaaaaaa", 10)
    assert lines_needed("aaaa aaaa", EVEN, 10, width) == 1
    assert lines_needed("aaaa aaaa aaaa", EVEN, 10, width) == 2
    assert lines_needed("a" * 25, EVEN, 10, width + 0.001) == 3
