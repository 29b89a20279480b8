from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from inspector_app.crypto.keys import Cost
from inspector_app.domain import ids
from inspector_app.errors import RefusedError, WorldError
from inspector_app.services.session import NewStore, new_store, principal_of


class BrokenClock:
    """Tells the time as often as it is asked to, then breaks, as a program may at any line."""

    def __init__(self, looks: int) -> None:
        self.looks = looks

    def __call__(self) -> datetime:
        self.looks -= 1
        if self.looks < 0:
            raise RuntimeError("broken")
        return datetime(2026, 11, 2, tzinfo=UTC)


@pytest.fixture
def told(tmp_path: Path) -> NewStore:
    return NewStore(
        where=tmp_path / "store",
        framework="ILACS-2026",
        authority="Fernshire",
        inspector="Ada",
        role="lead",
        start="2026-11-02",
        passphrase="twelve small owls",
        cost=Cost(memory_kib=64, iterations=1, lanes=1),
    )


@pytest.mark.parametrize("there", [True, False])
def test_a_store_that_fails_on_the_way_leaves_nothing_behind(told: NewStore, keychain, there) -> None:
    if there:
        told.where.mkdir()
    with pytest.raises(RuntimeError, match="broken"):
        new_store(told, BrokenClock(looks=0))
    assert told.where.exists() is there
    assert not there or list(told.where.iterdir()) == []
    assert keychain.secrets == {}
    new_store(told).close()


@pytest.mark.parametrize("passphrase", ["too short", "passwordpassword", "fernshire ada"])
def test_a_passphrase_that_is_easy_to_guess_makes_no_store(told: NewStore, passphrase: str) -> None:
    with pytest.raises(RefusedError, match="cannot be used"):
        new_store(replace(told, passphrase=passphrase))
    assert not told.where.exists()


def test_a_recovery_recipient_that_is_none_leaves_nothing_behind(told: NewStore, keychain) -> None:
    with pytest.raises(WorldError, match="not an age recipient"):
        new_store(replace(told, recovery="age1nobody"))
    assert not told.where.exists()
    assert keychain.secrets == {}


@pytest.mark.parametrize(
    ("name", "principal"),
    [("Zoë Ångström", "zoe.angstrom@inspection"), ("A. Brook", "a.brook@inspection")],
)
def test_a_roster_name_keeps_the_letters_under_the_accents(name, principal):
    assert principal_of(name, "0" * 32) == principal


def test_two_people_whose_names_have_no_latin_letter_get_two_roster_names():
    first, second = (principal_of(name, ids.new_actor()) for name in ("علي", "王芳"))
    assert first != second
