"""Network drives, synced folders and travelling profiles are no place for a store, and are told by their name."""

from __future__ import annotations

from pathlib import Path

import pytest

from inspector_app.store import create, open_store, places
from inspector_app.store.errors import UnsafePlaceError
from inspector_app.store.places import Surroundings

MOUNTS = """\
/dev/vda / ext4 rw 0 0
server:/homes /homes nfs4 rw 0 0
//server/team /mnt/team\\040drive cifs rw 0 0
ada@server: /mnt/over fuse.sshfs rw 0 0
vault /mnt/vault fuse.gocryptfs rw 0 0
/dev/sdb1 /media/stick fuseblk rw 0 0
/dev/sdc1 /homes/ada/own ext4 rw 0 0
server:/new /media/both nfs rw 0 0
/dev/sdd1 /media/both ext4 rw 0 0
"""
LINUX = Surroundings("linux", {}, mounts=MOUNTS)


@pytest.mark.parametrize("path", ["/homes/ada/store", "/mnt/team drive/x", "/mnt/over", "/mnt/over/a/b"])
def test_a_network_drive_on_linux_is_told_by_its_file_system(path):
    assert places.unsafe(Path(path), LINUX).startswith("a network drive (")


@pytest.mark.parametrize(
    "path",
    ["/srv/store", "/mnt/vault/store", "/media/stick/s", "/homes/ada/own/s", "/mnt/overlay", "/media/both/s"],
)
def test_a_disk_of_this_computer_is_a_good_place(path):
    assert places.unsafe(Path(path), LINUX) == ""


@pytest.mark.parametrize(
    ("path", "name"),
    [
        ("/h/OneDrive/a", "OneDrive"),
        ("/h/OneDrive - Fernshire Council/a", "OneDrive"),
        ("/h/Dropbox (Personal)/a", "Dropbox"),
        ("/h/Library/Mobile Documents/com~apple~CloudDocs/a", "iCloud Drive"),
        ("/h/Google Drive/a", "Google Drive"),
        ("/h/Nextcloud/a", "Nextcloud"),
        ("/h/Library/CloudStorage/Elsewhere/a", "a folder that macOS keeps in a cloud"),
    ],
)
def test_a_synced_folder_is_told_by_its_name(path, name):
    assert places.unsafe(Path(path), LINUX) == name


@pytest.mark.parametrize("path", ["/h/one drive notes/a", "/h/Dropboxes/a", "/h/my googledriven/a"])
def test_a_name_that_only_resembles_one_is_no_reason(path):
    assert places.unsafe(Path(path), LINUX) == ""


def test_a_synced_folder_of_another_name_is_told_by_the_environment_or_by_what_is_left_in_it(tmp_path):
    around = Surroundings("linux", {"OneDriveCommercial": str(tmp_path / "work")})
    assert places.unsafe(tmp_path / "work" / "a", around) == "OneDrive"
    assert places.unsafe(tmp_path / "workshop", around) == ""
    (tmp_path / "box" / ".dropbox.cache").mkdir(parents=True)
    assert places.unsafe(tmp_path / "box" / "a" / "store", around) == "Dropbox"


def test_a_link_into_a_synced_folder_is_followed(tmp_path):
    (tmp_path / "Dropbox").mkdir()
    (tmp_path / "plain").symlink_to(tmp_path / "Dropbox")
    assert places.unsafe(tmp_path / "plain" / "store", LINUX) == "Dropbox"


WINDOWS = Surroundings(
    "win32",
    {
        "APPDATA": r"C:\Users\Ada\AppData\Roaming",
        "LOCALAPPDATA": r"C:\Users\Ada\AppData\Local",
        "USERPROFILE": r"C:\Users\Ada",
        "OneDrive": r"C:\Users\Ada\Files",
    },
    drive_type=lambda root: 4 if root.upper() == "H:\\" else 3,
    roams=True,
)


@pytest.mark.parametrize(
    ("path", "why"),
    [
        (r"\\server\team\store", "a network drive"),
        (r"\\?\UNC\server\team", "a network drive"),
        (r"h:\store", "a network drive"),
        (r"c:\users\ada\appdata\roaming\x", "a roaming profile"),
        (r"C:\Users\Ada\Documents\x", "a roaming profile"),
        (r"C:\Users\Ada\Files\x", "OneDrive"),
        (r"C:\Users\Ada\AppData\Local\inspector-app\stores", ""),
        (r"\\?\D:\store", ""),
        (r"D:\store", ""),
    ],
)
def test_windows_tells_drives_and_profiles(path, why):
    assert (places._network(path, WINDOWS) or places._synced(path, WINDOWS)) == why


def test_macos_tells_the_file_system():
    around = Surroundings("darwin", {}, file_system=lambda path: "smbfs" if "Volumes" in path else "apfs")
    assert places._network("/Volumes/team/store", around) == "a network drive (smbfs)"
    assert places._network("/Users/ada/store", around) == ""


def test_a_store_is_neither_made_nor_opened_there_unless_that_is_allowed(tmp_path, key, monkeypatch):
    where = tmp_path / "Dropbox" / "store"
    with pytest.raises(UnsafePlaceError, match="Dropbox"):
        create(where, key, lambda: None)
    assert not where.exists()
    monkeypatch.setenv("INSPECTOR_APP_ALLOW_SYNCED_STORE", "1")  # as an earlier version took it
    with pytest.raises(UnsafePlaceError, match="Dropbox"):
        create(where, key, lambda: None)
    create(where, key, lambda: (where / "keys.json").write_text("{}"), allow_synced=True).close()
    with pytest.raises(UnsafePlaceError, match="own disk"):
        open_store(where, key)
