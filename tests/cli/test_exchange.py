"""Bundles, rosters and the care of a store, as the command line tells them."""

import json
import subprocess
from pathlib import Path

import pytest

from inspector_app.bundle import layout
from inspector_app.crypto import spoken
from inspector_app.services import parts, session


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
    assert unknown.json["words"] == spoken.words(unknown.json["signer"])


def test_an_unknown_signer_is_taken_only_when_a_person_says_so(run, team, told, tmp_path):
    with session.new_store(told(tmp_path / "eve", "eve")) as eve:
        assert eve.inspection
    lead = run("--json", "roster", "show", team / "roster").json["principals"][1]
    bundle = run("--json", "export", tmp_path / "eve", tmp_path / "out", "--for", lead["recipient"]).json
    refused = run("--json", "merge", team / "lead", bundle["bundle"])
    assert (refused.status, refused.json["bundles"][0]["verdict"]) == (1, "unknown-signer")
    key = refused.json["bundles"][0]["signer"]
    assert refused.json["bundles"][0]["words"] == spoken.words(key)
    assert key in refused.err
    assert spoken.words(key) in refused.err
    unsaid = run("merge", team / "lead", bundle["bundle"], "--accept-unknown", key)
    assert (unsaid.status, "reason is empty" in unsaid.err) == (1, True)
    other = run("merge", team / "lead", bundle["bundle"], "--accept-unknown", "SHA256:x", "--reason", "y")
    assert other.status == 1
    accept = ("--accept-unknown", key, "--reason", "Eve read it to me.")
    taken = run("--json", "merge", team / "lead", bundle["bundle"], *accept)
    assert (taken.status, taken.json["bundles"][0]["new"]) == (0, bundle["revisions"])


def test_an_unknown_signers_bundle_is_held_listed_and_taken_once_the_roster_names_the_key(
    run, team, told, tmp_path
):
    lead, roster = team / "lead", team / "roster"
    made = run("--json", "new", tmp_path / "eve", *_asked("eve")).json
    reader = run("--json", "roster", "show", roster).json["principals"][1]["recipient"]
    bundle = Path(run("--json", "export", tmp_path / "eve", tmp_path / "out", "--for", reader).json["bundle"])
    assert run("--json", "merge", lead, bundle, "--dry-run").json["bundles"][0]["held"] == ""
    (first,) = run("--json", "merge", lead, bundle).json["bundles"]
    bundle.unlink()
    (held,) = run("--json", "held", "list", lead).json["held"]
    assert (held["id"], held["file"], held["claims"]) == (first["held"], bundle.name, ["eve@inspection"])
    assert (held["signer"], held["words"]) == (made["fingerprint"], made["words"])
    shown = run("held", "list", lead).out
    assert "1 bundle set aside" in shown
    assert held["words"] in shown
    refused = run("--json", "held", "take", lead, held["id"][:6])
    assert (refused.status, refused.json["bundles"][0]["verdict"]) == (1, "unknown-signer")
    keys = ("--key", made["signing_key"], "--recipient", made["recipient"])
    run("roster", "add", lead, roster, made["principal"], *keys)
    trusted = run("--json", "roster", "trust", lead, roster).json
    assert trusted["held"] == [held["id"]]
    assert "can be taken in" in run("roster", "trust", lead, roster).out
    taken = run("--json", "held", "take", lead, held["id"][:6])
    assert (taken.status, taken.json["bundles"][0]["verdict"]) == (0, "good")
    assert run("--json", "held", "list", lead).json["held"] == []
    assert run("held", "discard", lead, held["id"]).status == 1


