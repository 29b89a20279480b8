"""`timeliness`: counts, what was late, and JSON that holds each clock."""

import json

import pytest


@pytest.fixture
def journey(run, store, tmp_path, line):
    """A store with one case: a conference in time, an assessment late; the case track."""
    lines = tmp_path / "lines.jsonl"
    lines.write_text(line("open_case_track", reference="Plover 3", why_chosen="by hand"), "utf-8")
    case = run("apply", store, lines).lines[0]["record"]
    steps = (
        ("referral", "2026-01-05", None),
        ("assessment", "2026-01-06", "2026-04-30"),
        ("strategy_discussion", "2026-05-01", None),
        ("initial_conference", "2026-05-12", None),
    )
    told = [
        line("add_journey_event", case=case, event=event, start=start) if end is None
        else line("add_journey_event", case=case, event=event, start=start, end=end)
        for event, start, end in steps
    ]  # fmt: skip
    lines.write_text("".join(told), "utf-8")
    assert run("apply", store, lines).status == 0
    return case


def test_people_read_counts_by_interval_and_what_was_late(run, store, journey):
    ran = run("timeliness", store)
    assert ran.status == 0
    rows = ran.out.splitlines()
    assert rows[0].split() == [
        "Interval", "In", "time", "Late", "Not", "due", "yet", "Overdue", "Cannot", "say", "Median",
    ]  # fmt: skip
    assert any(row.startswith("Plover 3") and "Late" in row and "due 2026-03-09" in row for row in rows)
    assert rows[-1] == "1 step late or overdue, as known on 2026-05-12"


def test_json_holds_every_clock_with_its_days_and_the_source_of_its_interval(run, store, journey):
    told = run("--json", "timeliness", store, "--case", journey).json
    assert told["on"] == "2026-05-12"
    clocks = {one["interval"]: one for one in told["timings"]}
    late = clocks["assessment"]
    assert (late["state"], late["begun"], late["due"], late["done"], late["taken"], late["unit"]) == (
        "late", "2026-01-05", "2026-03-09", "2026-04-30", 81, "working_days",
    )  # fmt: skip
    assert clocks["core-group"]["state"] == "open"
    counts = {one["id"]: one for one in told["intervals"]}
    assert counts["initial-conference"]["in_time"] == 1
    assert "Working Together" in counts["assessment"]["source"]
    assert json.dumps(told)


def test_a_day_or_a_case_that_is_none_is_refused(run, store, journey):
    assert run("timeliness", store, "--on", "soon").status == 1
    assert "no such case track" in run("timeliness", store, "--case", "nobody").err


def test_a_later_day_makes_what_no_step_tells_of_overdue_only_where_a_list_could_tell(run, store, journey):
    told = run("--json", "timeliness", store, "--on", "2026-11-02").json
    states = {one["interval"]: one["state"] for one in told["timings"]}
    assert states["core-group"] == "cannot_say"
