"""Every attack is refused by its own rule, and nothing of it is taken, left or told."""

from __future__ import annotations

import pytest
from hostile import bench
from hostile.everything import FAMILIES

from inspector_app.services import bundles

AT_LEAST = 400


@pytest.mark.parametrize("family", sorted(FAMILIES))
def test_every_attack_of_a_family_is_refused_by_its_rule(real, family):
    found = [problem for one in FAMILIES[family](real) for problem in bench.problems(real, one)]
    assert not found, "\n".join(found)


def test_the_attacks_are_many_and_no_two_the_same(real):
    names, digests = set(), {}
    for family in FAMILIES.values():
        for one in family(real):
            assert one.name not in names, one.name
            assert digests.setdefault(one.digest, one.name) == one.name
            names.add(one.name)
    assert len(names) >= AT_LEAST


def test_the_bundle_itself_would_be_taken(real):
    """Or the attacks would prove nothing."""
    for name, data in (
        ("sealed", real.sealed),
        ("clear", real.zipped()),
        ("made anew", real.seal(real.made())),
    ):
        path = real.root / name
        path.write_bytes(data)
        assert bundles.verify_bundle(real.lead, bundle=str(path)).verdict == "good"
        path.unlink()


def test_what_the_attacks_are_built_with_builds_the_bundle_byte_for_byte(real):
    assert real.zipped() == real.zipped(real.bag())
