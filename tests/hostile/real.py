"""One real small bundle, made by the app's own services on two stores, and the means to spoil it at any depth."""

from __future__ import annotations

import base64
import hashlib
import io
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from hostile import zips
from hostile.zips import Member

from inspector_app.bundle import roster as roster_files
from inspector_app.bundle.roster import Roster
from inspector_app.crypto import sealing, signing
from inspector_app.crypto.keys import Cost
from inspector_app.crypto.signing import SigningKey
from inspector_app.services import attachments, bundles, evidence, merging, rosters, session
from inspector_app.services.session import NewStore, Session

SPACE = b"evidence-bundle.v1@inspector-app"
CHECKPOINTS = b"log-checkpoint.v1@inspector-app"
ROSTERS = b"roster.v1@inspector-app"
FIRST = ("tagmanifest-", "signatures/", "manifest-", "bag-info.txt", "bagit.txt", "data/")
Files = dict[str, bytes]
Change = Callable[[bytes], bytes]


def fields(*parts: bytes) -> bytes:
    """Returns parts, each after its length, as SSH writes them."""
    return b"".join(len(part).to_bytes(4, "big") + part for part in parts)


def armoured(data: bytes, columns: int = 70) -> bytes:
    """Returns the text form of a signature."""
    told = base64.b64encode(data)
    lines = [told[at : at + columns] + b"\n" for at in range(0, len(told), columns)]
    return b"-----BEGIN SSH SIGNATURE-----\n" + b"".join(lines) + b"-----END SSH SIGNATURE-----\n"


def signed_bytes(
    message: bytes, space: bytes = SPACE, reserved: bytes = b"", name: bytes = b"sha512"
) -> bytes:
    """Returns the bytes that a signature is over."""
    told = hashlib.new({b"sha256": "sha256", b"sha1": "sha1", b"md5": "md5"}.get(name, "sha512"), message)
    return b"SSHSIG" + fields(space, reserved, name, told.digest())


def signature(
    blob: bytes, raw: bytes, *, space: bytes = SPACE, reserved: bytes = b"", name: bytes = b"sha512",
    version: int = 1, mark: bytes = b"SSHSIG", tail: bytes = b"",
) -> bytes:  # fmt: skip
    """Returns the inner bytes of a signature file."""
    return mark + version.to_bytes(4, "big") + fields(blob, space, reserved, name, raw) + tail


def sign(message: bytes, key: SigningKey, space: bytes = SPACE) -> bytes:
    """Returns a proper signature file."""
    return armoured(signature(key.public.blob, key.sign(signed_bytes(message, space)), space=space))


def signature_name(blob: bytes) -> str:
    """Returns the path at which a signature by a key stands."""
    return f"signatures/tagmanifest-sha256.txt.{hashlib.sha256(blob).hexdigest()[:16]}.sshsig"


def ordered(paths: Iterable[str]) -> list[str]:
    """Returns paths in the archive's order; those that the format does not know after all others."""

    def place(path: str) -> tuple[int, str]:
        return next((n for n, start in enumerate(FIRST) if path.startswith(start)), len(FIRST)), path

    return sorted(paths, key=place)


def listed(files: Mapping[str, bytes], paths: Iterable[str], algorithm: str = "sha256") -> bytes:
    """Returns the lines of a manifest."""
    return b"".join(
        f"{hashlib.new(algorithm, files[path]).hexdigest()}  {path}\n".encode() for path in sorted(paths)
    )


def same(data: bytes) -> bytes:
    """Changes nothing."""
    return data


class Keys:
    """Every private key of the play that no store made."""

    cy = signing.key_of(b"c" * 32)
    """On the roster, but did not make the bundle."""
    gone = signing.key_of(b"g" * 32)
    """Revoked."""
    late = signing.key_of(b"t" * 32)
    """Counted only before 2020."""
    soon = signing.key_of(b"n" * 32)
    """Counts only from 2090."""
    narrow = signing.key_of(b"w" * 32)
    """For checkpoints alone."""
    stranger = signing.key_of(b"s" * 32)
    """On no roster."""
    authority = signing.key_of(b"a" * 32)
    """The organisation's SSH authority, for `*@office`."""
    fallen = signing.key_of(b"f" * 32)
    """An authority that was revoked."""


