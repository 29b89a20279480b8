"""A few seconds of `break_fuzz.py`, with dice that always fall the same."""

from __future__ import annotations

import random

from hostile import fuzz

ROUNDS, SEED = 400, 20261102


def test_no_reader_crashes_hangs_or_is_fooled(real):
    tally = fuzz.run(real, random.Random(SEED), lambda rounds: rounds < ROUNDS)  # noqa: S311 - dice, not keys
    assert tally.faults == []
    assert set(tally.shown.values()) == {ROUNDS}
    assert len(tally.shown) >= 14


def test_a_reader_that_crashes_or_is_fooled_is_told():
    """Or the fuzzer would prove nothing."""
    tally = fuzz.Tally()

    def crash(_data):
        raise IndexError

    def fooled(_data):
        raise AssertionError("a changed receipt counts")

    for read in (crash, fooled):
        fuzz._show(fuzz.Target("reader", [b"x"], read), b"x", tally)
    assert [fault.split(": ")[1] for fault in tally.faults] == ["IndexError", "AssertionError"]
