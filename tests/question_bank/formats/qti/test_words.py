import pytest

from question_bank.formats.qti.bodies import write_label, write_words
from question_bank.formats.qti.names import read_element
from question_bank.formats.qti.source import ItemSource
from question_bank.formats.safe_xml import parse_xml


def _source(markup):
    root = read_element(parse_xml(f"<itemBody>{markup}</itemBody>".encode()))
    return ItemSource(root, lambda _address: None, "en"), root


def _words(markup):
    source, root = _source(markup)
    return write_words(source, root.content)


@pytest.mark.parametrize(
    ("markup", "words"),
    [
        ("<p>One  two\n three</p>\n <p>four</p>", "<p>One two three</p><p>four</p>"),
        ("<p>a <b>b</b> <i>c</i> <tt>d</tt></p>", "<p>a <strong>b</strong> <em>c</em> <code>d</code></p>"),
        ("<div>alone</div><div><p>inside</p></div>", "<p>alone</p><p>inside</p>"),
        ("<h2>Head</h2>", "<p><strong>Head</strong></p>"),
        ("<blockquote><p>quote<br/>next</p></blockquote>", "<p>quote<br>next</p>"),
        ("<ul><li>x</li></ul>", "<ul><li>x</li></ul>"),
        ("<p>a &lt; b &amp; c</p>", "<p>a &lt; b &amp; c</p>"),
        (
            '<p><span xml:lang="ru" class="x">да</span> <span>no</span></p>',
            '<p><span lang="ru">да</span> no</p>',
        ),
        ("<p>12\u00a0800</p>", "<p>12\u00a0800</p>"),
        ("<p> </p><p>x</p>", "<p>x</p>"),
        ("<p>漢<ruby>字<rp>(</rp><rt>ji</rt></ruby></p>", "<p>漢字 (ji)</p>"),
        ("<script>x()</script><p>x</p>", "<p>x</p>"),
        ('<p><a href="https://a.example">link</a></p>', "<p>link</p>"),
        ("<math><msup><mi>c</mi><mn>2</mn></msup></math>", "c<sup>2</sup>"),
        ("<math><mfrac><mrow><mi>a</mi><mo>+</mo><mn>1</mn></mrow><mn>2</mn></mfrac></math>", "(a+1)/2"),
        ("<math><msqrt><mn>2</mn></msqrt><msub><mi>x</mi><mn>1</mn></msub></math>", "√(2)x<sub>1</sub>"),
        ("<math><mroot><mn>8</mn><mn>3</mn></mroot></math>", "<sup>3</sup>√(8)"),
        ("<math><mfenced><mi>x</mi><mi>y</mi></mfenced></math>", "(x, y)"),
        ("<math><msubsup><mi>a</mi><mn>1</mn><mn>2</mn></msubsup></math>", "a<sub>1</sub><sup>2</sup>"),
        ("<math><mtable><mtr><mtd>1</mtd></mtr></mtable><msup><mn>1</mn></msup></math>", "1"),
    ],
)
def test_words_come_within_the_subset(markup, words):
    assert _words(markup) == words


def test_double_brackets_of_a_source_are_no_gaps_of_ours():
    source, root = _source("<p>[[x]]</p>")
    assert write_words(source, root.content) == "<p>[ [x]]</p>"
    assert source.notes == [("brackets_parted", "double brackets would mean a gap here")]


def test_a_hole_is_filled_with_what_stands_in_its_place():
    source, root = _source('<p>a <gap identifier="G"/></p>')
    gap = next(root.walk("gap"))
    assert write_words(source, root.content, {id(gap): "[[G]]"}) == "<p>a [[G]]</p>"


@pytest.mark.parametrize(
    ("markup", "label"),
    [
        ("<p>Only</p>", "Only"),
        ("One <b>two</b>", "One <strong>two</strong>"),
        ("True <feedbackInline>Yes!</feedbackInline>", "True"),
        ('<img src="a.png" alt="A &lt; B"/>', "A &lt; B"),
        ('<img src="a.png" alt=""/>', "X"),
    ],
)
def test_a_label_is_what_a_choice_says(markup, label):
    root = read_element(parse_xml(f'<simpleChoice identifier="X">{markup}</simpleChoice>'.encode()))
    source = ItemSource(root, lambda _address: None, "en")
    assert write_label(source, root) == label