@dataclass(frozen=True, repr=False)
class Real:
    """The bundle, opened, and everybody's keys.

    Attributes:
        lead: whose store the attacks are on.
        owner: key of the roster.
        key: key of the inspector who made the bundle.
        name: the inspector's name on the roster.
        base: id of the bundle.
        files: its files, in the archive's order.
        readers: whom it is sealed to.
        third: private identity of another reader of the bundle.
        sealed: the bundle's own bytes.
        older: bytes of the inspector's bundle before, which the lead has.
        root: folder that holds everything.
    """

    lead: Session
    other: Session
    owner: SigningKey
    keys: Keys
    key: SigningKey
    name: str
    base: str
    files: Files
    readers: tuple[str, ...]
    third: str
    sealed: bytes
    older: bytes
    root: Path

    def paths(self, start: str) -> list[str]:
        """Returns the bundle's paths that start so."""
        return [path for path in self.files if path.startswith(start)]

    def path(self, start: str) -> str:
        """Returns the first of them."""
        return self.paths(start)[0]

    @property
    def log(self) -> str:
        """The path of the inspector's own log."""
        return self.path(f"data/log/{self.other.device.actor}/")

    @property
    def payload(self) -> str:
        """The path of the payload of the evidence that the lead has not got."""
        return next(path for path in self.paths("data/payload/") if b"Maya" in self.files[path])

    def changed(self, changes: Mapping[str, bytes | None]) -> Files:
        """Returns the files with some replaced, added, or (None) taken away; nothing is signed anew."""
        told = {path: data for path, data in {**self.files, **changes}.items() if data is not None}
        return {path: told[path] for path in ordered(told)}

    def bag(
        self,
        changes: Mapping[str, bytes | None] | None = None,
        *,
        keys: Sequence[SigningKey] | None = None,
        manifest: Change = same,
        tagmanifest: Change = same,
        info: Change = same,
        recount: bool = True,
    ) -> Files:
        """Returns changed files with lists and signatures made anew, as a dishonest signer could.

        Args:
            changes: files to replace, add or (None) take away.
            keys: who signs; the inspector where nobody is named.
            manifest: change of the list of data before it is signed.
            tagmanifest: change of the signed list.
            info: change of bag-info.
            recount: bag-info counts what is there.
        """
        files = {p: d for p, d in self.changed(changes or {}).items() if not p.startswith("signatures/")}
        data = [path for path in files if path.startswith("data/")]
        if recount and "bag-info.txt" in files:
            count = f"Payload-Oxum: {sum(len(files[path]) for path in data)}.{len(data)}"
            files["bag-info.txt"] = re.sub(rb"Payload-Oxum: .+", count.encode(), files["bag-info.txt"])
        if "bag-info.txt" in files:
            files["bag-info.txt"] = info(files["bag-info.txt"])
        files["manifest-sha256.txt"] = manifest(listed(files, data))
        tags = [path for path in ("bag-info.txt", "bagit.txt", "manifest-sha256.txt") if path in files]
        return self.resigned(files, tagmanifest(listed(files, tags)), keys)

    def resigned(self, files: Files, tags: bytes, keys: Sequence[SigningKey] | None = None) -> Files:
        """Returns files with another signed list and signatures over it."""
        files = {path: data for path, data in files.items() if not path.startswith("signatures/")}
        files["tagmanifest-sha256.txt"] = tags
        for key in [self.key] if keys is None else keys:
            files[signature_name(key.public.blob)] = sign(tags, key)
        return {path: files[path] for path in ordered(files)}

    def members(self, files: Mapping[str, bytes] | None = None, base: str | None = None) -> list[Member]:
        """Returns files as members of an archive."""
        folder = self.base if base is None else base
        told = self.files if files is None else files
        return [Member(f"{folder}/{path}".encode(), data) for path, data in told.items()]

    def zipped(self, files: Mapping[str, bytes] | None = None, base: str | None = None) -> bytes:
        """Returns files as an archive of the format."""
        return zips.build(self.members(files, base))

    def made(self, changes: Mapping[str, bytes | None] | None = None, **how: object) -> bytes:
        """Returns the archive of `bag`."""
        return self.zipped(self.bag(changes, **how))  # type: ignore[arg-type]

    def seal(self, data: bytes, readers: Sequence[str] | None = None) -> bytes:
        """Returns bytes sealed with age."""
        sealed = io.BytesIO()
        sealing.seal(io.BytesIO(data), sealed, self.readers if readers is None else readers)
        return sealed.getvalue()