def test_a_bundle_that_is_held_may_be_taken_by_a_decision_or_thrown_away(run, team, told, tmp_path):
    lead = team / "lead"
    run("new", tmp_path / "eve", *_asked("eve"))
    reader = run("--json", "roster", "show", team / "roster").json["principals"][1]["recipient"]
    export = ("--json", "export", tmp_path / "eve", tmp_path / "out", "--for", reader)
    first, second = (run(*export).json["bundle"] for _ in range(2))
    told = run("--json", "merge", lead, first, second).json["bundles"]
    accept = ("--accept-unknown", told[0]["signer"], "--reason", "Eve read it to me.")
    assert run("--json", "held", "take", lead, told[0]["held"], *accept).status == 0
    gone = run("--json", "held", "discard", lead, told[1]["held"]).json
    assert gone == {"discarded": told[1]["held"], "file": Path(second).name}
    assert run("held", "list", lead).out == "0 bundles set aside\n"
    clear = run("--json", "export", tmp_path / "eve", tmp_path / "out", "--clear").json["bundle"]
    refused = run("--json", "merge", lead, clear)
    assert (refused.status, refused.json["bundles"][0]["held"]) == (1, "")
    assert "not sealed" in refused.json["error"]


def test_an_inspector_joins_by_one_file_and_gets_the_signed_roster_back(run, team, tmp_path):
    lead, roster, eve = team / "lead", team / "roster", tmp_path / "eve"
    run("new", eve, *_asked("eve"))
    made = run("--json", "enrolment", "write", eve, tmp_path / "stick").json
    assert made["words"] == spoken.words(made["fingerprint"])
    assert made["words"] in run("enrolment", "write", eve, tmp_path / "stick").out
    shown = run("--json", "enrolment", "show", made["enrolment"]).json
    assert (shown["principal"], shown["fingerprint"]) == ("eve@inspection", made["fingerprint"])
    assert shown["words"] in run("enrolment", "show", made["enrolment"]).out
    admit = (
        "roster", "admit", lead, roster, made["enrolment"], "--principal", "eve@inspection", "--fingerprint"
    )  # fmt: skip
    assert run(*admit, "SHA256:other").status == 1
    view = run("--json", *admit, made["fingerprint"]).json
    assert "eve@inspection" in [one["name"] for one in view["principals"]]
    for store in (lead, eve):
        assert run("roster", "trust", store, roster).status == 0
    bundle = run("--json", "export", eve, tmp_path / "out").json["bundle"]
    assert run("--json", "merge", lead, bundle).json["bundles"][0]["verdict"] == "good"


@pytest.mark.needs("ssh-keygen")
def test_the_organisations_revocation_list_counts_by_command(run, team, bundle, tmp_path):
    keys = (line.split() for line in (team / "roster" / "allowed_signers").read_text("ascii").splitlines())
    (key,) = (" ".join(words[-2:]) for words in keys if words[0] == "ada@inspection")
    (tmp_path / "ada.pub").write_text(key + "\n", "ascii")
    subprocess.run(
        ["ssh-keygen", "-q", "-k", "-f", tmp_path / "krl", "-z", "5", tmp_path / "ada.pub"], check=True
    )
    view = run("--json", "roster", "krl", team / "lead", team / "roster", tmp_path / "krl").json
    assert (view["krl"], [one["name"] for one in view["principals"]]) == (5, ["lead@inspection"])
    assert "number 5" in run("roster", "show", team / "roster").out
    run("roster", "trust", team / "lead", team / "roster")
    assert run("--json", "merge", team / "lead", bundle).json["bundles"][0]["verdict"] == "revoked"


def _asked(name):
    asked = ("--framework", "ILACS-2026", "--authority", "Fernshire", "--role", "inspector", "--no-keychain")
    return (*asked, "--inspector", name, "--start", "2026-11-02")


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
    shown = run("--json", "roster", "show", team / "roster").json
    for key, words in [(shown["fingerprint"], shown["words"])] + [
        pair for one in shown["principals"] for pair in zip(one["keys"], one["words"], strict=True)
    ]:
        assert words == spoken.words(key) != ""
        assert words in run("roster", "show", team / "roster").out
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


