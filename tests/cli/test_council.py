"""Framework packs and a council's lists, as the command line tells them."""

import csv

import pytest
from python_calamine import load_workbook


def test_frameworks_list_names_each_pack(run):
    packs = run("--json", "frameworks", "list").json["frameworks"]
    assert len(packs) == 8
    assert {"id", "title", "kind", "status", "valid_from", "valid_to", "overall_effectiveness"} <= set(
        packs[0]
    )
    shown = run("frameworks", "list").out
    assert all(pack["id"] in shown for pack in packs)


@pytest.mark.parametrize(("pack", "overall"), [("ILACS-2026", False), ("ILACS-2023", True)])
def test_frameworks_show_tells_areas_descriptors_scale_and_rules(run, pack, overall):
    found = run("--json", "frameworks", "show", pack).json
    assert {"areas", "descriptors", "grade_scale", "rules", "overall_effectiveness"} <= set(found)
    assert found["overall_effectiveness"] is overall
    shown = run("frameworks", "show", pack).out
    assert all(descriptor["code"] in shown for descriptor in found["descriptors"])


def test_frameworks_check_accepts_a_bundled_pack(run, pytestconfig):
    ran = run(
        "--json",
        "frameworks",
        "check",
        pytestconfig.rootpath / "resources" / "frameworks" / "ILACS-2026.toml",
    )
    assert (ran.status, ran.json["ok"], ran.json["problems"]) == (0, True, [])


def test_frameworks_check_names_an_unknown_rule_by_line(run, pytestconfig, tmp_path):
    text = (pytestconfig.rootpath / "resources" / "frameworks" / "ILACS-2023.toml").read_text("utf-8")
    number = next(n for n, line in enumerate(text.splitlines(), 1) if line.startswith("[[rules]]"))
    pack = tmp_path / "ILACS-2023.toml"
    lines = text.splitlines()
    kind = next(n for n in range(number, len(lines)) if lines[n].startswith("kind"))
    lines[kind] = 'kind = "by_the_stars"'
    pack.write_text("\n".join(lines), "utf-8")
    ran = run("--json", "frameworks", "check", pack)
    assert ran.status == 1
    assert str(pack) in ran.json["error"]
    assert [p["line"] for p in ran.json["problems"]] == [kind + 1]
    assert "by_the_stars" in ran.json["problems"][0]["what"] + ran.json["problems"][0]["key"]


def test_annex_a_tells_lists_and_counts_and_no_child(run, samples):
    ran = run("--json", "annex-a", samples / "fernshire-annex-a.xlsx")
    found = ran.json
    assert [one["list"] for one in found["lists"]] == list(range(1, 12))
    assert {"list", "title", "rows", "sheet", "unmatched_columns"} <= set(found["lists"][0])
    assert found["children"] >= 1500
    assert found["events"] > found["children"]
    assert found["problems"] == []


def test_annex_a_for_people_ends_with_the_problems(run, samples):
    assert run("annex-a", samples / "fernshire-annex-a.xlsx").out.splitlines()[-1].startswith("0 problems")


def test_annex_a_counts_the_rules_that_are_broken_and_names_a_child_only_where_findings_are_asked_for(
    run, samples
):
    book = samples / "fernshire-annex-a.xlsx"
    told = run("--json", "annex-a", book).json
    rules = {rule["rule"]: rule["findings"] for rule in told["rules"]}
    assert rules["placement_order_not_listed"] == 4
    assert "findings" not in told
    asked = run("--json", "annex-a", "--findings", book).json["findings"]
    assert len(asked) == sum(rules.values())
    assert all(one["child"] and one["row"] and one["advice"] for one in asked)
    line = next(line for line in run("annex-a", "--findings", book).out.splitlines() if ", child " in line)
    assert asked[0]["child"] in line
    assert ", child " not in run("annex-a", book).out


@pytest.mark.parametrize("ending", ["xlsx", "csv"])
def test_the_questions_are_written_for_the_council_one_a_row(run, samples, tmp_path, ending):
    book, out = samples / "fernshire-annex-a.xlsx", tmp_path / f"questions.{ending}"
    told = run("--json", "annex-a", book, "--questions", out).json
    asked = run("--json", "annex-a", "--findings", book).json["findings"]
    assert told["written"] == str(out)
    if ending == "xlsx":
        _, *rows = load_workbook(out).get_sheet_by_index(0).to_python()
    else:
        _, *rows = csv.reader(out.read_text("utf-8-sig").splitlines())
    assert [row[6] for row in rows] == [one["child"] for one in asked]
    assert {row[2] for row in rows} <= {*map(str, range(1, 12)), *map(float, range(1, 12))}


@pytest.mark.parametrize("content", [b"dear inspector", b"", b"PK\x03\x04 cut short"])
def test_a_workbook_that_is_not_one_is_refused(run, tmp_path, content):
    book = tmp_path / "lists.xlsx"
    book.write_bytes(content)
    ran = run("--json", "annex-a", book)
    assert ran.status == 1
    assert str(book) in ran.json["error"]


def test_a_workbook_that_is_not_there_is_refused(run, tmp_path):
    ran = run("annex-a", tmp_path / "nothing.xlsx")
    assert ran.status == 1
    assert str(tmp_path / "nothing.xlsx") in ran.err


def test_annex_a_against_an_earlier_workbook_tells_what_has_changed(run, tmp_path):
    heads = ["Child Unique ID", "Gender", "Date of Birth", "Age of Child (Years)", "Date of Contact"]
    earlier, later = tmp_path / "earlier", tmp_path / "later"
    for folder, rows in (
        (earlier, ["771,F,01/03/2015,11,04/05/2026"]),
        (later, ["771,M,01/03/2015,11,04/05/2026", "772,F,,,05/05/2026"]),
    ):
        folder.mkdir()
        (folder / "List 1.csv").write_text("\n".join([",".join(heads), *rows]), "utf-8")
    found = run("--json", "annex-a", later, "--against", earlier).json
    assert found["changes"] == {
        "children_added": 1,
        "children_gone": 0,
        "lists": [{"list": 1, "added": 1, "gone": 0, "changed": 1, "columns": {"Gender": 1}}],
    }
    assert "changed_rows" not in found
    out = run("annex-a", later, "--against", earlier).out
    assert "List 1: 1 rows added, 0 gone, 1 changed (Gender 1)" in out
    assert "771" not in out
    asked = run("--json", "annex-a", later, "--against", earlier, "--findings").json["changed_rows"]
    assert [(one["child"], one["change"]) for one in asked] == [("771", "changed"), ("772", "added")]
