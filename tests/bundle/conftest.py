"""A small real bundle with everything that a bundle can carry, and ways to spoil it."""

from __future__ import annotations

import hashlib
import zlib
from dataclasses import dataclass, field, replace
from pathlib import Path

import pytest

from inspector_app.bundle import (
    archive,
    layout,
    make_checkpoint,
    open_bundle,
    texts,
    verify_bundle,
    write_bundle,
)
from inspector_app.bundle.archive import Heading
from inspector_app.bundle.contents import Blob, Contents, Segment
from inspector_app.bundle.roster import Roster, add_member, add_recipient
from inspector_app.bundle.writer import make_bag
from inspector_app.crypto import canonical, ledger, sealing, signing, sshsig
from inspector_app.domain.revision import Header

ACTOR = "11111111-1111-4111-8111-111111111111"
RECORD = "22222222-2222-7222-8222-222222222222"
INSPECTION = "33333333-3333-5333-8333-333333333333"
BUNDLE = "01970000-0000-7000-8000-000000000001"
CLAIMED = "2026-05-11T09:30:00Z"
BROOK = "a.brook@inspection"
BLOB = b"\x89PNG a scan of a page, not text \r\n\x00" * 50


@dataclass(frozen=True)
class Team:
    """One inspector, one lead, an escrow, and a stranger; keys are fixed so that bytes are too."""

    brook: signing.SigningKey = field(default_factory=lambda: signing.key_of(b"b" * 32))
    lead_key: signing.SigningKey = field(default_factory=lambda: signing.key_of(b"l" * 32))
    stranger: signing.SigningKey = field(default_factory=lambda: signing.key_of(b"s" * 32))
    lead: str = field(default_factory=sealing.new_identity)
    escrow: str = field(default_factory=sealing.new_identity)
    brook_identity: str = field(default_factory=sealing.new_identity)

    @property
    def recipients(self):
        return [sealing.recipient_of(self.lead), sealing.recipient_of(self.escrow)]

    @property
    def roster(self):
        roster = add_member(
            Roster(), BROOK, self.brook.public_line, sealing.recipient_of(self.brook_identity)
        )
        roster = add_member(
            roster, "lead@inspection", self.lead_key.public_line, self.recipients[0], role="lead"
        )
        return add_recipient(roster, "escrow", self.recipients[1])


def log_lines(texts_):
    """Header lines and payload lines of one record's history, as the ledger writes them."""
    headers, payloads, prev = [], [], None
    for seq, text in enumerate(texts_, 1):
        payload = ledger.seal_payload({"text": text})
        entry = ledger.seal_entry(
            Header(
                actor=ACTOR, seq=seq, prev=prev, rec=RECORD, kind="evidence", schema="evidence/1.0",
                parents=() if prev is None else (prev,), pay=payload.digest, author=BROOK, at=CLAIMED, app="0.1.0",
            )
        )  # fmt: skip
        prev = entry.id
        headers.append(entry.line + b"\n")
        payloads.append(payload.line + b"\n")
    return b"".join(headers), b"".join(payloads), prev


def blob_of(data):
    """An attachment of these bytes."""
    return Blob(hashlib.sha256(data).hexdigest(), len(data), data)


def archived(files, base=BUNDLE):
    """The archive of files, (path, bytes) in their order; bytes may be a pair with a checksum to tell."""
    told, headings, offset = b"", [], 0
    for path, given in files:
        data, crc = given if isinstance(given, tuple) else (given, zlib.crc32(given))
        heading = Heading(f"{base}/{path}".encode(), len(data), crc, offset)
        headings.append(heading)
        told += archive.local_header(heading) + data
        offset = len(told)
    return told + archive.closing(headings, offset)


@pytest.fixture(scope="session")
def team():
    return Team()


@pytest.fixture(scope="session")
def contents(team):
    headers, payloads, head = log_lines(["Visits were late.", "Visits were late twice in May."])
    return Contents(
        inspection=INSPECTION,
        actor=ACTOR,
        sequence=1,
        previous=None,
        claimed=CLAIMED,
        app_version="0.1.0",
        required_signers=(BROOK,),
        description={"frontiers": {ACTOR: [2, head]}, "schemas": {"evidence": "evidence/1.0"}, "held": []},
        segments=(Segment(ACTOR, 1, 2, headers),),
        payloads=((RECORD, payloads),),
        blobs=(blob_of(BLOB),),
        checkpoints=(
            make_checkpoint(
                inspection=INSPECTION, actor=ACTOR, seq=2, entry=head, claimed=CLAIMED, key=team.brook
            ),
        ),
        draft=b"PK not parsed",
    )


