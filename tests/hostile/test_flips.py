"""Bits, cuts and doubled regions of the bundle, a sample of each; `break_bundles.py` goes through all."""

from __future__ import annotations

import random

import pytest
from hostile.flips import cuts, flips, taken, twice

SEED = 20261102
LENGTHS = (1, 16, 300)


@pytest.fixture(params=["sealed", "clear"])
def whole(real, request):
    return real.sealed if request.param == "sealed" else real.zipped()


@pytest.fixture
def dice():
    return random.Random(SEED)  # noqa: S311 - dice, not keys


def test_one_bit_turned_over_is_refused(real, whole, dice):
    count, found = taken(real, flips(whole, dice.sample(range(len(whole) * 8), 500)))
    assert not found
    assert count == 500


def test_a_cut_is_refused(real, whole, dice):
    count, found = taken(real, cuts(whole, [*range(60), *dice.sample(range(len(whole)), 240)]))
    assert not found
    assert count == 300


def test_a_region_twice_is_refused(real, whole, dice):
    count, found = taken(real, twice(whole, dice.sample(range(len(whole)), 50), LENGTHS))
    assert not found
    assert count > 250
