"""Forged lines are taken in for real: they may be kept and named, and change nothing that a record says."""

from __future__ import annotations

from hostile import ledgers
from hostile.real import laid

from inspector_app.services import keeping, merging

HARMLESS = {"waiting", "set-aside", "line-refused", "nothing-new", "newer"}


def said(lead):
    """What records say; an entry whose payload was refused says nothing yet."""
    return {
        record.id: record.fields
        for record in lead.store.records(deleted=True)
        if record.fields and record.kind not in {"receipt", "decision"}
    }


def test_forged_lines_change_nothing_that_a_record_says(tmp_path):
    with laid(tmp_path) as real:
        before, path = said(real.lead), tmp_path / "forged.bag.zip"
        for family in (ledgers.links, ledgers.headers, ledgers.payloads, ledgers.replays):
            for one in family(real):
                if one.forged and one.rules <= HARMLESS:
                    path.write_bytes(one.data)
                    assert merging.merge_bundle(real.lead, bundle=str(path)).verdict == "good", one.name
                    assert said(real.lead) == before, one.name
        assert keeping.check(real.lead).problems == ()
        path.write_bytes(real.sealed)
        told = merging.merge_bundle(real.lead, bundle=str(path))
        assert (told.verdict, told.waiting, told.quarantined) == ("good", 0, 0)
        assert said(real.lead).items() >= said(real.other).items()
