"""The sample beside the council's lists, as the command line tells it."""


def test_the_sample_is_told_beside_the_lists_with_the_swaps_and_without_a_child(
    run, store, line, tmp_path, samples
):
    workbook = str(samples / "fernshire-annex-a.xlsx")
    lines = tmp_path / "lines.jsonl"
    lines.write_text(line("choose_cases", workbook=workbook, seed=7, limit=4), "utf-8")
    case = run("--json", "apply", store, lines).lines[0]["record"]
    lines.write_text(line("swap_case", workbook=workbook, case=case, reason="moved away"), "utf-8")
    assert run("apply", store, lines).status == 0
    found = run("--json", "sample", store).json
    assert (found["seed"], found["children"], found["lists_as_of"]) == (7, 1797, "2026-11-02")
    assert sum(row["sample"] for row in found["rows"] if row["dimension"] == "stratum") == 4
    assert {row["dimension"] for row in found["rows"]} == {"stratum", "age", "gender", "ethnicity", "stage"}
    (swap,) = found["swaps"]
    assert swap["reason"] == "moved away"
    out = run("sample", store).out
    assert f"{swap['gone']} was swapped for {swap['instead']}: moved away" in out
    assert "Chosen from 1797 children on lists drawn up on 2026-11-02, seed 7" in out


def test_a_store_without_a_choice_says_that_the_lists_are_not_known(run, store):
    assert run("--json", "sample", store).json["seed"] is None
    assert "not known" in run("sample", store).out
