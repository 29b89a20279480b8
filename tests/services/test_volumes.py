"""Which drives are connected, and where a folder on one of them may be now."""

from __future__ import annotations

import sys
from pathlib import Path, PureWindowsPath

import pytest

from inspector_app.services import volumes


def test_the_same_path_is_looked_for_below_each_drive_the_whole_of_it_first() -> None:
    found = list(volumes.elsewhere(Path("/media/ada/STICK/work"), [Path("/media/ada/OTHER"), Path("/mnt")]))
    assert Path("/media/ada/OTHER/work") in found
    assert Path("/mnt/media/ada/STICK/work") in found
    assert found[-2:] == [Path("/media/ada/OTHER"), Path("/mnt")]
    assert Path("/media/ada/STICK/work") not in volumes.elsewhere(
        Path("/media/ada/STICK/work"), [Path("/media/ada/STICK")]
    )


def test_a_drive_letter_is_no_part_of_the_path_that_is_looked_for() -> None:
    found = [str(path) for path in volumes.elsewhere(PureWindowsPath("E:\\work\\backups"), [Path("F:")])]
    assert found == [str(Path("F:", "work", "backups")), str(Path("F:", "backups")), "F:"]


@pytest.mark.skipif(sys.platform in {"win32", "darwin"}, reason="where Linux lists what is mounted")
def test_linux_tells_what_people_plugged_in_and_not_its_own_disks(tmp_path: Path) -> None:
    mounts = tmp_path / "mounts"
    mounts.write_text(
        "/dev/sda1 / ext4 rw 0 0\n/dev/sdb1 /media/ada/MY\\040STICK vfat rw 0 0\n"
        "/dev/sdc1 /run/media/ada/X exfat rw 0 0\ntmpfs /run tmpfs rw 0 0\n/dev/sdd1 /mnt/disk ext4 rw 0 0\n"
        "/dev/sde1 /mediated ext4 rw 0 0\nhalf a line\n",
        "utf-8",
    )
    assert volumes.connected(mounts) == (
        Path("/media/ada/MY STICK"),
        Path("/run/media/ada/X"),
        Path("/mnt/disk"),
    )
    assert volumes.connected(tmp_path / "none") == ()