def test_an_export_in_parts_names_them_and_the_merge_names_those_that_are_missing(
    run, team, bundle, tmp_path, monkeypatch
):
    assert run("--json", "export", team / "ada", tmp_path / "out").json["bundles"][1:] == []
    monkeypatch.setattr(layout, "MAX_MEMBERS", parts._FIXED_FILES + 3 + 2)
    made = run("--json", "export", team / "ada", tmp_path / "parts").json
    count = len(made["bundles"])
    assert made["bundle"] == made["bundles"][0]
    assert count > 1
    assert run("--json", "verify", made["bundles"][1], "--store", team / "lead").json["part"] == [2, count]
    told = run("--json", "merge", team / "lead", made["bundles"][1]).json
    (lacking,) = told["lacking"]
    assert (lacking["principal"], lacking["of"]) == ("ada@inspection", count)
    assert lacking["missing"] == [number for number in range(1, count + 1) if number != 2]
    assert "come yet" in run("merge", team / "lead", made["bundles"][1]).out
    assert run("--json", "merge", team / "lead", *made["bundles"]).json["lacking"] == []
    assert f"Part 2 of {count}" in run("export", team / "ada", tmp_path / "parts").out


def test_a_draft_is_checked_against_the_store_it_was_written_from(run, team, bundle, tmp_path):
    path = tmp_path / "draft.docx"
    run("draft", team / "ada", path)
    assert run("--json", "draft", team / "ada", path, "--check").json["same"]
    lines = tmp_path / "more.jsonl"
    lines.write_text('{"intent": "record_evidence", "text": "Later.", "source": "case_file"}\n', "utf-8")
    assert run("apply", team / "ada", lines).status == 0
    other = run("--json", "draft", team / "ada", "--check", path)
    assert (other.status, other.json["same"], len(other.json["added"])) == (1, False, 1)
    assert run("draft", team / "ada", tmp_path / "gone.docx", "--check").status == 1
    assert not (tmp_path / "gone.docx").exists()


def test_an_export_may_carry_the_draft(run, team, bundle, tmp_path):
    made = run("--json", "export", team / "ada", tmp_path / "out", "--clear", "--with-draft").json
    data = Path(made["bundle"]).read_bytes()
    assert b"/data/draft/report.docx" in data


def test_a_receipt_goes_back_and_the_next_export_is_short(run, team, bundle, tmp_path):
    run("merge", team / "lead", bundle)
    made = run("--json", "receipt", "write", team / "lead", tmp_path / "back").json
    assert made["bytes"] == Path(made["receipt"]).stat().st_size
    told = run("--json", "receipt", "take", team / "ada", made["receipt"], tmp_path / "gone")
    taken, refused = told.json["receipts"]
    assert (told.status, taken["taken"], taken["principal"], taken["waiting"]) == (
        1,
        True,
        "lead@inspection",
        0,
    )
    assert not refused["taken"]
    assert "cannot be read" in refused["note"]
    assert "holds all but 0 changes" in run("receipt", "take", team / "ada", made["receipt"]).out
    again = run("--json", "export", team / "ada", tmp_path / "out", "--since-acknowledged").json
    assert again["revisions"] == 0


def test_a_disagreement_is_told_whole_left_open_settled_and_taken_back(run, team, tmp_path, seen):
    """Two inspectors and the lead, by command alone."""
    lead, ada = team / "lead", team / "ada"
    lines = tmp_path / "lines.jsonl"
    lines.write_text(seen, "utf-8")
    first = run("--json", "apply", lead, lines).lines[0]["record"]
    there = run("--json", "export", lead, tmp_path / "out", "--for", "ada@inspection").json["bundle"]
    assert run("merge", ada, there).status == 0
    for store, words in ((lead, "One.\n\nTwo as the lead saw."), (ada, "One as ada saw.\n\nTwo.")):
        line = json.dumps({"intent": "amend_evidence", "evidence": first, "text": words})
        lines.write_text(line, "utf-8")
        assert run("apply", store, lines).status == 0
    run("merge", lead, run("--json", "export", ada, tmp_path / "out").json["bundle"])
    (found,) = run("--json", "conflicts", lead).json["conflicts"]
    assert {v["standing"] for v in found["values"]} == {"own", "attributed"}
    assert len({v["device"] for v in found["values"]}) == 2
    assert found["base"]["author"] == "lead@inspection"
    assert found["diff"]
    where = (lead, found["record"], found["field"])
    noted = run("--json", "resolve", *where, "--leave-open", "--reason", "Ask them both.")
    assert (noted.status, noted.json["open"]) == (0, 1)
    assert run("--json", "conflicts", lead).json["conflicts"][0]["note"] == "Ask them both."
    assert "left open: Ask them both." in run("conflicts", lead).out
    settled = run("--json", "resolve", *where, "--value", '"Both."', "--reason", "asked").json
    assert settled["open"] == 0
    back = run("--json", "resolve", *where, "--take-back", "--reason", "misheard")
    assert (back.status, back.json["open"]) == (0, 1)
    (again,) = run("--json", "conflicts", lead).json["conflicts"]
    assert again["values"] == found["values"]


