"""`apply`: what is confirmed is durable, what is refused is named by its line."""

import json
import os
import subprocess
import sys

import pytest

from inspector_app.services import session, unsealed


def records(run, store, kind="evidence"):
    return [line for line in run("dump", store).lines if line["kind"] == kind]


def test_lines_are_answered_one_by_one_and_kept(run, store, tmp_path, seen, line):
    lines = tmp_path / "lines.jsonl"
    lines.write_text(seen + "\n" + seen, "utf-8")
    ran = run("apply", store, lines)
    assert ran.status == 0
    assert [(answer["ok"], answer["intent"], answer["line"]) for answer in ran.lines] == [
        (True, "record_evidence", 1),
        (True, "record_evidence", 3),
    ]
    assert {answer["record"] for answer in ran.lines} == {one["record"] for one in records(run, store)}
    assert {answer["revision"] for answer in ran.lines} == {one["heads"][0] for one in records(run, store)}


@pytest.mark.parametrize(
    ("bad", "named"),
    [
        ("rubbish\n", "not JSON"),
        ("[1]\n", "not a JSON object"),
        ('{"intent": "record_evidence", "intent": "record_evidence"}\n', "twice"),
        ('{"intent": "count_tally", "numerator": NaN}\n', "NaN"),
        ("[" * 100_000 + "\n", "nested too deeply"),
        ('{"intent": "sing"}\n', "sing"),
        ('{"intent": 7}\n', "no such intent"),
        ('{"intent": "record_evidence", "text": "x", "source": "case_file", "colour": "red"}\n', "colour"),
        ('{"intent": "record_evidence", "text": "x"}\n', "source"),
        ('{"intent": "record_evidence", "text": "x", "source": "gossip"}\n', "gossip"),
        ('{"intent": "record_evidence", "text": 7, "source": "case_file"}\n', "text"),
        ('{"intent": "record_evidence", "text": " ", "source": "case_file"}\n', "text is empty"),
        ('{"intent": "record_evidence", "text": "\\ud800", "source": "case_file"}\n', ""),
        ('{"intent": "evaluate_descriptor", "descriptor": "ILACS-CIC-05", "finding": "mixed", "effect": "x"}\n',
         "No evidence is linked"),
        ('{"intent": "evaluate_descriptor", "descriptor": "NO-01", "finding": "mixed", "effect": "x"}\n', "NO-01"),
        ('{"intent": "choose_cases", "workbook": "nothing.xlsx", "seed": 1}\n', "nothing.xlsx"),
        ('{"intent": "attach_file", "file": "nothing.pdf", "to": "nobody"}\n', "nobody"),
    ],
)  # fmt: skip
def test_a_refused_line_changes_nothing_and_the_next_one_runs(run, store, seen, bad, named):
    lines = store.parent / "lines.jsonl"
    lines.write_text(bad + seen, "utf-8")
    ran = run("apply", store, lines)
    assert ran.status == 1
    refused, done = ran.lines
    assert (refused["ok"], refused["line"]) == (False, 1)
    assert named in refused["error"]
    assert done["ok"]
    assert "Traceback" not in ran.err
    assert len(records(run, store)) == 1


def test_a_line_that_is_no_text_or_too_long_is_refused(run, store, tmp_path, seen):
    lines = tmp_path / "lines.jsonl"
    lines.write_bytes(
        b"\xef\xbb\xbf" + seen.encode() + b"\xff\xfe\n" + b"x" * (5 << 20) + b"\n" + seen.encode()
    )
    ran = run("apply", store, lines)
    assert ran.status == 1
    assert [answer["ok"] for answer in ran.lines] == [True, False, False, True]
    assert "longer than 4 MiB" in ran.lines[2]["error"]


