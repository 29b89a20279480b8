from __future__ import annotations

import os

import pytest

from inspector_app.errors import RefusedError
from inspector_app.services import bundles, dropping, evidence, merging
from inspector_app.services.dropping import DropFolderAwayError


def put(folder, name: str, data: bytes = b"x"):
    folder.mkdir(exist_ok=True)
    (folder / name).write_bytes(data)
    return folder / name


def test_only_bundles_that_have_their_name_are_seen(tmp_path) -> None:
    for name in ("b.bag.zip.age", "a.bag.zip", ".c.bag.zip.age", "d.zip", "e.bag.zip.age.part"):
        put(tmp_path / "drop", name)
    (tmp_path / "drop" / "f.bag.zip").mkdir()
    assert [one.path.name for one in dropping.bundles_in(tmp_path / "drop")] == ["a.bag.zip", "b.bag.zip.age"]


def test_a_file_that_grows_is_another(tmp_path) -> None:
    path = put(tmp_path / "drop", "a.bag.zip.age")
    (before,) = dropping.bundles_in(path.parent)
    assert dropping.bundles_in(path.parent) == (before,)
    path.write_bytes(b"xy")
    assert dropping.bundles_in(path.parent) != (before,)


def test_the_folder_is_kept_with_the_store_and_can_be_left(session, tmp_path) -> None:
    assert dropping.watched(session) is None
    drop = put(tmp_path / "drop", "a.bag.zip").parent
    dropping.watch(session, drop)
    assert dropping.watched(session) == drop
    dropping.unwatch(session)
    assert dropping.watched(session) is None


def test_a_folder_that_is_not_there_or_is_a_store_is_refused_and_nothing_is_kept(session, tmp_path) -> None:
    with pytest.raises(DropFolderAwayError):
        dropping.watch(session, tmp_path / "no")
    with pytest.raises(RefusedError):
        dropping.watch(session, session.store.folder)
    assert dropping.watched(session) is None


def test_what_was_put_away_is_offered_again_only_when_it_changed(session, tmp_path) -> None:
    drop = tmp_path / "drop"
    put(drop, "a.bag.zip")
    put(drop, "b.bag.zip")
    dropping.watch(session, drop)
    found = dropping.bundles_in(drop)
    dropping.put_away(session, found[:1], found)
    assert dropping.not_put_away(session, found) == found[1:]
    os.utime(drop / "a.bag.zip", ns=(1, 1))
    assert len(dropping.not_put_away(session, dropping.bundles_in(drop))) == 2


def test_what_is_kept_of_files_that_left_the_folder_is_let_go(session, tmp_path) -> None:
    drop = tmp_path / "drop"
    put(drop, "a.bag.zip")
    dropping.watch(session, drop)
    first = dropping.bundles_in(drop)
    dropping.put_away(session, first, first)
    (drop / "a.bag.zip").rename(drop / "b.bag.zip")
    dropping.put_away(session, (), dropping.bundles_in(drop))
    assert session.store.fact(dropping.FACT)["put_away"] == []


def test_the_same_stick_elsewhere_offers_nothing_twice(session, tmp_path) -> None:
    put(tmp_path / "E", "a.bag.zip")
    dropping.watch(session, tmp_path / "E")
    found = dropping.bundles_in(tmp_path / "E")
    dropping.put_away(session, found, found)
    (tmp_path / "E").rename(tmp_path / "F")
    assert dropping.not_put_away(session, dropping.bundles_in(tmp_path / "F")) == ()


def test_a_bundle_is_known_by_its_signed_bytes_whether_made_or_taken_in(team, tmp_path) -> None:
    lead, other = team
    evidence.record_evidence(other, text="Seen.", source="case_file")
    done = bundles.export_bundle(other, out=str(tmp_path / "out"))
    assert dropping.is_known(other, done.tagmanifest_sha256)
    assert not dropping.is_known(lead, done.tagmanifest_sha256)
    merging.merge_bundle(lead, bundle=done.bundle)
    assert dropping.is_known(lead, done.tagmanifest_sha256)
