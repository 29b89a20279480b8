"""What a newer version of the app wrote goes through a laptop with this one whole, and comes out as it was."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from inspector_app.bundle import Contents, Segment, write_bundle
from inspector_app.crypto import canonical, ledger
from inspector_app.domain import ids
from inspector_app.services import bundles, evidence, merging
from inspector_app.services import session as sessions
from inspector_app.services.merged import Merged
from inspector_app.services.session import Session
from inspector_app.store import exchange
from inspector_app.store.errors import NewerRecordError

AT = "2026-11-02T09:00:00Z"


@pytest.fixture
def team(trusting: Callable[..., tuple[Session, Session, Session]]) -> tuple[Session, Session, Session]:
    """A lead, an inspector who relays, and one more; the second's laptop stands in for a newer one too."""
    return trusting("ada", "bo", "cy")


class Newer:
    """A device with a later version of the app, signing with a member's key."""

    def __init__(self, member: Session) -> None:
        self.member, self.actor = member, ids.new_actor()
        self.lines: list[bytes] = []
        self.payloads: dict[str, list[bytes]] = {}

    def write(self, payload: object, rec: str = "", **more: object) -> str:
        rec = rec or ids.new_record(1_800_000_000_000)
        line = canonical.encode(payload)
        header = {
            "actor": self.actor, "app": "9.0.0", "at": AT, "author": self.member.device.principal,
            "kind": "evidence", "parents": [], "pay": ledger.digest(line), "rec": rec, "schema": "evidence/1.0",
            "prev": ledger.digest(self.lines[-1]) if self.lines else None, "seq": len(self.lines) + 1, "v": 1,
        } | more  # fmt: skip
        self.lines.append(canonical.encode(header))
        self.payloads.setdefault(rec, []).append(line)
        return rec

    def bundle(self, to: Session, where: Path) -> str:
        contents = Contents(
            inspection=self.member.inspection,
            actor=self.actor,
            sequence=1,
            previous=None,
            claimed=AT,
            app_version="9.0.0",
            required_signers=(self.member.device.principal,),
            segments=(Segment(self.actor, 1, len(self.lines), b"".join(n + b"\n" for n in self.lines)),),
            payloads=[
                (r, b"".join(n + b"\n" for n in sorted(found))) for r, found in sorted(self.payloads.items())
            ],
        )
        key, told = bundles.signing_key(self.member), sessions.recipient(to.device)
        return str(write_bundle(contents, where, signer=key, recipients=(told,)).path)


def told(text: str, **more: object) -> dict[str, object]:
    return {"blobs": [], "salt": "0" * 32, "set": {"text": text, **more}}


def relayed(through: Session, to: Session, tmp_path: Path) -> Merged:
    done = bundles.export_bundle(through, out=str(tmp_path / "relay"), recipients=(to.device.principal,))
    return merging.merge_bundle(to, bundle=done.bundle)


def kept(session: Session, actor: str) -> list[tuple[bytes, str | None]]:
    return [(e.line, session.store.ledger.state(e.id)) for e in exchange.log(session.store, actor)]


def test_headers_of_a_newer_version_are_kept_told_and_relayed_byte_for_byte(team, tmp_path) -> None:
    lead, bo, cy = team
    newer = Newer(cy)
    rec = newer.write({"next": {"cipher": 1}}, v=2, place="51N")
    newer.write(told("waits for what is not understood"), rec=rec)
    done = merging.merge_bundle(bo, bundle=newer.bundle(bo, tmp_path / "out"))
    assert (done.new, done.newer, done.waiting, done.left_out) == (2, 1, 1, ())
    assert "newer version of the app" in done.note
    again = relayed(bo, lead, tmp_path)
    assert (again.newer, again.waiting, again.left_out) == (1, 1, ())
    assert kept(lead, newer.actor) == kept(bo, newer.actor)
    assert [line for line, _ in kept(lead, newer.actor)] == newer.lines
    assert set(exchange.payload_lines(lead.store, [ledger.digest(p) for p in newer.payloads[rec]])) == set(
        newer.payloads[rec]
    )
    assert [held.state for held in lead.store.history(rec)] in (["newer", "waiting"], ["waiting", "newer"])