def unsealed(data: bytes, identity: str) -> bytes:
    """Returns what a seal holds."""
    plain = io.BytesIO()
    sealing.unseal(io.BytesIO(data), plain, [identity])
    return plain.getvalue()


class _Clock:
    def __init__(self) -> None:
        self.moment = datetime(2026, 11, 2, 9, 0, tzinfo=UTC)

    def __call__(self) -> datetime:
        self.moment += timedelta(seconds=1)
        return self.moment


def _store(where: Path, name: str, role: str) -> NewStore:
    return NewStore(
        where=where / name, framework="ILACS-2026", authority="Fernshire", inspector=name, role=role,
        start="2026-11-02", passphrase="twelve small owls", use_keychain=False,
        cost=Cost(memory_kib=64, iterations=1, lanes=1),
    )  # fmt: skip


def _roster(lead: Session, other: Session, keys: Keys, third: str) -> Roster:
    told = Roster()
    reader = sealing.recipient_of(sealing.new_identity())
    for one in (lead, other):
        told = roster_files.add_member(
            told, one.device.principal, session.public_key(one.device), session.recipient(one.device),
            role=one.device.role,
        )  # fmt: skip
    told = roster_files.add_member(told, "cy@inspection", keys.cy.public_line, sealing.recipient_of(third))
    told = roster_files.add_member(told, "gone@inspection", keys.gone.public_line, reader)
    told = roster_files.add_member(
        told, "late@inspection", keys.late.public_line, reader, valid_before=date(2020, 1, 1)
    )
    told = roster_files.add_member(
        told, "soon@inspection", keys.soon.public_line, reader, valid_after=date(2090, 1, 1)
    )
    told = roster_files.add_member(told, "narrow@inspection", keys.narrow.public_line, reader)
    told = roster_files.add_authority(told, "*@office", keys.authority.public_line)
    told = roster_files.add_authority(told, "*@branch", keys.fallen.public_line)
    signers = tuple(
        roster_files.Signer(s.principal, s.key, namespaces=(CHECKPOINTS.decode(),))
        if s.principal == "narrow@inspection"
        else s
        for s in told.signers
    )
    told = Roster(told.version, signers, told.recipients)
    told = roster_files.revoke(told, keys.gone.fingerprint)
    told = roster_files.revoke(told, keys.fallen.fingerprint)
    return roster_files.add_recipient(told, "escrow", reader)


@contextmanager
def laid(root: Path) -> Iterator[Real]:
    """A lead with one bundle of an inspector's taken in and the next one on the desk."""
    with ExitStack() as stack:
        clock = _Clock()
        lead = stack.enter_context(session.new_store(_store(root, "ada", "lead"), clock))
        other = stack.enter_context(session.new_store(_store(root, "bo", "inspector"), clock))
        keys, third, folder = Keys(), sealing.new_identity(), root / "roster"
        rosters.init_roster(lead, folder=str(folder))
        owner = rosters.owner_key(lead)
        roster_files.sign_roster(folder, _roster(lead, other, keys, third), owner)
        for one in (lead, other):
            rosters.trust_roster(one, folder=str(folder))
        evidence.record_evidence(other, text="Visits were late.", source="case_file")
        older = Path(
            bundles.export_bundle(other, out=str(root / "out"), recipients=("cy@inspection",)).bundle
        )
        merging.merge_bundle(lead, bundle=str(older))
        (root / "plan.txt").write_bytes(b"a drawing\x00\r\n" * 40)
        rec = evidence.record_evidence(
            other, text="Seen alone at each visit: Maya.", source="case_file"
        ).record
        attachments.attach_file(other, file=str(root / "plan.txt"), to=rec)
        done = bundles.export_bundle(other, out=str(root / "out"), recipients=("cy@inspection",))
        sealed = Path(done.bundle).read_bytes()
        told = zips.read(unsealed(sealed, lead.device.identity))
        base = next(iter(told)).split(b"/")[0].decode()
        files = {name.decode().partition("/")[2]: data for name, data in told.items()}
        readers = re.findall(r"Intended-Recipient: (\S+)", files["bag-info.txt"].decode())
        yield Real(
            lead, other, owner, keys, bundles.signing_key(other), other.device.principal, base, files,
            tuple(readers), third, sealed, older.read_bytes(), root,
        )  # fmt: skip
