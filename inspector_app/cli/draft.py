"""`draft`: the Word draft."""

from __future__ import annotations

from argparse import Namespace
from dataclasses import asdict

from inspector_app.cli.console import Answer, Console
from inspector_app.cli.unlocking import opened
from inspector_app.services import draft_check, drafting


def write(told: Namespace, console: Console) -> Answer:
    """Writes the draft and tells what the house checks say of it; or compares one with the store."""
    if told.check:
        return _check(told, console)
    with opened(console, told.store) as session:
        done = drafting.write_draft(
            session,
            out=told.out,
            template=told.template,
            outline=told.outline,
            previous=told.previous,
            comments=not told.no_comments,
            page_numbers=told.page_numbers,
        )
    answer = {
        "draft": str(done.path),
        "paragraphs": done.paragraphs,
        "cited": done.cited,
        "checks": [asdict(check) for check in done.checks],
        "proposals": [asdict(proposal) for proposal in done.proposals],
    }
    lines = [f"Draft: {done.path}", f"{done.paragraphs} numbered paragraphs citing {done.cited} records"]
    lines += [f"{'In order' if c.ok else 'Look at this'}: {c.name}: {c.detail}" for c in done.checks]
    if done.proposals:
        lines.append(f"{len(done.proposals)} changes made by hand are listed at the end of the draft")
    return Answer(answer, lines)


def _check(told: Namespace, console: Console) -> Answer:
    with opened(console, told.store) as session:
        found = draft_check.check_draft(session, draft=told.out)
    differs = [("Changed", found.changed), ("Not in the draft", found.added), ("Not here", found.gone)]
    lines = [found.sentence, *(f"{what}: {', '.join(records)}" for what, records in differs if records)]
    refusal = "" if found.same else f"The draft is not of the records as they stand: {told.out}."
    return Answer(asdict(found), lines, refusal)
