"""The Word draft against pandoc with the same content, and its time and memory as it grows to 1,000 pages.

Each writing is a process of its own, started from nothing, so that both sides pay for their start. The draft of
2,000 records has 300 pages in LibreOffice, that of 6,700 has 1,000; `pages` in the output is that ratio. Where
pandoc is not installed the comparison is left out, and says so.
"""

from __future__ import annotations

import os
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path

from inspector_app.documents.blocks import Block, Heading, Line, Look, Table
from inspector_app.documents.outline import outline
from inspector_app.documents.report import AreaFindings, DraftReport, EvidenceEntry, Paragraph
from inspector_app.documents.word import draft_bytes

ROOT = Path(__file__).resolve().parents[2]
MOMENT = datetime(2026, 11, 2, 9, 0, tzinfo=UTC)
RECORDS_A_PAGE = 6.7
AGAINST_PANDOC = 1.0
SECONDS, MEGABYTES = 60.0, 400.0  # for 1,000 pages
GROWTH = 1.5
"""How much more a page may take in a draft of 1,000 pages than in one of 300."""


@dataclass(frozen=True)
class Measured:
    """What one process took: seconds by the clock, and megabytes at its fullest."""

    seconds: float
    megabytes: float


def report_of(pages: int) -> DraftReport:
    """Returns a report that fills so many pages: findings, and an index of the records that they cite."""
    records = round(pages * RECORDS_A_PAGE)
    entries = tuple(
        EvidenceEntry(n, "Curlew 48", "Data", MOMENT, "", f"Record number {n}. " * 12, "a" * 8, "b" * 8)
        for n in range(1, records + 1)
    )
    found = tuple(Paragraph(f"Finding number {n}. " * 10, (n * 5,)) for n in range(1, records // 5 + 1))
    return DraftReport(
        authority="Fernshire",
        framework_title="A framework",
        framework_has_overall=False,
        starts=date(2026, 11, 2),
        prepared=MOMENT,
        heads_digest="0" * 64,
        areas=(AreaFindings("HP", "Help and protection", strengths=found),),
        evidence=entries,
    )


def markdown(blocks: Sequence[Block]) -> Iterator[str]:
    """Yields the same content as Markdown: every heading, paragraph, table and link of the draft."""
    for block in blocks:
        match block:
            case Heading():
                yield f"{'#' * block.level} {block.text} {{#{block.anchor}}}\n"
            case Line():
                yield ("- " if block.look is Look.BULLET else "") + _told(block) + "\n"
            case Table():
                yield "| " + " | ".join(block.head) + " |"
                yield "|" + "|".join("-" * share for share in block.shares) + "|"
                yield from (
                    "| " + " | ".join("<br>".join(map(_told, cell)) for cell in row) + " |"
                    for row in block.rows
                )
                yield f"\n: {block.caption}\n"
            case _:
                pass


def _told(line: Line) -> str:
    spans = (f"**{one.text}**" if one.strong else one.text for one in line.spans)
    links = (
        f"[{text}](#{one.link})" if one.link else text for one, text in zip(line.spans, spans, strict=True)
    )
    text = "".join(links).replace("\t", " ")
    return f"[{text}]{{#{line.anchor}}}" if line.anchor else text


def measure(command: Sequence[str]) -> Measured:
    """Runs a command and returns what it took; it must succeed."""
    begun = time.perf_counter()
    process = subprocess.Popen(command, cwd=ROOT)
    _, status, used = _ended(process)
    if status:
        sys.exit(f"{command[0]} failed")
    return Measured(time.perf_counter() - begun, used.ru_maxrss / 1024)


def _ended(process: subprocess.Popen[bytes]) -> tuple[int, int, resource.struct_rusage]:
    """Waits for one child and returns its own use of memory, not that of all children together."""

    told = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(told[1])
    return told


def draft(pages: int, folder: Path) -> Measured:
    """Writes a draft of so many pages in a process of its own, three times, and returns the quickest."""
    command = [sys.executable, __file__, str(pages), str(folder / f"{pages}.docx")]
    return min((measure(command) for _ in range(3)), key=lambda one: one.seconds)


def against_pandoc(folder: Path) -> float | None:
    """Returns our time for 300 pages over that of pandoc; None where it is not installed."""
    pandoc = shutil.which("pandoc")
    if pandoc is None:
        return None
    source = folder / "draft.md"
    source.write_text("\n".join(markdown(outline(report_of(300)))), "utf-8")
    ours = draft(300, folder)
    theirs = min(
        (measure([pandoc, str(source), "-o", str(folder / "pandoc.docx")]) for _ in range(3)),
        key=lambda one: one.seconds,
    )
    print(
        f"draft of 300 pages: {ours.seconds:.2f} s, {ours.megabytes:.0f} MB / "
        f"pandoc {theirs.seconds:.2f} s, {theirs.megabytes:.0f} MB = {ours.seconds / theirs.seconds:.2f} "
        f"(bound {AGAINST_PANDOC})"
    )
    return ours.seconds / theirs.seconds


def main() -> int:
    """Measures and returns 1 where a bound is broken."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        ratio = against_pandoc(folder)
        if ratio is None:
            print("draft of 300 pages / pandoc: left out, pandoc is not installed")
        start, middle, large = draft(1, folder), draft(300, folder), draft(1000, folder)
    growth = ((large.seconds - start.seconds) / 1000) / ((middle.seconds - start.seconds) / 300)
    print(
        f"draft of 1,000 pages: {large.seconds:.1f} s (bound {SECONDS:.0f}), {large.megabytes:.0f} MB (bound "
        f"{MEGABYTES:.0f}); a page takes {growth:.2f} times what one of 300 does (bound {GROWTH})"
    )
    fine = (ratio or 0) <= AGAINST_PANDOC and large.seconds <= SECONDS and large.megabytes <= MEGABYTES
    return 0 if fine and growth <= GROWTH else 1


if __name__ == "__main__":
    if sys.argv[1:]:
        Path(sys.argv[2]).write_bytes(draft_bytes(report_of(int(sys.argv[1]))))
        sys.exit(0)
    sys.exit(main())
