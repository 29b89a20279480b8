"""`export`, `verify` and `merge`: bundles out and in."""

from __future__ import annotations

from argparse import Namespace
from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

from inspector_app.bundle import Verdict
from inspector_app.bundle.trust import UNKNOWN_SIGNER
from inspector_app.cli.conflicts import described, lines_of
from inspector_app.cli.console import Answer, Console, counted, sentence, table
from inspector_app.cli.progress import ProgressLine
from inspector_app.cli.unlocking import opened
from inspector_app.crypto import spoken
from inspector_app.errors import WorldError
from inspector_app.services import bundles, dropping, merging, shelf
from inspector_app.services.merged import Merged
from inspector_app.services.session import Session

GOOD = "good"
_SHORT = 12
_ADVICE = {
    "refused": "Nothing of it was taken in; ask the sender to export it again.",
    "not-for-us": "Name whose store or identity opens it, or ask the sender to export it for you.",
    "unknown-signer": "Check the sender's key; it counts once it is on the roster.",
}


def export(told: Namespace, console: Console) -> Answer:
    """Writes a bundle that was opened again before it is named here."""
    with opened(console, told.store) as session, ProgressLine(console.err) as line:
        done = bundles.export_bundle(
            session,
            out=told.out,
            recipients=tuple(told.recipients),
            since_acknowledged=told.since_acknowledged,
            clear=told.clear,
            with_draft=told.with_draft,
            tell=line.tell,
        )
    answer = {
        "bundle": done.bundle,
        "bundles": list(done.bundles),
        "tagmanifest_sha256": done.tagmanifest_sha256,
        "records": done.records,
        "revisions": done.revisions,
        "attachments": done.attachments,
        "recipients": list(done.recipients),
    }
    count = len(done.bundles)
    parts = [(f"Part {number} of {count}", path) for number, path in enumerate(done.bundles, 1)]
    rows = [
        *(parts if count > 1 else [("Bundle", done.bundle)]),
        ("Signed bytes, SHA-256", done.tagmanifest_sha256),
        ("Records", done.records),
        ("Revisions", done.revisions),
        ("Attachments", done.attachments),
        ("Can be opened by", ", ".join(done.recipients) or "anyone: it is not sealed"),
    ]
    return Answer(answer, table(rows))


def verify(told: Namespace, console: Console) -> Answer:
    """Checks a bundle by every rule; anything but `good` is exit status 1."""
    roster = str(_folder(Path(told.roster))) if told.roster else None
    with ExitStack() as stack:
        session = stack.enter_context(opened(console, told.store)) if told.store else None
        line = stack.enter_context(ProgressLine(console.err))
        found = bundles.verify_bundle(
            session, bundle=told.bundle, roster=roster, identity=told.identity, tell=line.tell
        )
    answer = {
        "bundle": told.bundle,
        "verdict": found.verdict,
        "rule": found.rule,
        "member": found.member,
        "note": found.note,
        "signer": found.signer,
        "words": spoken.words(found.signer),
        "principal": found.principal,
        "claims": list(found.claims),
        "inspection": found.inspection,
        "claimed": found.claimed,
        "part": list(found.part),
        "sealed": found.sealed,
        "records": found.records,
        "revisions": found.revisions,
        "attachments": found.attachments,
        "tagmanifest_sha256": found.tagmanifest_sha256,
    }
    return Answer(answer, _verdict(found), "" if found.verdict == GOOD else _refusal(told.bundle, found))


def _folder(roster: Path) -> Path:
    """A roster is a folder; naming one of its files will do."""
    return roster.parent if roster.is_file() else roster


def _verdict(found: Verdict) -> list[str]:
    rows = [
        ("Verdict", found.verdict),
        ("Rule broken", found.rule),
        ("Member at fault", found.member),
        ("Signed by", found.principal),
        ("Key", found.signer),
        ("Key in words", spoken.words(found.signer)),
        ("Part", "{} of {}".format(*found.part) if found.part[1] > 1 else ""),
        ("Revisions", found.revisions),
        ("Records", found.records),
        ("Attachments", found.attachments),
    ]
    return table(row for row in rows if row[1] != "")


