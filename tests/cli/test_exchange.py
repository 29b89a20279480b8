"""Bundles, rosters and the care of a store, as the command line tells them."""

import pytest

from inspector_app.services import session


@pytest.fixture
def bundle(run, team, tmp_path, seen):
    """A bundle of ada's, sealed for the lead."""
    lines = tmp_path / "lines.jsonl"
    lines.write_text(seen, "utf-8")
    assert run("apply", team / "ada", lines).status == 0
    return run("--json", "export", team / "ada", tmp_path / "out").json["bundle"]


def test_a_dry_run_changes_nothing_and_a_second_merge_adds_nothing(run, team, bundle):
    lead = team / "lead"
    before = run("dump", lead).out
    dry = run("--json", "merge", lead, bundle, "--dry-run").json
    assert dry["dry_run"]
    assert run("dump", lead).out == before
    (first,) = run("--json", "merge", lead, bundle).json["bundles"]
    (again,) = run("--json", "merge", lead, bundle).json["bundles"]
    assert (first["verdict"], first["new"], again["new"]) == ("good", dry["bundles"][0]["new"], 0)
    assert again["known"] == first["new"] > 0


def test_an_export_tells_who_can_open_it(run, team, tmp_path):
    sealed = run("--json", "export", team / "ada", tmp_path / "out").json
    assert {"bundle", "tagmanifest_sha256", "records", "revisions", "attachments"} <= set(sealed)
    assert sealed["recipients"] == ["ada@inspection", "lead@inspection"]
    clear = run("--json", "export", team / "ada", tmp_path / "out", "--clear").json
    assert clear["recipients"] == []
    assert "not sealed" in run("export", team / "ada", tmp_path / "out", "--clear").out


def test_a_roster_may_be_named_by_its_folder_or_by_a_file(run, team, tmp_path):
    made = run("--json", "export", team / "ada", tmp_path / "out", "--clear").json
    for roster in (team / "roster", team / "roster" / "allowed_signers"):
        found = run("--json", "verify", made["bundle"], "--roster", roster).json
        assert (found["verdict"], found["principal"]) == ("good", "ada@inspection")
        assert found["tagmanifest_sha256"] == made["tagmanifest_sha256"]
        assert found["revisions"] == made["revisions"]
    unknown = run("--json", "verify", made["bundle"])
    assert (unknown.status, unknown.json["verdict"]) == (1, "unknown-signer")


def test_an_unknown_signer_is_taken_only_when_a_person_says_so(run, team, told, tmp_path):
    with session.new_store(told(tmp_path / "eve", "eve")) as eve:
        assert eve.inspection
    lead = run("--json", "roster", "show", team / "roster").json["principals"][1]
    bundle = run("--json", "export", tmp_path / "eve", tmp_path / "out", "--for", lead["recipient"]).json
    refused = run("--json", "merge", team / "lead", bundle["bundle"])
    assert (refused.status, refused.json["bundles"][0]["verdict"]) == (1, "unknown-signer")
    key = refused.json["bundles"][0]["signer"]
    unsaid = run("merge", team / "lead", bundle["bundle"], "--accept-unknown", key)
    assert (unsaid.status, "reason is empty" in unsaid.err) == (1, True)
    other = run("merge", team / "lead", bundle["bundle"], "--accept-unknown", "SHA256:x", "--reason", "y")
    assert other.status == 1
    accept = ("--accept-unknown", key, "--reason", "Eve read it to me.")
    taken = run("--json", "merge", team / "lead", bundle["bundle"], *accept)
    assert (taken.status, taken.json["bundles"][0]["new"]) == (0, bundle["revisions"])


def test_a_revoked_inspector_is_not_taken_in_any_more(run, team, bundle):
    assert run("--json", "verify", bundle, "--store", team / "lead").json["verdict"] == "good"
    revoked = run("--json", "roster", "revoke", team / "lead", team / "roster", "ada@inspection").json
    assert [one["name"] for one in revoked["principals"]] == ["lead@inspection"]
    assert len(revoked["revoked"]) == 1
    signed = run("--json", "roster", "sign", team / "lead", team / "roster").json
    assert signed["version"] == revoked["version"] + 1
    run("roster", "trust", team / "lead", team / "roster")
    ran = run("--json", "merge", team / "lead", bundle)
    assert (ran.status, ran.json["bundles"][0]["verdict"]) == (1, "revoked")
    assert bundle in ran.json["error"]


def test_a_person_is_told_the_same_in_words(run, team, bundle):
    assert "good" in run("verify", bundle, "--store", team / "lead").out
    assert "0 open conflicts" in run("merge", team / "lead", bundle).out
    assert "ada@inspection" in run("roster", "show", team / "roster").out
    assert run("conflicts", team / "lead").out == "0 open conflicts\n"
    assert "Every check holds" in run("check", team / "lead").out


def test_a_rescue_that_saves_nothing_says_that_and_advises_no_rescue(run, store, tmp_path):
    (store / "evidence.db").write_bytes(bytes((store / "evidence.db").stat().st_size))
    ran = run("rescue", store, tmp_path / "saved")
    assert ran.status == 1
    assert "Saved" not in ran.out
    assert "backup" in ran.err
    assert "inspector-app rescue" not in ran.err
    assert not (tmp_path / "saved").exists()


def test_a_damaged_store_is_refused_and_rescued_from(run, store, tmp_path, seen):
    lines = tmp_path / "lines.jsonl"
    lines.write_text(seen * 50, "utf-8")
    assert run("apply", store, lines).status == 0
    with (store / "evidence.db").open("r+b") as file:
        file.seek(-3 * 4096, 2)
        file.write(bytes(4096))
    whole = run("--json", "check", store)
    assert (whole.status, whole.json.get("ok", False)) == (1, False)
    assert str(store) in whole.json["error"]
    saved = run("--json", "rescue", store, tmp_path / "saved")
    assert saved.status == 0, saved.err
    assert {"records", "revisions", "lost"} <= set(saved.json)
    assert saved.json["revisions"] > 0
    assert saved.json["lost"]
