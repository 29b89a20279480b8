"""Erasing by command: the order on the lead's laptop, its run on each, and a whole store at the end."""

import json

import pytest

MARK = "quagmarkerzq"


@pytest.fixture
def recorded(team, run, tmp_path, line):
    """The record of a marked note in the lead's store."""
    lines = tmp_path / "lines.jsonl"
    lines.write_text(line("record_evidence", text=f"The {MARK} was named.", source="data"), "utf-8")
    [done] = run("apply", team / "lead", lines).lines
    return done["record"]


def test_an_order_is_written_carried_out_and_told(team, run, recorded, tmp_path):
    lead, order = team / "lead", tmp_path / "order.txt"
    made = run("--json", "erasure", "order", lead, order, "--reason", "wrong-person", "--record", recorded)
    assert (made.status, made.json["payloads"], made.json["attachments"]) == (0, 1, 0)
    assert order.with_name("order.txt.sshsig").is_file()
    assert run("--json", "search", lead, MARK).json["hits"]  # an order alone erases nothing

    done = run("--json", "erasure", "run", lead, order)
    assert (done.status, done.json["erased"], done.json["records"]) == (0, 1, [recorded])
    assert done.json["again"] is False
    assert run("--json", "search", lead, MARK).json["hits"] == []
    assert MARK not in run("dump", lead, "--history").out
    assert run("check", lead).status == 0

    again = run("erasure", "run", lead, order)
    assert again.status == 0
    assert "before" in again.out


def test_one_revision_as_the_dump_names_it(team, run, recorded, tmp_path):
    lead = team / "lead"
    told = [json.loads(row) for row in run("dump", lead, "--history").out.splitlines()]
    [revision] = next(row["history"] for row in told if row["record"] == recorded)
    made = run(
        *("--json", "erasure", "order", lead, tmp_path / "o.txt", "--reason", "objection"),
        *("--revision", revision["revision"]),
    )
    assert made.json["payloads"] == 1
    assert run("erasure", "run", lead, tmp_path / "o.txt").status == 0
    assert MARK not in run("dump", lead, "--history").out


def test_a_reason_in_words_is_refused(team, run, recorded, tmp_path):
    words = ("--reason", "the child asked", "--record", recorded)
    ran = run("erasure", "order", team / "lead", tmp_path / "o.txt", *words)
    assert ran.status == 1
    assert "wrong-person" in ran.err  # what it may be
    assert not (tmp_path / "o.txt").exists()


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("--reason", "objection"), "names nothing"),
        (("--reason", "objection", "--record", "0" * 36), "nothing here to erase"),
        (("--reason", "objection", "--revision", "0" * 64), "no such revision"),
    ],
)
def test_an_order_that_cannot_be_is_refused_in_a_sentence(team, run, tmp_path, arguments, words):
    ran = run("erasure", "order", team / "lead", tmp_path / "o.txt", *arguments)
    assert ran.status == 1
    assert words in ran.err
    assert not (tmp_path / "o.txt").exists()


def test_only_the_owner_of_the_roster_writes_orders(team, run, tmp_path):
    ran = run("erasure", "order", team / "ada", tmp_path / "o.txt", "--reason", "objection", "--record", "x")
    assert ran.status == 1
    assert "key of a roster" in ran.err


def test_an_inspection_is_closed_once_the_lead_has_said_what_arrived(team, run, tmp_path, home, line):
    lead, ada, out = team / "lead", team / "ada", tmp_path / "out"
    lines = tmp_path / "lines.jsonl"
    lines.write_text(line("record_evidence", text="Seen alone.", source="data"), "utf-8")
    assert run("apply", ada, lines).status == 0
    told = run("--json", "close", ada, "--dry-run").json
    assert (told["changes"], told["lacking"], told["closed"]) == (3, 3, None)
    refused = run("--json", "close", ada)
    assert refused.status == 1
    assert "No lead has acknowledged 3 of the 3 changes made here (3 records)" in refused.err
    assert run("close", ada, "--anyway", "Fern").status == 1
    for sender, taker in ((ada, lead), (lead, ada)):
        sent = run("--json", "export", sender, out, "--for", f"{taker.name}@inspection").json["bundle"]
        assert run("merge", taker, sent).status == 0
    done = run("--json", "close", ada)
    assert (done.status, done.json["lacking"], done.json["by"]) == (0, 0, ["lead@inspection"])
    assert not ada.exists()
    assert done.json["store_id"] in (home / "inspector-app" / "purge.log").read_text()


def test_a_store_is_destroyed_only_when_the_authority_is_typed_in_full(store, run, home):
    assert run("erase-store", store).status == 2
    refused = run("erase-store", store, "--yes", "Fern")
    assert refused.status == 1
    assert "nothing was destroyed" in refused.err
    assert run("dump", store).status == 0

    done = run("--json", "erase-store", store, "--yes", "Fernshire")
    assert (done.status, done.json["left"]) == (0, [])
    assert not store.exists()
    assert done.json["store_id"] in (home / "inspector-app" / "purge.log").read_text()


def test_an_order_goes_round_by_bundles_and_its_state_is_told_for_each_laptop(team, run, recorded, tmp_path):
    lead, ada, order, out = team / "lead", team / "ada", tmp_path / "order.txt", tmp_path / "out"
    assert "No order to erase is known here" in run("erasure", "state", lead).out
    before = run("--json", "export", lead, out, "--for", "ada@inspection").json["bundle"]
    assert run("merge", ada, before).status == 0
    made = run("--json", "erasure", "order", lead, order, "--reason", "wrong-person", "--record", recorded)
    assert run("erasure", "run", lead, order).status == 0
    [state] = run("--json", "erasure", "state", lead).json["orders"]
    assert (state["name"], state["reason"], state["here"], state["refused"]) == (
        made.json["name"],
        "wrong-person",
        True,
        "",
    )
    assert [one["principal"] for one in state["done"]] == ["lead@inspection"]
    assert [one["principal"] for one in state["out"]] == ["ada@inspection"]
    assert "ada@inspection" in run("erasure", "state", lead).out

    after = run("--json", "export", lead, out, "--for", "ada@inspection").json["bundle"]
    [tried] = run("--json", "merge", ada, after, "--dry-run").json["bundles"]
    assert "for ever" in tried["orders"][0]
    assert run("--json", "search", ada, MARK).json["hits"]
    [merged] = run("--json", "merge", ada, after).json["bundles"]
    assert "was carried out" in merged["orders"][0]
    assert run("--json", "search", ada, MARK).json["hits"] == []
    back = run("--json", "export", ada, out, "--for", "lead@inspection").json["bundle"]
    assert run("merge", lead, back).status == 0
    assert run("--json", "erasure", "state", lead).json["orders"][0]["out"] == []
