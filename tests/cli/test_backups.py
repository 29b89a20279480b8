"""`backup`: one copy, or a folder of copies that roll, made without a window as well."""

from inspector_app.services import policy
from inspector_app.services.policy import Policy


def test_automatic_backups_are_made_skipped_and_stopped(run, store, tmp_path, seen):
    (tmp_path / "lines").write_text(seen, "utf-8")
    stick = tmp_path / "stick"
    first = run("--json", "backup", store, stick, "--automatic").json
    assert first["folder"] == str(stick)
    assert first["kept"] == 1
    assert run("--json", "backup", store).json["backup"] is None
    run("apply", store, tmp_path / "lines")
    second = run("--json", "backup", store).json
    assert second["revisions"] == first["revisions"] + 1
    assert second["removed"] == [first["backup"]]
    assert run("restore", second["backup"], tmp_path / "back").status == 0
    assert run("--json", "backup", store, "--stop").json == {"folder": None}
    ran = run("backup", store)
    assert ran.status == 1
    assert "--automatic" in ran.err


def test_a_stick_that_is_not_there_is_said_with_what_to_do(run, store, tmp_path):
    run("backup", store, tmp_path / "stick", "--automatic")
    (tmp_path / "stick").rename(tmp_path / "pulled out")
    ran = run("backup", store)
    assert ran.status == 1
    assert "Connect the drive" in ran.err


def test_a_folder_on_the_stores_own_disk_is_warned_of(run, store, tmp_path):
    assert "same disk" in run("backup", store, tmp_path / "here", "--automatic").err


def test_automatic_needs_a_folder(run, store):
    ran = run("backup", store, "--automatic")
    assert ran.status == 1
    assert "No folder" in ran.err


def test_a_store_in_a_synced_folder_is_refused_with_the_reason(run, store, tmp_path, monkeypatch):
    synced = tmp_path / "OneDrive - Fernshire"
    synced.mkdir()
    store.rename(synced / "store")
    ran = run("check", synced / "store")
    assert ran.status == 1
    assert "OneDrive" in ran.err
    monkeypatch.setattr(policy, "present", lambda: Policy(allow_synced_store=True))
    assert run("check", synced / "store").status == 0