@pytest.mark.parametrize(
    ("kind", "schema", "ours"),
    [
        ("evidence", "evidence/1.7", True),
        ("evidence", "evidence/2.0", False),
        ("hologram", "hologram/1.0", False),
    ],
)
def test_newer_schemas_and_unknown_kinds_go_through_a_relay_and_majors_are_read_only(
    team, tmp_path, kind: str, schema: str, ours: object
) -> None:
    lead, bo, cy = team
    newer = Newer(cy)
    rec = newer.write(told("Seen.", depth_in_metres=3), kind=kind, schema=schema)
    merging.merge_bundle(bo, bundle=newer.bundle(bo, tmp_path / "out"))
    relayed(bo, lead, tmp_path)
    for session in (bo, lead):
        assert session.store.record(rec).fields == {"text": "Seen.", "depth_in_metres": 3}
    before = lead.store.revisions()
    write = merging.Write(rec, kind, {"text": "changed"})
    if ours:
        lead.write("amend", [write])
        assert lead.store.record(rec).fields == {"text": "changed", "depth_in_metres": 3}
    else:
        with pytest.raises(NewerRecordError, match="newer version"):
            lead.write("amend", [write])
        assert lead.store.revisions() == before


def test_lines_that_break_the_ledger_are_counted_and_named_and_the_rest_is_taken(team, tmp_path) -> None:
    lead, _, cy = team
    newer = Newer(cy)
    rec = newer.write(told("good"))
    newer.write(told("bad"), rec=rec, at="yesterday")
    newer.payloads[rec].append(canonical.encode(told("nobody's")))
    done = merging.merge_bundle(lead, bundle=newer.bundle(lead, tmp_path / "out"))
    assert done.verdict == "good"
    assert lead.store.record(rec).get("text") == "good"
    found = [(one.member.split("/")[1], one.line, one.reason) for one in done.left_out]
    assert ("log", 2, "An entry of a log breaks the format (at)") in found
    assert len(found) == 3
    assert all(rec in one.member for one in done.left_out if one.member.startswith("data/payload"))
    assert f"line 2 of data/log/{newer.actor}" in done.note
    assert exchange.bundles(lead.store)[0].report["left_out"] == 3
    again = merging.merge_bundle(lead, bundle=newer.bundle(lead, tmp_path / "out"))
    assert len(again.left_out) == 3


def test_what_was_set_aside_is_passed_on_and_set_aside_there_too(team, tmp_path) -> None:
    lead, bo, cy = team
    rec = evidence.record_evidence(bo, text="Mine.", source="case_file").record
    (mine,) = [h.entry for h in bo.store.history(rec)]
    newer = Newer(cy)
    other = newer.write(told("of another record"), parents=[mine.id])
    newer.write(told("after it"), rec=other)
    done = merging.merge_bundle(bo, bundle=newer.bundle(bo, tmp_path / "out"))
    assert (done.quarantined, done.waiting) == (1, 1)
    relayed(bo, lead, tmp_path)
    assert kept(lead, newer.actor) == kept(bo, newer.actor)
    assert [state for _, state in kept(lead, newer.actor)] == ["quarantined", "waiting"]


def test_the_command_line_has_the_same_names(team, tmp_path) -> None:
    from inspector_app.cli.bundles import _described  # noqa: PLC0415 - of this one test

    lead, _, cy = team
    newer = Newer(cy)
    newer.write(told("bad"), at="yesterday")
    done = merging.merge_bundle(lead, bundle=newer.bundle(lead, tmp_path / "out"), dry_run=True)
    answer = json.loads(json.dumps(_described(done)))
    assert set(answer["left_out"][0]) == {"member", "line", "reason"}
    assert answer["newer"] == 0
