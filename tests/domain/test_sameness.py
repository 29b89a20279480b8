"""Laws of joining: who is one follows from the set of pairs alone, and reading as one loses nothing."""

from __future__ import annotations

from itertools import pairwise, permutations

from hypothesis import given
from hypothesis import strategies as st

from inspector_app.domain.revision import REASON, Record
from inspector_app.domain.sameness import APART, differing, read_as_one, together

IDS = st.sampled_from("abcdefgh")
PAIRS = st.lists(st.tuples(IDS, IDS).filter(lambda pair: pair[0] != pair[1]), max_size=9)


def record(rec, kind="case_track", *, deleted=False, conflicts=None, **fields):
    return Record(rec, kind, fields, (f"head-{rec}",), conflicts or {}, deleted, 1, f"by-{rec}", f"at-{rec}")


def reachable(pairs, start):
    """A slow second opinion."""
    found, before = {start}, set()
    while found != before:
        before = set(found)
        found |= {one for pair in pairs for one in pair if found & set(pair)}
    return tuple(sorted(found))


@given(PAIRS, st.sets(IDS))
def test_groups_are_those_that_can_be_reached_and_each_goes_by_one_of_its_own(pairs, gone):
    known = together(pairs, gone)
    for rec in "abcdefgh":
        group = known.of(rec)
        assert group == reachable(pairs, rec)
        assert known.named(rec) == min(set(group) - gone or group)
        assert {known.named(one) for one in group} == {known.named(rec)}


@given(PAIRS, st.sets(IDS), st.randoms())
def test_order_and_repetition_of_joinings_change_nothing(pairs, gone, random):
    mixed = [pair if random.random() < 0.5 else pair[::-1] for pair in pairs * 2]
    random.shuffle(mixed)
    assert together(mixed, gone) == together(pairs, gone)


@given(PAIRS)
def test_taking_a_pair_back_leaves_what_every_other_pair_joins(pairs):
    for pair in pairs:
        rest = [one for one in pairs if set(one) != set(pair)]
        known = together(rest)
        assert all(known.named(one) == known.named(other) for one, other in rest)
        assert all(known.of(rec) == reachable(rest, rec) for rec in pair)


def test_no_pairs_join_nothing_and_a_circle_is_one_group():
    assert together([]) is APART
    circle = together([*pairwise("abc"), ("c", "a")])
    assert circle.of("b") == ("a", "b", "c")


@given(PAIRS, st.lists(IDS, unique=True, min_size=1))
def test_each_group_is_read_once_and_in_any_order_of_records_alike(pairs, ids):
    known = together(pairs)
    records = [record(rec, summary=f"word {rec}") for rec in ids]
    read = read_as_one(known, records)
    assert read == read_as_one(known, reversed(records))
    assert len(read) == len({known.named(rec) for rec in ids})
    told = "\n\n".join(str(one.get("summary")) for one in read)
    assert all(f"word {rec}" in told for rec in ids)


def test_what_one_says_stands_words_stand_side_by_side_and_codes_that_differ_have_no_value():
    known = together([("a", "b")])
    first = record("a", reference="Plover 3", age=9, gender="f", council_grade="good", summary="Settled.")
    second = record("b", reference="Heron 12", age=9, council_grade="inadequate", summary="Moved twice.")
    (one,) = read_as_one(known, [first, second])
    assert one.fields == {
        "reference": "Plover 3, also Heron 12", "age": 9, "gender": "f", "summary": "Settled.\n\nMoved twice.",
    }  # fmt: skip
    assert [(c.value, c.author) for c in one.conflicts["council_grade"]] == [
        ("good", "by-a"),
        ("inadequate", "by-b"),
    ]
    assert (one.id, one.heads, one.revisions) == ("a", ("head-a", "head-b"), 2)
    assert differing([first, second]) == ("council_grade", "reference", "summary")


def test_words_about_revisions_are_no_difference():
    assert differing([record("a", **{REASON: "x"}), record("b", **{REASON: "y"})]) == ()


def test_a_child_is_tracked_if_one_record_says_so_and_in_the_group_of_the_lists():
    known = together([("a", "b")])
    records = [
        record("a", depth="sampled", stratum="below_threshold"),
        record("b", depth="tracked", stratum="child_protection", lists_as_of="2026-11-02"),
    ]
    for told in permutations(records):
        (one,) = read_as_one(known, told)
        assert (one.get("depth"), one.get("stratum")) == ("tracked", "child_protection")


def test_of_a_withdrawn_record_nothing_is_told_while_another_stands():
    known = together([("a", "b")], gone={"a"})
    (one,) = read_as_one(known, [record("a", deleted=True, summary="x"), record("b", summary="y")])
    assert (one.id, one.get("summary")) == ("b", "y")


def test_links_of_joined_evidence_to_one_descriptor_are_one_and_differ_openly():
    known = together([("a", "b")])
    links = [
        record("l1", "evidence_link", evidence="a", descriptor="IL-01", stance="for"),
        record("l2", "evidence_link", evidence="b", descriptor="IL-01", stance="against"),
        record("l3", "evidence_link", evidence="b", descriptor="IL-02", stance="for"),
        record("l4", "evidence_link", evidence="c", descriptor="IL-01", stance="for"),
    ]
    read = read_as_one(known, links)
    assert [(one.id, one.get("evidence")) for one in read] == [("l1", "a"), ("l3", "a"), ("l4", "c")]
    assert [c.value for c in read[0].conflicts["stance"]] == ["for", "against"]


def test_steps_of_a_joined_case_are_told_once_only_where_they_are_alike_in_all():
    known = together([("a", "b")])
    steps = [
        record("s1", "journey_event", case="a", event="contact", start="2026-05-01"),
        record("s2", "journey_event", case="b", event="contact", start="2026-05-01"),
        record("s3", "journey_event", case="b", event="contact", start="2026-05-01", detail="by a school"),
        record("s4", "journey_event", case="c", event="contact", start="2026-05-01"),
        record("s5", "journey_event", case="c", event="contact", start="2026-05-01"),
    ]
    read = read_as_one(known, steps)
    assert [(one.id, one.get("case")) for one in read] == [("s1", "a"), ("s3", "a"), ("s4", "c"), ("s5", "c")]
