"""The figures of a draft: each as a chart, in words behind it, and as a table below it."""

from dataclasses import replace

import pytest
from lxml import etree

from inspector_app.documents.blocks import DARKEST, Bars, Charts, Fill, Heading, Series, Table
from inspector_app.documents.charts import told
from inspector_app.documents.figures import AuditLine, Figures, IntervalLine, SampleLine
from inspector_app.documents.figures_part import figures_part
from inspector_app.documents.word import draft_bytes

C = "{http://schemas.openxmlformats.org/drawingml/2006/chart}"
W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
PLACED = "{http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing}"
RELATION = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
STATES = ("In time", "Late", "Not due yet", "Overdue", "Cannot say")

FIGURES = Figures(
    sample=(
        SampleLine("Group", "children in need, tracked", 3, 2, 314, 0.4, 0.17),
        SampleLine("Age", "1 to 4", None, 2, 376, 0.4, 0.21),
        SampleLine("Age", "5 to 9", None, 3, 539, 0.6, 0.3),
        SampleLine("Gender", "female & <male>", None, 5, 856, 1.0, 0.48),
        SampleLine("Stage", "in care", None, 5, 237, 1.0, 0.13),
    ),
    origin="Chosen from 1,797 children on lists, with seed 2026.",
    states=STATES,
    intervals=(
        IntervalLine("Assessment within 45 working days", (4, 2, 0, 1, 3), "27.5 working days"),
        IntervalLine("Review every 6 months", (0, 0, 0, 0, 0), ""),
    ),
    known_on="As the journeys of the cases are known on 1 November 2026.",
    sources=("Observed", "Data"),
    coverage=(("Help and protection", (8, 0)), ("Children in care", (1, 2))),
    audits=(AuditLine("Good", lower=3, same=4, higher=1), AuditLine("Inadequate", 0, 2, 0)),
)


@pytest.fixture
def figured(report):
    """A report with all figures."""
    return replace(report, figures=FIGURES)


def drawn(figures=FIGURES):
    return list(figures_part(figures))


def charts_of(blocks) -> list[Bars]:
    return [bars for block in blocks if isinstance(block, Charts) for bars in block.charts]


def test_each_figure_has_its_chart_and_the_table_below_says_the_same():
    blocks = drawn()
    headings = [block.text for block in blocks if isinstance(block, Heading)]
    assert headings == [
        "The sample beside the council’s lists", "Statutory intervals", "Where the evidence is from",
        "The council’s audits beside inspectors’ view",
    ]  # fmt: skip
    assert [bars.title for bars in charts_of(blocks)[:3]] == ["Age", "Gender", "Stage"]
    cells = [
        cell[0].spans[0].text
        for block in blocks if isinstance(block, Table)
        for row in block.rows for cell in row
    ]  # fmt: skip
    for bars in charts_of(blocks):
        for series in bars.series:
            for value in series.values:
                assert (f"{value:.0%}" if bars.shares else f"{value:g}") in cells


def test_nothing_is_drawn_of_what_is_not_known():
    assert drawn(Figures()) == []
    none = replace(
        FIGURES, sample=(), intervals=FIGURES.intervals[1:], coverage=(("Help", (0, 0)),), audits=()
    )
    assert drawn(none) == []


def test_shares_of_lists_that_nobody_knows_are_not_drawn_as_nought():
    lines = tuple(replace(one, population=None, population_share=0.0) for one in FIGURES.sample)
    blocks = drawn(replace(FIGURES, sample=lines))
    age = charts_of(blocks)[0]
    assert [series.name for series in age.series] == ["of the cases"]
    table = next(block for block in blocks if isinstance(block, Table))
    assert [cell[0].spans[0].text for cell in table.rows[0]][3:] == ["not known", "40%", "not known"]


def test_the_map_says_none_in_words_and_its_grounds_grow_with_the_count():
    table = next(block for block in drawn() if isinstance(block, Table) and block.shades)
    assert [[cell[0].spans[0].text for cell in row] for row in table.rows] == [
        ["Observed", "8", "1"],
        ["Data", "none", "2"],
    ]
    assert table.shades == ((0, DARKEST, 1), (0, 0, 1))


def test_audits_tell_the_direction_of_every_difference_in_a_sentence():
    text = " ".join(
        "".join(span.text for span in block.spans) for block in drawn() if hasattr(block, "spans")
    )
    assert "10 cases were graded both" in text
    assert "In 6 the grade was the same, in 3 inspectors put the case lower, in 1 higher." in text


def test_what_stands_behind_a_chart_says_every_value_in_words():
    bars = Bars("Age", ("1 to 4", "5 to 9"), (Series("cases", (0.4, 0.6), Fill.DARK), Series("lists", (0.21, 0.3), Fill.LIGHT)), shares=True)  # fmt: skip
    assert told(bars) == "Bar chart. Age. 1 to 4: cases 40%, lists 21%; 5 to 9: cases 60%, lists 30%."


def test_word_finds_every_chart_with_its_words_and_its_values(figured, parts):
    found = parts(draft_bytes(figured))
    document = etree.fromstring(found["word/document.xml"])
    relations = etree.fromstring(found["word/_rels/document.xml.rels"])
    targets = {one.get("Id"): one.get("Target") for one in relations}
    inlines = list(document.iter(f"{PLACED}inline"))
    blocks = charts_of(drawn())
    assert len(inlines) == len(blocks) == 5
    numbers = set()
    for inline, bars in zip(inlines, blocks, strict=True):
        properties = inline.find(f"{PLACED}docPr")
        assert properties.get("descr") == told(bars)
        numbers.add(properties.get("id"))
        part = found["word/" + targets[next(inline.iter(f"{C}chart")).get(RELATION)]]
        chart = etree.fromstring(part)
        labels = [v.text for v in chart.find(f".//{C}cat").iter(f"{C}v")]
        values = [[float(v.text) for v in one.iter(f"{C}v")] for one in chart.iter(f"{C}val")]
        assert labels == list(bars.labels)
        assert values == [list(series.values) for series in bars.series]
        assert f'PartName="/word/{targets[next(inline.iter(f"{C}chart")).get(RELATION)]}"'.encode() in found["[Content_Types].xml"]  # fmt: skip
    assert len(numbers) == 5
    assert not [name for name in found if "embeddings" in name]


def test_charts_side_by_side_share_the_width_and_one_height(figured, parts):
    document = etree.fromstring(parts(draft_bytes(figured))["word/document.xml"])
    lines = [
        [one.find(f"{PLACED}extent") for one in p.iter(f"{PLACED}inline")] for p in document.iter(f"{W}p")
    ]
    pairs = [extents for extents in lines if len(extents) > 1]
    assert pairs
    for extents in pairs:
        assert len({one.get("cy") for one in extents}) == 1
        assert sum(int(one.get("cx")) for one in extents) <= (11906 - 2 * 1134) * 635


def test_a_draft_with_figures_has_the_same_bytes_each_time(figured):
    assert draft_bytes(figured) == draft_bytes(figured)
