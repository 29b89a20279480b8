"""`roll-call`: who has sent what, what is still out, whose log is forked, and what only a lost laptop had."""

from __future__ import annotations

from argparse import Namespace
from dataclasses import asdict

from inspector_app.cli.console import Answer, Console, table
from inspector_app.cli.unlocking import opened
from inspector_app.services import lost_laptop, rollcall
from inspector_app.services.rollcall import RollCall


def call(told: Namespace, console: Console) -> Answer:
    """Tells of everybody on the roster, every laptop and everything that waits; or of a lost laptop."""
    with opened(console, told.store) as session:
        if told.lost:
            lost = lost_laptop.lost_laptop(session, device=told.lost)
            return Answer(asdict(lost), list(lost.sentences))
        found = rollcall.roll_call(session)
    return Answer(asdict(found), _lines(found))


def _lines(found: RollCall) -> list[str]:
    people = [("Who", "Days", "Last bundle", "Days silent", "Work up to", "Expected")]
    people += [
        (
            one.principal,
            str(len(one.days)),
            one.last or "never",
            "" if one.silent is None else str(one.silent),
            one.upto or "nothing",
            one.expected,
        )
        for one in found.people
    ]
    laptops = [("Laptop", "Of", "Place", "Bundles", "Never came", "Forked at", "Newer", "Set aside", "Clock")]
    laptops += [
        (
            one.device[:8], one.principal, str(one.place), str(one.bundles), _numbers(one.missing),
            _numbers(one.forks), str(one.newer), str(one.set_aside), str(one.skew),
        )
        for one in found.laptops
    ]  # fmt: skip
    waits = [f"{gap.sentence}." for gap in found.gaps] or ["Nothing waits."]
    return [*table(people), "", *table(laptops), "", *waits]


def _numbers(found: tuple[int, ...]) -> str:
    return ", ".join(map(str, found))