def test_the_roll_call_tells_of_everybody_and_of_what_waits(run, team, bundle):
    lead = team / "lead"
    assert run("merge", lead, bundle).status == 0
    told = run("--json", "roll-call", lead).json
    assert [(one["principal"], len(one["days"])) for one in told["people"]] == [("ada@inspection", 1)]
    assert set(told) == {"people", "laptops", "gaps"}
    assert "Nothing waits." in run("roll-call", lead).out


def test_a_folder_is_taken_with_a_result_for_each_bundle_and_a_bad_one_stops_no_other(
    run, team, bundle, tmp_path
):
    drop = Path(bundle).parent
    run("export", team / "ada", drop)
    bad = drop / f"0-damaged{layout.SEALED_SUFFIX}"
    bad.write_bytes(Path(bundle).read_bytes()[:-9])
    (drop / "notes.txt").write_text("not a bundle", "utf-8")
    ran = run("--json", "merge", team / "lead", drop)
    assert ran.status == 1
    assert [one["verdict"] for one in ran.json["bundles"]] == ["refused", "good", "good"]
    assert ran.json["bundles"][1]["new"] > 0
    assert str(bad) in ran.json["error"]
    again = run("--json", "merge", team / "lead", drop, bundle, "--dry-run").json
    assert [one["bundle"] for one in again["bundles"]].count(bundle) == 1


def test_a_folder_without_a_bundle_is_refused_with_its_name(run, team, tmp_path):
    (tmp_path / "empty").mkdir()
    ran = run("merge", team / "lead", tmp_path / "empty")
    assert (ran.status, "no bundle in this folder" in ran.err) == (1, True)
    assert str(tmp_path / "empty") in ran.err


def test_what_only_a_lost_laptop_had_is_told_by_the_first_characters_of_its_id(run, team, bundle):
    lead = team / "lead"
    assert run("merge", lead, bundle).status == 0
    (ada,) = [
        one["device"]
        for one in run("--json", "roll-call", lead).json["laptops"]
        if one["principal"] == "ada@inspection"
    ]
    told = run("--json", "roll-call", lead, "--lost", ada[:8]).json
    assert (told["device"], told["principal"], told["logs"], told["bundles"]) == (
        ada,
        "ada@inspection",
        [],
        [],
    )
    assert "known to nobody" in run("roll-call", lead, "--lost", ada).out
    assert run("roll-call", lead, "--lost", "zz").status == 1


def test_a_merge_is_set_aside_and_brought_back_by_the_beginning_of_its_name(run, team, bundle):
    lead = team / "lead"
    before = run("dump", lead).out
    assert run("merge", lead, bundle).status == 0
    merged = run("dump", lead).out
    (one,) = run("--json", "set-aside", lead).json["bundles"]
    assert (one["principal"], one["set_aside_by"]) == ("ada@inspection", None)
    assert run("set-aside", lead, one["bundle"][:8]).status == 1
    told = run("--json", "set-aside", lead, one["bundle"][:8], "--reason", "the wrong council").json
    assert told["records"] > 0
    assert evidence_in(run("dump", lead).out) == evidence_in(before)
    assert run("--json", "set-aside", lead).json["bundles"][0]["set_aside_by"] == "lead@inspection"
    assert (
        "the receipt stays"
        in run("set-aside", lead, one["bundle"][:8], "--bring-back", "--reason", "ours").out
    )
    assert evidence_in(run("dump", lead).out) == evidence_in(merged) != evidence_in(before)


def evidence_in(dumped):
    lines = [json.loads(line) for line in dumped.splitlines()]
    return {one["record"]: one["fields"].get("text") for one in lines if one["kind"] == "evidence"}