def test_a_confirmed_line_survives_the_end_of_the_process(run, store, seen, pytestconfig, passphrase_file):
    with subprocess.Popen(
        [sys.executable, "-m", "inspector_app", "apply", str(store), "-"],
        cwd=pytestconfig.rootpath,
        env={**os.environ, "INSPECTOR_APP_PASSPHRASE_FILE": str(passphrase_file)},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
    ) as child:
        child.stdin.write(seen.encode())
        child.stdin.flush()
        answer = json.loads(child.stdout.readline())
        child.kill()
    assert answer["ok"]
    assert [one["record"] for one in records(run, store)] == [answer["record"]]


def test_the_list_of_intents_needs_no_store(run):
    found = {one["name"]: one for one in run("--json", "apply", "--list").json["intents"]}
    assert {"record_evidence", "link_evidence", "attach_file", "raise_urgent_concern"} <= set(found)
    needed = [a["name"] for a in found["record_evidence"]["arguments"] if a["needed"]]
    assert needed == ["text", "source"]
    assert "record_evidence" in run("apply", "--list").out


def test_a_file_of_lines_that_is_not_there_is_named(run, store, tmp_path):
    ran = run("apply", store, tmp_path / "nothing.jsonl")
    assert (ran.status, ran.out) == (1, "")
    assert str(tmp_path / "nothing.jsonl") in ran.err


def test_dump_has_drafts_history_and_withdrawn_records_only_when_asked(run, store, tmp_path, seen, line):
    lines = tmp_path / "lines.jsonl"
    lines.write_text(seen, "utf-8")
    (kept,) = run("apply", store, lines).lines
    lines.write_text(line("withdraw_evidence", evidence=kept["record"], reason="Wrong child"), "utf-8")
    assert run("apply", store, lines).status == 0
    assert records(run, store) == []
    (whole,) = [one for one in run("dump", store, "--history").lines if one["kind"] == "evidence"]
    assert whole["deleted"]
    assert [len(one["parents"]) for one in whole["history"]] == [0, 1]
    assert whole["history"][0]["fields"]["source"] == "case_file"


def test_dump_tells_drafts_when_asked(run, store):
    with session.unlock(store, "twelve small owls") as one:
        unsealed.keep_typing(one, editor="evidence/new", kind="evidence", fields={"text": "half a sent"})
    assert all("draft" not in each for each in run("dump", store).lines)
    last = run("dump", store, "--drafts").lines[-1]
    assert (last["draft"], last["kind"], last["fields"]) == (
        "evidence/new",
        "evidence",
        {"text": "half a sent"},
    )


def test_search_finds_best_first_up_to_a_limit(run, store, tmp_path, seen):
    lines = tmp_path / "lines.jsonl"
    lines.write_text(seen * 3, "utf-8")
    run("apply", store, lines)
    hits = run("--json", "search", store, "visits lat").json["hits"]
    assert [set(hit) for hit in hits] == [{"record", "kind", "snippet"}] * 3
    assert len(run("--json", "search", store, "visits", "--limit", "2").json["hits"]) == 2
    assert run("search", store, 'no "such* words').out == "0 hits\n"


@pytest.mark.parametrize("half", [b'"\\ud800"', b'"\\uDC00 x"', b'"\xed\xa0\x80"'])
def test_half_a_character_is_refused_by_its_line(run, store, tmp_path, half):
    lines = tmp_path / "lines.jsonl"
    lines.write_bytes(b'{"intent": "record_evidence", "source": "case_file", "text": ' + half + b"}\n")
    ran = run("apply", store, lines)
    assert ran.status == 1
    assert ran.lines == [
        {
            "ok": False,
            "error": "The line holds half of a character. Write both halves, or the character itself.",
            "line": 1,
        }
    ]


def test_both_halves_of_a_character_are_one(run, store, tmp_path):
    lines = tmp_path / "lines.jsonl"
    lines.write_bytes(b'{"intent": "record_evidence", "source": "case_file", "text": "\\ud83d\\ude00"}\n')
    assert run("apply", store, lines).status == 0
