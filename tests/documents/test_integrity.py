"""Every kind of draft is a whole Word document in the eyes of a checker that knows nothing of how it was written."""

import io
import zipfile  # noqa: TID251 - takes a part out of a .docx, which is a ZIP
from dataclasses import replace

import docx_integrity
import pytest
from docx import Document

from inspector_app import frameworks
from inspector_app.documents.figures import AuditLine, Figures, SampleLine
from inspector_app.documents.report import Proposal
from inspector_app.documents.word import draft_bytes
from inspector_app.domain.outline import PLAIN

OUTLINES = [(f.id, one) for f in frameworks.catalogue() for one in f.outlines]
FIGURES = Figures(
    sample=(SampleLine("Age", "1 to 4", None, 2, 376, 1.0, 1.0), SampleLine("Stage", "closed", None, 2, 9, 1.0, 1.0)),
    audits=(AuditLine("Good", lower=1, same=2, higher=0),),
)  # fmt: skip


@pytest.fixture
def faults(tmp_path):
    """A function from the bytes of a .docx to what the checker finds wrong with it."""

    def check(content: bytes) -> list[str]:
        path = tmp_path / "draft.docx"
        path.write_bytes(content)
        return [f"{one.code}: {one.message}" for one in docx_integrity.check(path)]

    return check


@pytest.fixture
def whole(report):
    """A report that has everything a draft can have."""
    proposals = (
        Proposal("changed", "HP.1", "Early help", "Reworded.", "As it was."),
        Proposal("added", "HP.2", "Enquiries", "Put in.", ""),
    )
    return replace(report, figures=FIGURES, has_previous=True, proposals=proposals)


@pytest.mark.parametrize(
    "outline", [PLAIN, *(one for _, one in OUTLINES)],
    ids=["plain", *(f"{pack}.{one.id}" for pack, one in OUTLINES)],
)  # fmt: skip
def test_no_fault_is_found_in_a_draft_of_any_outline(whole, faults, outline):
    assert faults(draft_bytes(replace(whole, outline=outline))) == []


@pytest.mark.parametrize("remarks", [True, False])
def test_no_fault_is_found_with_or_without_remarks_and_page_numbers(whole, faults, remarks):
    assert faults(draft_bytes(replace(whole, remarks=remarks), pages=tuple(range(3, 60)))) == []


@pytest.mark.parametrize("places", [(), ("Our words.", "{{findings}}", "{{draft}}")])
def test_no_fault_is_found_in_a_draft_on_an_organisations_template(whole, faults, tmp_path, places):
    document = Document()
    for text in places:
        document.add_paragraph(text)
    document.save(str(tmp_path / "house.docx"))
    assert faults(draft_bytes(whole, template=tmp_path / "house.docx")) == []


def test_the_checker_would_find_a_chart_that_is_not_there(whole, faults):
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(draft_bytes(whole))) as source, zipfile.ZipFile(out, "w") as target:
        for name in source.namelist():
            if "draftChart1" not in name:
                target.writestr(name, source.read(name))
    assert any("draftChart1" in fault for fault in faults(out.getvalue()))
