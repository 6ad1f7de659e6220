import pytest

from question_bank.markup import clean_html, plain_text, prose_of


@pytest.mark.parametrize(
    "text",
    [
        "<p>Toʻlov: 12\u00a0800 soʻm &amp; boshqa</p>",
        "<p>a &lt; b<br>c</p>",
        "<table><thead><tr><th>A</th></tr></thead><tbody><tr><td>1</td></tr></tbody></table>",
        '<span lang="en">Save as</span> <kbd>Ctrl</kbd>+<kbd>S</kbd> <code>=A1*2</code>',
        "<ul><li>x<sub>1</sub><sup>2</sup></li></ul>",
    ],
)
def test_text_within_the_subset_is_left_as_it_is(text):
    assert clean_html(text) == text


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("<script>alert(1)</script>x", "x"),
        ("<style>p{}</style>x", "x"),
        ('<img src="https://a.example/x.png">x', "x"),
        ('<p onclick="x()">x</p>', "<p>x</p>"),
        ('<p style="color:red" class="right">x</p>', "<p>x</p>"),
        ('<a href="javascript:x()">x</a>', "x"),
        ('<span lang="en" id="b">x</span>', '<span lang="en">x</span>'),
        ("<iframe></iframe>x", "x"),
        ("<p>x", "<p>x</p>"),
    ],
)
def test_everything_outside_the_subset_is_cleaned_away(text, left):
    assert clean_html(text) == left


def test_plain_text_is_what_a_reader_sees():
    assert plain_text("<p>a &lt; b</p><p>c</p>") == "a < b c"


def test_prose_leaves_out_code_and_keys():
    assert prose_of("<p>Bosing <kbd>Ctrl</kbd> va <code>x'y</code></p>") == "Bosing va"