@pytest.fixture
def sealed(tmp_path, contents, team):
    """A good sealed bundle for the lead and escrow."""
    (tmp_path / "out").mkdir()
    return write_bundle(contents, tmp_path / "out", signer=team.brook, recipients=team.recipients).path


@pytest.fixture
def clear(tmp_path, contents, team):
    """The same, not sealed."""
    return write_bundle(
        contents, tmp_path / "out", signer=team.brook, recipients=(), clear=True, bundle_id=BUNDLE
    ).path


@pytest.fixture
def verify(tmp_path, team):
    """Verifies with the lead's identity and the roster, and makes sure that nothing is left behind."""

    def run(path, *, roster=team.roster, identities=None):
        keys = [team.lead] if identities is None else identities
        told = verify_bundle(path, roster=roster, identities=keys, quarantine=tmp_path / "quarantine")
        assert list((tmp_path / "quarantine").iterdir()) == []
        return told

    return run


@pytest.fixture
def opening(tmp_path, team):
    """Opens with the lead's identity and the roster."""

    def run(path, **options):
        told = {"roster": team.roster, "identities": [team.lead], "quarantine": tmp_path / "q"} | options
        return open_bundle(path, **told)

    return run


@pytest.fixture
def bag(contents, team):
    """Every file of a good bag, as plain bytes by path."""
    made = make_bag(contents, BUNDLE, [team.brook], ())
    return {path: b"".join([file.source]) for path, file in made.items()}


@pytest.fixture
def resign(team):
    """Writes manifests anew over changed files and signs them: what a dishonest or careless signer could do."""

    def run(bag, *, keys=None, tags=None):
        files = {path: data for path, data in bag.items() if not path.startswith("signatures/")}
        data = {path: told for path, told in files.items() if path.startswith("data/")}
        files[layout.MANIFEST] = texts.write_manifest(
            {path: hashlib.sha256(told).hexdigest() for path, told in data.items()}
        )
        files.update(tags or {})
        signed = texts.write_manifest(
            {
                path: hashlib.sha256(files[path]).hexdigest()
                for path in (layout.BAG_INFO, layout.BAGIT, layout.MANIFEST)
            }
        )
        files[layout.TAGMANIFEST] = (tags or {}).get(layout.TAGMANIFEST, signed)
        for key in [team.brook] if keys is None else keys:
            made = sshsig.sign(files[layout.TAGMANIFEST], layout.BUNDLE_NAMESPACE, key)
            files[layout.signature_path(signing.short_id(key.blob))] = made
        return files

    return run


def recount(bag, **changes):
    """The bag with a bag-info that counts what is there and says what the changes say."""
    from inspector_app.bundle import bag_info  # noqa: PLC0415 - one line needs it

    data = [told for path, told in bag.items() if path.startswith("data/")]
    info = replace(bag_info.read(bag[layout.BAG_INFO]), size=sum(map(len, data)), files=len(data), **changes)
    return bag | {layout.BAG_INFO: bag_info.write(info)}


@pytest.fixture
def zipped(tmp_path):
    """Puts files into a canonical archive, in the order of the format unless told otherwise."""

    def run(bag, *, base=BUNDLE, order=None, name="made.bag.zip"):
        paths = sorted(bag) if order == "sorted" else order or layout.in_order(bag)
        path = tmp_path / name
        path.write_bytes(archived([(path, bag[path]) for path in paths], base))
        return path

    return run


@pytest.fixture
def unzipped(tmp_path):
    """Puts files into a folder, as someone who unzipped a bundle."""

    def run(bag) -> Path:
        root = tmp_path / BUNDLE
        for path, data in bag.items():
            where = root / path
            where.parent.mkdir(parents=True, exist_ok=True)
            where.write_bytes(data)
        return root

    return run


@pytest.fixture
def recounted():
    """Gives `recount` to tests."""
    return recount


@pytest.fixture
def judged(resign, zipped, verify):
    """What comes of files that a careless or dishonest signer signed, with the right counts."""

    def run(bag, *, keys=None, **changes):
        return verify(zipped(resign(recount(bag, **changes), keys=keys)))

    return run


@pytest.fixture
def encode():
    """Gives canonical JSON to tests."""
    return canonical.encode


@pytest.fixture
def attached():
    """Gives `blob_of` to tests."""
    return blob_of


@pytest.fixture
def archive_of():
    """Gives `archived` to tests."""
    return archived
