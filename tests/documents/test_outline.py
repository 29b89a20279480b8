from dataclasses import replace
from itertools import pairwise

from inspector_app.documents.blocks import Heading, Line, Look, Table
from inspector_app.documents.numbering import number_report
from inspector_app.documents.outline import outline
from inspector_app.documents.report import OverallLine, UrgentSummary


def said(line: Line) -> str:
    return "".join(span.text for span in line.spans)


def table(blocks, caption: str) -> Table:
    return next(block for block in blocks if isinstance(block, Table) and block.caption == caption)


def rows(blocks, caption: str) -> list[list[str]]:
    return [["\n".join(said(line) for line in cell) for cell in row] for row in table(blocks, caption).rows]


def prose(blocks) -> str:
    return "\n".join(said(block) for block in blocks if isinstance(block, Line))


def test_paragraph_numbers_run_right_through_in_the_order_of_reading(report):
    lines = [block for block in outline(report) if isinstance(block, Line) and block.look is Look.NUMBERED]
    cells = [
        line
        for block in outline(report)
        if isinstance(block, Table)
        for row in block.rows
        for cell in row
        for line in cell
        if line.look is Look.CELL_NUMBERED
    ]
    numbers = sorted(int(said(line).split(".")[0]) for line in lines + cells)
    assert numbers == list(range(1, 12))
    assert [one.number for one in number_report(report).all()] == numbers


def test_a_paragraph_ends_with_the_records_that_it_rests_on(report):
    assert "last inspection. [E1, E3, E6]" in prose(outline(report))


def test_strengths_stand_beside_areas_for_improvement(report):
    area = report.areas[2]
    found = rows(outline(report), f"{area.title}: strengths beside areas for improvement")
    assert found == [
        [
            "No strengths are recorded.",
            "11.\tPathway plans of 4 of 9 young people lack a word on their health. [E99]",
        ]
    ]


def test_a_framework_without_an_overall_grade_never_shows_one(report):
    smuggled = replace(report, overall=OverallLine("Outstanding"))
    assert "Outstanding" not in prose(outline(smuggled))
    assert "gives no overall grade" in prose(outline(smuggled))


def test_a_framework_with_an_overall_grade_shows_it_with_its_explanation(report):
    graded = replace(
        report, framework_has_overall=True, overall=OverallLine("Good", ("Three of four areas are good.",))
    )
    assert "Provisional overall grade: Good." in prose(outline(graded))
    assert "Three of four areas are good." in prose(outline(graded))
    assert "not proposed" not in prose(outline(graded))
    assert "No overall grade is proposed yet" in prose(outline(replace(graded, overall=None)))


def test_the_grade_column_goes_where_no_area_has_a_grade(report):
    assert "Provisional grade" in table(outline(report), "Profile of judgement areas").head
    ungraded = replace(report, profile=tuple(replace(row, graded=False) for row in report.profile))
    found = table(outline(ungraded), "Profile of judgement areas")
    assert found.head == ("Area", "Strengths", "Areas for improvement", "Note")
    assert all(len(row) == len(found.shares) == 4 for row in found.rows)
    assert "Provisional grade: " not in prose(outline(ungraded))


def test_an_area_without_a_proposal_says_so(report):
    found = [row[1] for row in rows(outline(report), "Profile of judgement areas")]
    assert found == [
        "Requires improvement to be good",
        "Good",
        "Not yet proposed",
        "Not graded by this framework",
    ]


def test_every_value_of_a_conflict_is_printed_with_its_author(report):
    found = rows(outline(report), "Unresolved conflicts")
    assert [row[1:] for row in found] == [
        ["Two children waited for help that they needed.", "Inspector A\n20 May 2026, 14:02"],
        ["Two children waited; one was hurt meanwhile.", "Inspector B\ntime not recorded"],
    ]


def test_urgent_concerns_are_numbers_only(report):
    assert rows(outline(report), "Urgent concerns in numbers") == [["3", "3", "1", "2"]]
    assert "No urgent concern was raised" in prose(outline(replace(report, urgent=UrgentSummary())))


def test_a_tally_tells_its_count_once(report):
    counted = replace(report.tallies[0], text="3 of 21 contacts closed too soon")
    first, second = rows(outline(replace(report, tallies=(counted, report.tallies[1]))), "Tallies")
    assert first[:2] == ["3 of 21", "Contacts closed too soon"]
    assert second[:2] == ["4 of 9", "Pathway plans without health"]


def test_the_index_says_where_each_record_is_cited_and_quotes_only_what_was_said(report):
    found = rows(outline(report), "Evidence index")
    assert [row[0] for row in found] == [f"E{number}" for number in range(1, 9)]
    assert found[0][3].startswith("Paragraphs 1, 2, 5\n")
    assert found[2][2] == "‘They came when they said they would.’"
    assert found[4][2] == "Audit by the council: good. Inspector: requires improvement. …"
    assert all("‘" not in row[2] for number, row in enumerate(found) if number != 2)
    assert found[7][1].startswith("time not recorded\n")


def test_an_empty_report_says_in_words_that_nothing_is_recorded(report):
    empty = replace(
        report, profile=(), summary=(), priorities=(), areas=(), context=(), tallies=(), conflicts=(), evidence=(),
        acronyms=(), limits=(), urgent=UrgentSummary(), ends=None, lead="", team=(), framework_caution="",
    )  # fmt: skip
    blocks = outline(empty)
    assert not [block for block in blocks if isinstance(block, Table)]
    for sentence in ("No findings are recorded.", "No context statements", "No tallies", "No record is in conflict.",
                     "No evidence is listed.", "No judgement areas", "from 11 May 2026"):  # fmt: skip
        assert sentence in prose(blocks)


def test_headings_never_skip_a_level(report):
    levels = [block.level for block in outline(report) if isinstance(block, Heading)]
    assert levels[0] == 1
    assert all(after - before <= 1 for before, after in pairwise(levels))
