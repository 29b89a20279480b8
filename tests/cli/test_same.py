"""Joining two records of the same from the command line, and taking it back."""

import json

import pytest


@pytest.fixture
def twins(run, store, line, tmp_path):
    """Two cases that go by one reference, but for capitals and spaces."""
    lines = tmp_path / "lines.jsonl"
    told = [line("open_case_track", reference=name, why_chosen="x") for name in ("Plover 3", "plover  3")]
    lines.write_text("".join(told), "utf-8")
    return [one["record"] for one in run("--json", "apply", store, lines).lines]


def test_twins_are_listed_joined_counted_once_and_parted(run, store, twins, tmp_path):
    (likely,) = run("--json", "same", "list", store).json["likely"]
    assert {likely["first"], likely["second"]} == set(twins)
    assert "Perhaps the same child" in run("same", "list", store).out
    joined = run("--json", "same", "join", store, *twins, "--reason", "one school").json
    found = run("--json", "same", "list", store).json
    assert found["likely"] == []
    (one,) = found["joined"]
    assert (one["record"], one["kind"], one["reason"]) == (joined["record"], "case_track", "one school")
    assert {field["field"] for field in one["differing"]} == {"reference"}
    assert joined["record"] in run("same", "list", store).out
    run("outputs", "cases", store, tmp_path / "cases.csv")
    assert "Plover 3, also plover  3" in (tmp_path / "cases.csv").read_text("utf-8")
    assert run("same", "part", store, joined["record"], "--reason", "cousins").out.startswith(
        "They stand apart"
    )
    assert run("--json", "same", "list", store).json == {"joined": [], "likely": []}
    assert "Nothing is joined" in run("same", "list", store).out


def test_what_is_not_the_same_is_proposed_no_more(run, store, twins):
    assert run("same", "apart", store, *twins, "--reason", "two children").status == 0
    assert run("--json", "same", "list", store).json["likely"] == []


def test_a_record_is_not_joined_to_itself_and_nothing_changes(run, store, twins):
    ran = run("same", "join", store, twins[0], twins[0], "--reason", "x")
    assert ran.status == 1
    assert "shown as one already" in ran.err
    kinds = [json.loads(one)["kind"] for one in run("dump", store).out.splitlines()]
    assert "same_as" not in kinds
