import hashlib
from collections import Counter

from hypothesis import given
from hypothesis import strategies as st

from question_bank.seeded import SeededStream


def test_the_stream_is_sha_256_over_seed_label_and_block_number():
    blocks = [hashlib.sha256(b"seed\0label\0" + number.to_bytes(8, "big")).digest() for number in range(2)]
    assert SeededStream("seed", "label").take(40) == b"".join(blocks)[:40]


def test_what_a_seed_gives_stays_the_same_for_ever():
    stream = SeededStream("a form of 2026", "choices")
    drawn = ("".join(stream.shuffle("abcdefgh")), stream.below(1000), stream.new_id())
    assert drawn == ("hgabfdec", 790, "uuvp6h")


@given(st.text(), st.text(), st.integers(1, 70000))
def test_a_draw_lies_below_its_bound_and_is_repeatable(seed, label, bound):
    drawn = SeededStream(seed, label).below(bound)
    assert 0 <= drawn < bound
    assert drawn == SeededStream(seed, label).below(bound)


def test_each_number_is_equally_likely():
    stream = SeededStream("fair", "dice")
    counts = Counter(stream.below(6) for _ in range(60_000))
    # Six standard deviations of a binomial with p = 1/6.
    assert all(abs(counts[face] - 10_000) < 550 for face in range(6))


def test_each_order_of_three_is_equally_likely():
    stream = SeededStream("fair", "orders")
    counts = Counter("".join(stream.shuffle("abc")) for _ in range(30_000))
    assert len(counts) == 6
    assert all(abs(count - 5_000) < 400 for count in counts.values())


@given(st.lists(st.integers()), st.text())
def test_a_shuffle_loses_and_adds_nothing(values, seed):
    assert sorted(SeededStream(seed, "x").shuffle(values)) == sorted(values)


def test_labels_and_seeds_do_not_run_into_each_other():
    assert SeededStream("ab", "c").take(8) != SeededStream("a", "bc").take(8)


def test_new_ids_begin_with_a_letter_and_hold_no_look_alikes():
    stream = SeededStream("ids", "x")
    drawn = [stream.new_id() for _ in range(500)]
    assert all(one[0].isalpha() and len(one) == 6 for one in drawn)
    assert not set("".join(drawn)) & set("01ilo")
    assert len(set(drawn)) > 495
