"""What was acknowledged is there: after kill -9 at any moment, and when the disk is full."""

from __future__ import annotations

import json
import random
import subprocess
import sys
from contextlib import suppress

import pytest

from inspector_app.store import integrity, open_store
from inspector_app.store.errors import StoreWriteError

ROUNDS = 20

WRITE = """
store = open_store(place, key)
for number in range(int(sys.argv[2]), 1_000_000):
    told(save(store, f"note {number} " + "words " * (number % 400), number).id)
"""


def test_twenty_kills_lose_nothing_that_was_acknowledged(program, place, store, key):
    store.close()
    dice = random.Random(0)  # noqa: S311 - dice, not keys
    acknowledged, rounds = [], 0
    for turn in range(ROUNDS):
        command = program(WRITE, place, 1 + turn * 10_000)
        with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
            first = process.stdout.readline()  # it is writing now
            with suppress(subprocess.TimeoutExpired):
                process.wait(dice.random() * 0.05)
            process.kill()
            lines = [first, *process.stdout]
        told = [line.strip() for line in lines if line.endswith("\n")]
        acknowledged += told
        rounds += bool(told and told[0])
        with open_store(place, key) as again:
            missing = [name for name in acknowledged if again.ledger.state(name) != "ok"]
            assert missing == []
            assert again.revisions() <= len(acknowledged) + turn + 1  # at most one more a kill
    assert rounds == ROUNDS
    with open_store(place, key) as again:
        assert list(integrity.check(again)) == []
        assert len(again.search("note", limit=1_000_000)) == again.revisions()


FILL = """
store = open_store(place, key)
kept = []
try:
    for number in range(100, 10_000):
        kept.append(save(store, "words " * 1000, number).id)
except WorldError as error:
    refusal(error)
else:
    told(json.dumps("never full"))
heads = [store.ledger.state(name) for name in kept]
told(json.dumps([len(kept), heads.count("ok"), store.revisions()]))
if len(sys.argv) > 2:
    os.unlink(sys.argv[2])
    kept.append(save(store, "room again", 1).id)
    drafts.keep(store, drafts.Draft("editor", "rec", "evidence", {"text": "room"}, ("text", 1), "now"))
told(json.dumps(kept))
store.close()
"""

LIMIT = """
import resource
resource.setrlimit(resource.RLIMIT_FSIZE, (600_000, 600_000))
"""


def assert_clear(refusal, place):
    cause, what, where, advice = refusal
    assert cause == "StoreWriteError"
    assert "disk" in what.lower()
    assert where == str(place)
    assert "your text is kept" in advice
    assert "words" not in json.dumps(refusal)


@pytest.mark.skipif(sys.platform == "win32", reason="needs the limits of POSIX")
def test_a_file_that_may_not_grow_loses_nothing_that_was_acknowledged(closed, run, key):
    refusal, counts, kept = run(LIMIT + FILL, closed)
    assert_clear(refusal, closed)
    assert counts[0] == counts[1] > 5
    assert counts[2] == counts[0] + 1  # one was there before, and nothing half
    with open_store(closed, key) as store:
        assert {store.ledger.state(name) for name in kept} == {"ok"}
        assert store.revisions() == len(kept) + 1
        assert list(integrity.check(store)) == []


@pytest.fixture
def disk(tmp_path, tool):
    """A disk of 4 MiB."""
    if sys.platform != "linux":
        pytest.skip("mounts as Linux does")
    place = tmp_path / "disk"
    place.mkdir()
    made = subprocess.run(
        [tool("mount"), "-t", "tmpfs", "-o", "size=4m", "none", place], capture_output=True, check=False
    )
    if made.returncode:
        pytest.skip("may not mount a disk here")
    yield place
    subprocess.run([tool("umount"), place], check=True)


def test_a_full_disk_loses_nothing_and_saving_goes_on_once_there_is_room(disk, make, save, run, key):
    place = disk / "store"
    with make(place) as store:
        save(store, "a note that was acknowledged", 2)
    ballast = disk / "ballast"
    ballast.write_bytes(bytes(3_000_000))
    refusal, counts, kept = run(FILL, place, ballast)
    assert_clear(refusal, place)
    assert "disk is full" in refusal[1]
    assert counts[0] == counts[1] > 5
    assert counts[2] == counts[0] + 1
    with open_store(place, key) as store:
        assert {store.ledger.state(name) for name in kept} == {"ok"}
        assert store.revisions() == len(kept) + 1
        assert len(store.search("room again")) == 1
        assert list(integrity.check(store)) == []


def test_no_store_is_half_made_on_a_full_disk(disk, make):
    (disk / "ballast").write_bytes(bytes((4 << 20) - (20 << 10)))
    with pytest.raises(StoreWriteError):
        make(disk / "store")
    assert sorted(path.name for path in disk.iterdir()) == ["ballast"]
    (disk / "ballast").unlink()
    make(disk / "store").close()


def test_a_block_that_raises_takes_everything_back(store, save):
    save(store, "first", 1)

    def two_then_break():
        with store.changing():
            save(store, "second", 2)
            store.set_fact("fact", 1)
            raise RuntimeError

    with pytest.raises(RuntimeError):
        two_then_break()
    assert store.revisions() == 1
    assert store.fact("fact") is None
    assert store.search("second") == []
    save(store, "third", 3)
    assert store.revisions() == 2
    assert list(integrity.check(store)) == []
