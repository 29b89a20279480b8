"""Writes a bundle: bag, signature, archive, seal. No plaintext file, no half file under its name."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from inspector_app import errors
from inspector_app.bundle import archive, bag_info, folders, layout, readme, texts
from inspector_app.bundle.archive import Heading
from inspector_app.bundle.bag_info import BagInfo
from inspector_app.bundle.contents import Contents, Source
from inspector_app.bundle.course import Meter, Tell, unheard
from inspector_app.bundle.errors import BrokenRuleError, BundleWriteError
from inspector_app.bundle.measure import Kept, Measured, known, written
from inspector_app.crypto import canonical, sealing, signing, sshsig
from inspector_app.crypto.sealing import Pieces, arriving
from inspector_app.crypto.signing import Signer
from inspector_app.domain import ids
from inspector_app.errors import RefusedError

Check = Callable[[Path, str], None]
"""Looks at a bundle that has no name yet; is told the SHA-256 of the bytes that were signed."""
_OFTEN = 500
"""Files after which it is told, while it is not known yet how many there are."""


@dataclass(frozen=True, slots=True)
class Written:
    """A bundle that stands whole on the disk.

    Attributes:
        path: the file.
        bundle_id: its id.
        tagmanifest_sha256: SHA-256 of its signed bytes; its name for ever.
        members: how many files it holds.
        bytes: size of the file.
    """

    path: Path
    bundle_id: str
    tagmanifest_sha256: str
    members: int
    bytes: int


def _description(contents: Contents) -> bytes:
    own = {
        "format": layout.FORMAT,
        "inspection": contents.inspection,
        "actor": contents.actor,
        "sequence": contents.sequence,
        "roles": layout.ROLES,
    }
    line = canonical.encode({"frontiers": {}, "schemas": {}, "held": [], **contents.description, **own})
    if len(line) > canonical.MAX_LINE:
        raise RefusedError("The bundle's description is longer than 1 MiB", advice="Say less in it.")
    return line + b"\n"


def _texts(contents: Contents) -> Iterator[tuple[str, Source]]:
    yield layout.DESCRIPTION, _description(contents)
    yield layout.README, readme.DATA
    for segment in contents.segments:
        yield layout.log_path(segment.actor, segment.first, segment.last), segment.lines
    for checkpoint in contents.checkpoints:
        path = layout.checkpoint_path(checkpoint.actor, checkpoint.seq)
        yield path, checkpoint.text
        yield f"{path}.sshsig", checkpoint.signature
    for record, lines in contents.payloads:
        yield layout.payload_path(record), lines
    if contents.draft is not None:
        yield layout.DRAFT, contents.draft


def _data(contents: Contents) -> Iterator[tuple[str, Measured]]:
    kept = Kept()
    for path, source in _texts(contents):
        yield path, kept.measure(source)
    for blob in contents.blobs:
        yield layout.blob_path(blob.sha256), known(blob)


def _measured(contents: Contents, tell: Tell) -> dict[str, Measured]:
    found = dict[str, Measured]()
    for path, file in _data(contents):
        if path in found:
            raise errors.BugError(f"a bundle was given {path} twice")
        found[path] = file
        if not len(found) % _OFTEN:
            tell(0, 0, "Reading what goes into the bundle")
    return found


def _info(
    contents: Contents, bundle_id: str, data: dict[str, Measured], recipients: Sequence[str]
) -> BagInfo:
    return BagInfo(
        bundle=bundle_id,
        inspection=contents.inspection,
        actor=contents.actor,
        sequence=contents.sequence,
        previous=contents.previous,
        claimed=contents.claimed,
        recipients=tuple(sorted({*recipients, *contents.intended_recipients})),
        signers=tuple(sorted(set(contents.required_signers))),
        size=sum(file.size for file in data.values()),
        files=len(data),
        app_version=contents.app_version,
        part=contents.part,
    )


def make_bag(
    contents: Contents,
    bundle_id: str,
    signers: Sequence[Signer],
    recipients: Sequence[str],
    tell: Tell = unheard,
) -> dict[str, Measured]:
    """Returns every file of a bag by its path, in the order of the archive; attachments were not read so far.

    Args:
        contents: what goes in.
        bundle_id: its id.
        signers: keys that sign it.
        recipients: whom it will be sealed to.
        tell: is told how far it is.

    Raises:
        BugError: contents that no reader would take.
        OSError: a file cannot be read.
    """
    bag = _measured(contents, tell)
    info = bag_info.write(_info(contents, bundle_id, bag, recipients))
    manifest = texts.write_manifest({path: file.sha256 for path, file in bag.items()})
    tags = {layout.BAG_INFO: info, layout.BAGIT: layout.BAGIT_TEXT, layout.MANIFEST: manifest}
    tagmanifest = texts.write_manifest(
        {path: hashlib.sha256(told).hexdigest() for path, told in tags.items()}
    )
    tags[layout.TAGMANIFEST] = tagmanifest
    for key in signers:
        tags[layout.signature_path(signing.short_id(key.blob))] = sshsig.sign(
            tagmanifest, layout.BUNDLE_NAMESPACE, key
        )
    bag.update((path, Kept().measure(told)) for path, told in tags.items())
    try:
        layout.check_paths(bag)
        layout.check_tree(bag)
    except BrokenRuleError as error:
        raise errors.BugError(f"a bundle would be refused: {error}") from error
    return {path: bag[path] for path in layout.in_order(bag)}


def _size(bag: dict[str, Measured], base: str) -> int:
    """Returns the size of the archive.

    Raises:
        RefusedError: more files or bytes than one archive may have (R8).
    """
    total = archive.END.size + sum(
        archive.overhead(f"{base}/{path}") + file.size for path, file in bag.items()
    )
    if len(bag) > layout.MAX_MEMBERS or total > layout.MAX_ARCHIVE:
        raise RefusedError(
            f"The bundle would have {len(bag)} files and {total >> 20} MiB, which is more than one may have",
            advice="Send only what the reader has not got.",
        )
    return total


def archive_pieces(bag: dict[str, Measured], base: str, tell: Tell = unheard) -> Iterator[bytes]:
    """Yields the archive's bytes.

    Raises:
        RefusedError: more files or bytes than one archive may have (R8).
        WorldError: a source gave other bytes than before.
        OSError: a file cannot be read.
    """
    meter = Meter(tell, _size(bag, base), "Writing and sealing the bundle")
    headings, offset = list[Heading](), 0
    for path, file in bag.items():
        crc, parts = written(file, path)
        told = Heading(f"{base}/{path}".encode("ascii"), file.size, crc, offset)
        headings.append(told)
        header = archive.local_header(told)
        offset += len(header) + file.size
        yield header
        for piece in parts:
            yield piece
            meter.add(len(piece))
    yield archive.closing(headings, offset)


def _put(pieces: Iterator[bytes], file: IO[bytes], recipients: Sequence[str], *, clear: bool) -> None:
    if clear:
        file.writelines(pieces)
    else:
        sealing.seal(Pieces(pieces), file, recipients)


def write_bundle(
    contents: Contents,
    out_folder: Path,
    *,
    signer: Signer,
    also: Sequence[Signer] = (),
    recipients: Sequence[str],
    clear: bool = False,
    bundle_id: str | None = None,
    check: Check | None = None,
    tell: Tell = unheard,
) -> Written:
    """Writes a signed bundle, sealed unless it may be clear, under its own id.

    Args:
        contents: what goes in.
        out_folder: folder for the file; made where it is not there.
        signer: the device's key.
        also: keys whose signatures stand beside its own; what they raise comes through.
        recipients: age recipients: the lead or leads and, by policy, escrow.
        clear: leave it unsealed; only for keeping where the place itself is safe.
        bundle_id: id to use instead of a fresh one.
        check: opens what was written again, before it takes its name; what it raises comes through.
        tell: is told how far it is; what it raises comes through, and no bundle is left.

    Returns:
        The file; it is whole and flushed to the disk.

    Raises:
        RefusedError: nobody to seal it to, or more than one bundle may hold.
        BadRecipientError: a recipient cannot be read.
        BundleWriteError: the disk is full, the folder cannot be written, or a file cannot be read.
        WorldError: a file changed meanwhile.
        BugError: contents that no reader would take.
    """
    if not recipients and not clear:
        raise RefusedError(
            "The bundle would be sealed to nobody",
            advice="Name a lead on the roster, or export in the clear.",
        )
    try:
        made = int(bag_info.moment(contents.claimed).timestamp() * 1000)
    except ValueError as error:
        raise errors.BugError("a bundle's time is not UTC with whole seconds") from error
    base = bundle_id or ids.new_record(made)
    target = out_folder / f"{base}{layout.CLEAR_SUFFIX if clear else layout.SEALED_SUFFIX}"
    try:
        with folders.cleared(out_folder):
            out_folder.mkdir(parents=True, exist_ok=True)
            bag = make_bag(contents, base, [signer, *also], recipients, tell)
            with arriving(target) as file:
                _put(archive_pieces(bag, base, tell), file, recipients, clear=clear)
                if check is not None:
                    file.flush()
                    check(Path(file.name), bag[layout.TAGMANIFEST].sha256)
            size = target.stat().st_size
    except OSError as error:
        raise BundleWriteError(
            "The bundle could not be written; nothing was left behind",
            where=out_folder,
            advice=f"The system says: {error.strerror}.",
        ) from error
    return Written(target, base, bag[layout.TAGMANIFEST].sha256, len(bag), size)
