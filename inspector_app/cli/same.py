"""`same`: two records of one child, interview or piece of evidence, joined and parted."""

from __future__ import annotations

from argparse import Namespace
from collections.abc import Iterator
from dataclasses import asdict

from inspector_app.cli.console import Answer, Console, table
from inspector_app.cli.unlocking import opened
from inspector_app.services import joining
from inspector_app.services.changes import Changes
from inspector_app.services.joining import Joining, Twins


def listing(told: Namespace, console: Console) -> Answer:
    """Lists what is joined with the fields that differ, and the cases that look like the same child."""
    with opened(console, told.store) as session:
        joinings, likely = joining.joinings(session), joining.likely_twins(session)
        differing = {one.record: joining.differences(session, one.first) for one in joinings}
    answer = {
        "joined": [
            asdict(one) | {"differing": [asdict(field) for field in differing[one.record]]}
            for one in joinings
        ],
        "likely": [asdict(one) for one in likely],
    }
    return Answer(answer, list(_lines(joinings, likely)))


def join(told: Namespace, console: Console) -> Answer:
    """Says that two records are the same."""
    with opened(console, told.store) as session:
        done = joining.join_records(session, first=told.first, second=told.second, reason=told.reason)
    return _answer(done, f"Joined; to take it back: same part {told.store} {done.record}")


def apart(told: Namespace, console: Console) -> Answer:
    """Says that two records are not the same."""
    with opened(console, told.store) as session:
        done = joining.keep_apart(session, first=told.first, second=told.second, reason=told.reason)
    return _answer(done, "They stand apart, and nobody is asked again.")


def part(told: Namespace, console: Console) -> Answer:
    """Takes a joining back."""
    with opened(console, told.store) as session:
        done = joining.part_records(session, joining=told.joining, reason=told.reason)
    return _answer(done, done.told or "They stand apart as before.")


def _answer(done: Changes, sentence: str) -> Answer:
    return Answer({"record": done.record, "revision": done.revision, "told": done.told}, [sentence])


def _lines(joinings: tuple[Joining, ...], likely: tuple[Twins, ...]) -> Iterator[str]:
    if not joinings and not likely:
        yield "Nothing is joined, and no two cases look like the same child."
    if joinings:
        rows = ((*one.names, one.author, one.at, one.record) for one in joinings)
        yield from table([("Joined", "with", "By", "Said", "Joining"), *rows])
    for one in likely:
        yield f"Perhaps the same child: {one.names[0]} and {one.names[1]}. {one.why}."
        yield f"  {one.first} {one.second}"
