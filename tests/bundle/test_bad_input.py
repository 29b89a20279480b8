"""One byte changed anywhere, a cut anywhere: refused, or sealed to nobody we know; never good, never a crash."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from inspector_app.errors import WorldError

SHARED = settings(
    max_examples=120,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
PLACES = [n / 60 for n in range(60)]


def changed(data, place, bit):
    at = min(int(len(data) * place), len(data) - 1)
    return data[:at] + bytes([data[at] ^ 1 << bit]) + data[at + 1 :]


@pytest.mark.parametrize("place", PLACES)
def test_one_byte_changed_in_a_sealed_bundle(sealed, verify, place):
    sealed.write_bytes(changed(sealed.read_bytes(), place, 0))
    assert verify(sealed).verdict in {"refused", "not-for-us"}


@pytest.mark.parametrize("place", PLACES)
def test_one_byte_changed_in_a_clear_bundle(clear, verify, place):
    clear.write_bytes(changed(clear.read_bytes(), place, 0))
    told = verify(clear)
    assert (told.verdict, bool(told.rule), bool(told.note)) == ("refused", True, True)


@SHARED
@given(place=st.floats(0, 1, exclude_max=True), bit=st.integers(0, 7))
def test_any_one_bit_changed_in_a_clear_bundle(clear, verify, place, bit):
    good = clear.read_bytes()
    try:
        clear.write_bytes(changed(good, place, bit))
        assert verify(clear).verdict == "refused"
    finally:
        clear.write_bytes(good)


@SHARED
@given(st.data())
def test_any_cut_or_any_tail_is_refused(clear, verify, data):
    good = clear.read_bytes()
    cut = data.draw(st.integers(0, len(good) - 1))
    tail = data.draw(st.binary(min_size=1, max_size=40))
    try:
        for spoilt in (good[:cut], good + tail, good[:cut] + tail + good[cut:]):
            clear.write_bytes(spoilt)
            assert verify(clear).verdict == "refused"
    finally:
        clear.write_bytes(good)


@SHARED
@given(st.binary(max_size=400))
def test_any_bytes_at_all_are_refused_in_words(tmp_path, verify, told):
    for start in (b"", b"PK\x03\x04", b"age-encryption.org/v1\n-> X25519 "):
        (tmp_path / "x").write_bytes(start + told)
        verdict = verify(tmp_path / "x")
        assert verdict.verdict in {"refused", "not-for-us"}
        assert verdict.note


def test_an_empty_folder_is_refused(tmp_path, verify):
    (tmp_path / "empty").mkdir()
    assert verify(tmp_path / "empty").rule == "R4"


def test_an_identity_that_is_none_is_told(sealed, opening):
    with pytest.raises(WorldError, match="identity"), opening(sealed, identities=["AGE-SECRET-KEY-1X"]):
        pass


def test_a_quarantine_that_cannot_be_made_is_told(sealed, opening, tmp_path):
    (tmp_path / "file").write_bytes(b"")
    with pytest.raises(WorldError, match="private file"), opening(sealed, quarantine=tmp_path / "file"):
        pass
