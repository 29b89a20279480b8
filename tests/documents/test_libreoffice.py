import subprocess
from dataclasses import replace

import pytest

from inspector_app.documents.report import Paragraph
from inspector_app.documents.word import write_draft

pytestmark = [pytest.mark.slow, pytest.mark.needs("soffice", "pdftotext")]


@pytest.fixture
def pages(tmp_path):
    """A function from a report to the text of each page that LibreOffice makes of it."""

    def convert(report) -> list[str]:
        draft = write_draft(report, tmp_path / "draft.docx").path
        profile = (tmp_path / "profile").as_uri()
        subprocess.run(
            ["soffice", f"-env:UserInstallation={profile}", "--headless", "--convert-to", "pdf", "--outdir", tmp_path, draft],
            check=True, capture_output=True, timeout=110,
        )  # fmt: skip
        told = subprocess.run(
            ["pdftotext", "-layout", tmp_path / "draft.pdf", "-"], check=True, capture_output=True, timeout=60
        )
        return told.stdout.decode().split("\f")[:-1]

    return convert


def test_the_draft_reads_as_meant_on_pages(report, pages):
    long = replace(
        report.areas[0],
        strengths=(
            *report.areas[0].strengths,
            *(Paragraph("Children are safe. " * 30, (4,)) for _ in range(8)),
        ),
    )
    found = pages(replace(report, areas=(long, *report.areas[1:])))
    assert "Draft inspection report" in found[0]
    assert "Northmere County Council" in found[0]
    assert "Page 1" not in found[0]
    assert "Findings by area" in found[1]  # the contents are written, not left to the reader to update
    for number, page in enumerate(found[1:], start=2):
        assert f"Page {number} of {len(found)}" in page
        assert "Draft – not for publication" in page
    for page in found:
        assert "OFFICIAL-SENSITIVE" in page
        assert "Records 3f2a 9c41 77be 0d12" in page
    whole = "\n".join(found)
    assert "[E1, E2]" in whole
    assert "Reference source not found" not in whole
    beside = [page for page in found if "Strengths " in page and "Areas for improvement" in page]
    assert len(beside) >= 4  # the header row comes again where the long row breaks over the page
    for number in range(1, 20):
        assert f"{number}." in whole
