"""Each document that a bundled framework may end with, drawn with invented findings, against a committed outline.

`golden/README.md` says how to renew them.
"""

import os
from dataclasses import replace
from itertools import chain
from pathlib import Path

import pytest

from inspector_app import frameworks
from inspector_app.documents.blocks import Charts, Contents, Heading, Line, Look, Table
from inspector_app.documents.figures import Figures, IntervalLine
from inspector_app.documents.outline import outline
from inspector_app.documents.report import AreaFindings, OverallLine, Paragraph, ProfileRow
from inspector_app.domain.framework import UnknownCodeError
from inspector_app.domain.outline import PARTS, PLAIN
from inspector_app.domain.timeliness import STATES

FIGURES = Figures(
    states=tuple(STATES.values()),
    intervals=(IntervalLine("An interval", (4, 2, 0, 1, 3), "9 days"),),
    sources=("Observed",),
    coverage=(("Help", (8,)),),
)
GOLDEN = Path(__file__).parent / "golden" / "outlines"
DOCUMENTS = [(f.id, one.id) for f in frameworks.catalogue() for one in f.outlines]


def drawn(report, framework_id: str, outline_id: str):
    """The blocks of a draft of this kind: every area has a strength, the last two are at the lowest grade."""
    framework = frameworks.load(framework_id)
    scale = framework.grade_scale
    areas = tuple(
        AreaFindings(
            area.code,
            area.title,
            strengths=(Paragraph(f"A strength in {area.code}.", (1,), title=f"Strength of {area.code}"),),
            improvements=(
                Paragraph(f"A weakness in {area.code}.", (2,), title=f"Weakness of {area.code}", reference="outcome 3"),
            ),
        )
        for area in framework.areas
    )  # fmt: skip
    profile = tuple(
        ProfileRow(
            area.code, area.title, scale[-1].label if scale else None, True, 1, 1,
            graded=area.graded, level=1 if area.sub_of else 0, lowest=bool(scale) and number >= len(areas) - 2,
        )
        for number, area in enumerate(framework.areas)
    )  # fmt: skip
    filled = replace(
        report, areas=areas, profile=profile, outline=framework.outline(outline_id), framework_title=framework.title,
        framework_has_overall=framework.overall_effectiveness, overall=OverallLine("Good"), limits=(),
        grades=tuple((grade.label, grade.meaning) for grade in scale if grade.meaning),
        figures=FIGURES,
        method=("29 children’s journeys were tracked from end to end, 29 looked at in part.",),
    )  # fmt: skip
    return outline(filled)


def told(blocks) -> str:
    """The document in short: headings, bullets, numbered paragraphs and the heads of tables, one a line."""
    lines = []
    for block in blocks:
        match block:
            case Heading():
                page = " (new page)" if block.new_page else ""
                lines.append(f"{'#' * block.level} {block.text}{page}")
            case Contents():
                lines.append("(contents)")
            case Charts():
                lines.append(f"(charts: {', '.join(bars.title for bars in block.charts)})")
            case Table():
                lines.append(f"(table: {' | '.join(block.head)}; {len(block.rows)})")
            case Line():
                text = "".join(span.text for span in block.spans).replace("\t", " ").replace("\n", " / ")
                lines.append(f"- {text}" if block.look is Look.BULLET else text)
    return "\n".join(lines) + "\n"


@pytest.mark.parametrize(("framework_id", "outline_id"), DOCUMENTS, ids=lambda value: value)
def test_the_document_is_as_it_was_agreed(report, framework_id, outline_id):
    found = told(drawn(report, framework_id, outline_id))
    golden = GOLDEN / f"{framework_id}.{outline_id}.txt"
    if os.environ.get("INSPECTOR_RENEW_GOLDEN"):
        golden.parent.mkdir(exist_ok=True)
        golden.write_text(found, encoding="utf-8", newline="\n")
        pytest.skip("renewed")
    assert found == golden.read_text(encoding="utf-8")


def test_there_is_a_golden_file_for_each_document_and_no_other():
    assert {path.stem for path in GOLDEN.iterdir()} == {f"{pack}.{one}" for pack, one in DOCUMENTS}


def test_each_framework_of_the_catalogue_ends_with_a_document_of_its_own():
    assert set(DOCUMENTS) == {
        ("CONS-2013", "report"), ("SIF-130216", "report"), ("LSCB-REVIEW", "report"), ("JTAI-FRONTDOOR", "letter"),
        ("ILACS-2018", "report"), ("ILACS-2023", "report"), ("ILACS-2026", "report"),
        ("ILACS-2018", "focused-visit"), ("ILACS-2023", "focused-visit"), ("ILACS-2026", "focused-visit"),
    }  # fmt: skip


@pytest.mark.parametrize(("framework_id", "outline_id"), [one for one in DOCUMENTS if one[1] != "report"])
def test_a_letter_prints_no_grade_and_no_contents(report, framework_id, outline_id):
    found = told(drawn(report, framework_id, outline_id))
    assert "grade:" not in found
    assert "(contents)" not in found
    assert found.index("Yours sincerely") < found.index("# Evidence index")


def test_from_april_2026_leaders_come_last_and_there_is_no_overall_grade(report):
    found = told(drawn(report, "ILACS-2026", "report"))
    titles = [
        f"## {area.title}" for area in frameworks.load("ILACS-2026").areas
    ]  # leaders, help, care, care leavers
    places = [found.index(title) for title in chain(titles[1:], titles[:1])]
    assert places == sorted(places)
    assert "Provisional overall grade" not in found
    assert "Provisional overall grade: Good." in told(drawn(report, "ILACS-2023", "report"))


def test_paragraphs_are_numbered_in_the_order_in_which_the_outline_reads_them(report):
    found = told(drawn(report, "JTAI-FRONTDOOR", "letter"))
    numbers = [
        int(line.split(".")[0]) for line in found.splitlines() if line[:1].isdigit() and ". " in line[:4]
    ]
    assert numbers == sorted(numbers)
    assert len(numbers) == 4


def test_a_framework_without_an_outline_gets_the_plain_report_and_an_unknown_one_is_named():
    bare = replace(frameworks.load("SIF-130216"), outlines=())
    assert bare.outline() is PLAIN
    assert {part.part for part in PLAIN.parts} <= set(PARTS)
    with pytest.raises(UnknownCodeError, match=r"no outline letter.*report, focused-visit"):
        frameworks.load("ILACS-2026").outline("letter")
