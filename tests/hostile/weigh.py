"""Verifies bundles as the app does and prints, for each, what came of it and the most memory so far, in bytes."""

from __future__ import annotations

import resource
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from inspector_app.bundle import verify_bundle
from inspector_app.bundle.roster import load_roster


def _most() -> int:
    """Returns the most memory so far. On Linux `getrusage` counts what the parent had before the start as well."""
    if sys.platform == "linux":
        told = Path("/proc/self/status").read_text("ascii")
        return int(told.partition("VmHWM:")[2].split()[0]) * 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss


def main(roster: str, identity: str, place: str, count: str) -> None:
    known, own, folder = load_roster(Path(roster)), Path(identity).read_text("ascii"), Path(place)
    for number in range(int(count)):
        told = verify_bundle(
            folder / f"{number}.bag.zip", roster=known, identities=[own], quarantine=folder / "quarantine"
        )
        print(told.rule or told.verdict, _most(), flush=True)
    left = list((folder / "quarantine").iterdir())
    if left:
        raise SystemExit(f"left behind: {left}")


main(*sys.argv[1:])