def _refusal(bundle: str, found: Verdict | Merged) -> str:
    """Returns why a bundle is not taken, with its place."""
    ending = f"Verdict: {found.verdict}. {_ADVICE.get(found.verdict, '')}".rstrip()
    if found.verdict == UNKNOWN_SIGNER:
        ending += f" Its fingerprint is {found.signer}, in words: {spoken.words(found.signer)}."
    if bundle in found.note:  # a whole sentence with its place
        return f"{found.note} {ending}"
    why = found.note.rstrip(".") or "It was not taken"
    rule = f" (rule {found.rule})" if found.rule else ""
    inside = f", {found.member}" if found.member else ""
    return f"{why}{rule}: {bundle}{inside}. {ending}"


def merge(told: Namespace, console: Console) -> Answer:
    """Takes bundles in, each whole or not at all; one that is refused does not stop the next."""
    named = dropping.named(told.bundles)
    with opened(console, told.store) as session:
        done: list[Merged] = []
        aside: dict[str, str] = {}
        for bundle in named:
            try:
                with ProgressLine(console.err) as line:
                    one = merging.merge_bundle(
                        session,
                        bundle=bundle,
                        dry_run=told.dry_run,
                        accept_unknown=bool(told.accept_unknown),
                        signer=told.accept_unknown,
                        reason=told.reason,
                        tell=line.tell,
                    )
            except WorldError as error:
                one = Merged(bundle=bundle, verdict="refused", note=sentence(error))
            if one.verdict == UNKNOWN_SIGNER and not (told.dry_run or told.accept_unknown):
                one, aside[bundle] = _set_aside(session, one)
            console.tell(f"{Path(bundle).name}: {one.verdict}. {one.note}".rstrip())
            done.append(one)
        lacking = bundles.lacking_parts(session)
        found = {(c.record, c.field): c for one in done for c in one.conflicts}
        disagreements = described(session, found.values())
    answer = {
        "bundles": [{**_described(one), "held": aside.get(one.bundle, "")} for one in done],
        "conflicts": disagreements,
        "lacking": [
            {"principal": one.principal, "actor": one.actor, "of": one.of, "missing": list(one.missing)}
            for one in lacking
        ],
        "dry_run": told.dry_run,
    }
    lines = [*_table(done), *(one.sentence for one in lacking), *lines_of(found.values())]
    return Answer(answer, lines, _refusals(named, done))


def _set_aside(session: Session, one: Merged) -> tuple[Merged, str]:
    """Puts a bundle of an unknown signer on the shelf; returns what is told of it, and its id there."""
    try:
        held = shelf.set_aside(session, bundle=one.bundle)
    except WorldError as error:
        return replace(one, note=f"{one.note.rstrip('.')}; it is not set aside: {sentence(error)}"), ""
    return replace(one, note=f"{one.note.rstrip('.')}; set aside as {held.id[:_SHORT]}"), held.id


def _described(one: Merged) -> dict[str, Any]:
    return {
        "bundle": one.bundle,
        "verdict": one.verdict,
        "rule": one.rule,
        "member": one.member,
        "signer": one.signer,
        "words": spoken.words(one.signer),
        "principal": one.principal,
        "claims": list(one.claims),
        "new": one.new,
        "known": one.known,
        "waiting": one.waiting,
        "quarantined": one.quarantined,
        "newer": one.newer,
        "left_out": [asdict(line) for line in one.left_out],
        "forks": [asdict(fork) for fork in one.forks],
        "skew": one.skew,
        "attributed": one.attributed,
        "vouched": one.vouched,
        "strangers": [asdict(stranger) for stranger in one.strangers],
        "attachments": one.attachments,
        "orders": list(one.orders),
        "note": one.note,
    }


def merged(done: Sequence[Merged]) -> Answer:
    """Returns what came of bundles that were taken in from the shelf."""
    named = [one.bundle for one in done]
    return Answer({"bundles": [_described(one) for one in done]}, _table(done), _refusals(named, done))


def _table(done: Sequence[Merged]) -> list[str]:
    rows = [("Bundle", "Verdict", "New", "Known", "Waiting", "Set aside")]
    rows += [
        (Path(m.bundle).name, m.verdict, str(m.new), str(m.known), str(m.waiting), str(m.quarantined))
        for m in done
    ]
    return table(rows)


def _taken(one: Merged) -> bool:
    """A bundle of an unknown signer is taken where a person said so; its verdict stays what it is."""
    return one.verdict == "good" or one.changes is not None or one.new + one.known > 0


def _refusals(named: Sequence[str], done: Sequence[Merged]) -> str:
    told = [_refusal(bundle, one) for bundle, one in zip(named, done, strict=True) if not _taken(one)]
    if len(told) <= 1:
        return told[0] if told else ""
    return f"{counted(len(told), 'bundle')} were not taken. {' '.join(told)}"
