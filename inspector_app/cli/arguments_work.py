"""Arguments of the commands of the inspecting itself: packs, a council's lists, records, outputs."""

from __future__ import annotations

from inspector_app.cli.grammar import Commands, command, group, needs_store, positive


def _council(commands: Commands) -> None:
    packs = group(commands, "frameworks", "list, show and check framework packs")
    command(packs, "list", "list the framework packs", "frameworks")
    show = command(packs, "show", "show one framework pack", "frameworks")
    show.add_argument("id", metavar="ID", help="id of the pack, as the list has it")
    check = command(packs, "check", "name every fault of a pack of your own, with its line", "frameworks")
    check.add_argument("file", metavar="FILE", help="the pack, a TOML file")
    annex = command(commands, "annex-a", "read a council's child-level lists and tell what is in them")
    annex.add_argument(
        "file", metavar="FILE", help="a .xlsx, .xls, .ods or .csv file, or a folder of .csv files"
    )
    annex.add_argument(
        "--against", metavar="EARLIER", help="an earlier workbook: tell what has changed since"
    )
    annex.add_argument(
        "--findings", action="store_true", help="tell every question to the council with the child's id"
    )
    annex.add_argument(
        "--questions", metavar="OUT", help="write these questions as a .xlsx or .csv file for the council"
    )


def _records(commands: Commands) -> None:
    one = command(commands, "apply", "run intents from JSON lines, each line saved before it is confirmed")
    one.add_argument("store", metavar="STORE", nargs="?", help="folder of the store")
    one.add_argument("file", metavar="FILE", nargs="?", help="JSON lines; - for standard input")
    one.add_argument("--list", action="store_true", dest="listing", help="print the intents and end")
    dump = command(commands, "dump", "print every current record as a JSON line")
    needs_store(dump)
    dump.add_argument("--drafts", action="store_true", help="also what was typed and is not sealed yet")
    dump.add_argument(
        "--history", action="store_true", help="also every revision, and records that were withdrawn"
    )
    search = command(commands, "search", "find records by their words, best first")
    needs_store(search)
    search.add_argument(
        "text", metavar="TEXT", help="words that must all be there; the last may be unfinished"
    )
    search.add_argument(
        "--limit", metavar="N", type=positive, default=50, help="how many hits at most; 50 if left out"
    )
    needs_store(command(commands, "sample", "tell how the chosen cases compare with the council's lists"))
    timing = command(commands, "timeliness", "tell how the cases stand against the statutory intervals")
    needs_store(timing)
    timing.add_argument("--case", metavar="RECORD", help="only this case track")
    timing.add_argument(
        "--on", metavar="DATE", help="day up to which the journeys are known; the last that any step tells of"
    )
    draft = command(commands, "draft", "write the Word draft")
    needs_store(draft)
    draft.add_argument("out", metavar="OUT", help="the .docx to write; replaces one that nobody changed")
    draft.add_argument("--template", metavar="FILE", help="the organisation's .docx, whose styles are used")
    draft.add_argument(
        "--check", action="store_true", help="write nothing: compare the draft that is there with the store"
    )
    draft.add_argument(
        "--outline",
        metavar="ID",
        default="",
        help="which document, as `frameworks show` has it under outlines",
    )
    draft.add_argument(
        "--previous",
        metavar="FILE",
        help="an earlier draft: what was changed in it by hand comes back",
    )
    draft.add_argument(
        "--no-comments",
        action="store_true",
        help="write no comments beside weak paragraphs",
    )
    draft.add_argument(
        "--page-numbers",
        action="store_true",
        help="have LibreOffice lay the pages out, for numbers in the list of contents",
    )


def _outputs(commands: Commands) -> None:
    written = group(commands, "outputs", "write tables, a project for analysts, or the draft as PDF")
    for name, does in (
        ("evidence", "write every evidence record as a workbook or CSV"),
        ("cases", "write the schedule of cases as a workbook or CSV"),
        ("chronology", "write the journey of one child as a workbook or CSV"),
        ("tallies", "write every tally as a workbook or CSV"),
        ("provenance", "write one page on how a record was written, for whoever asks"),
        ("forms", "write blank forms to print, for hours in which no laptop works"),
        ("qdpx", "write evidence and interviews as a REFI-QDA project"),
        ("pdf", "write the draft as PDF, through LibreOffice"),
    ):
        one = command(written, name, does, "outputs")
        needs_store(one)
        if name == "chronology":
            one.add_argument("case", metavar="RECORD", help="the case track, as `dump` names it")
        if name == "provenance":
            one.add_argument("record", metavar="RECORD", help="evidence or interview, as `dump` names it")
        one.add_argument("out", metavar="OUT", help="file to write; one that is there is replaced")
        if name == "forms":
            one.add_argument(
                "--kind",
                metavar="KIND",
                default="",
                help="evidence, interview or practice; all where not given",
            )
            one.add_argument("--count", metavar="N", type=int, default=5, help="how many of each kind")
        if name == "pdf":
            one.add_argument("--template", metavar="FILE", help="as for `draft`")
            one.add_argument("--outline", metavar="ID", default="", help="as for `draft`")


FAMILIES = (_council, _records, _outputs)
