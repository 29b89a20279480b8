"""Opens and checks a bundle in the order of 2.3: nothing is given out before everything has been checked."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Generator, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path
from typing import Any

from inspector_app.bundle import bag_info, checks, layout, signatures, texts, trust
from inspector_app.bundle.checkpoint import MAX_TEXT, CheckedCheckpoint, Checkpoint, check_checkpoint
from inspector_app.bundle.contents import Segment, Source, pieces
from inspector_app.bundle.course import Tell, unheard
from inspector_app.bundle.errors import BrokenRuleError, NotGivenOutError
from inspector_app.bundle.reader import Bag, take_in
from inspector_app.bundle.roster import Roster
from inspector_app.bundle.verdict import Verdict
from inspector_app.crypto import sshsig
from inspector_app.crypto.sealing import DamagedSealError, NotForUsError


@dataclass(frozen=True, slots=True)
class Verified:
    """An opened bundle. Gives out its contents only if it is good, or unknown and accepted as such.

    Attributes:
        verdict: what the checks found.
    """

    verdict: Verdict
    _bag: Bag | None = None
    _description: Mapping[str, Any] = field(default_factory=dict[str, Any])
    _checkpoints: tuple[CheckedCheckpoint, ...] = ()
    _open: bool = False

    def _given(self) -> Bag:
        if self._bag is None or not self.is_given_out:
            raise NotGivenOutError(
                f"Nothing is taken from a bundle that is {self.verdict.verdict}",
                where=self.verdict.member or None,
            )
        return self._bag

    @property
    def is_given_out(self) -> bool:
        """Says whether its contents may be used."""
        return self._open

    @property
    def description(self) -> Mapping[str, Any]:
        """What `bundle.json` says.

        Raises:
            NotGivenOutError: the bundle is not good.
        """
        self._given()
        return self._description

    @property
    def frontiers(self) -> dict[str, tuple[int, str]]:
        """How far the sender holds each device's log: last place and the entry there.

        Raises:
            NotGivenOutError: the bundle is not good.
        """
        return {actor: (head[0], head[1]) for actor, head in self.description["frontiers"].items()}

    def segments(self) -> Iterator[Segment]:
        """Yields the pieces of logs, by device and place; their lines are read when they are asked for.

        Raises:
            NotGivenOutError: the bundle is not good.
        """
        bag = self._given()
        found = [(match, path) for path in bag.members if (match := layout.LOG.fullmatch(path))]
        for match, path in sorted(found, key=lambda f: (f[0][1], int(f[0][2]), int(f[0][3]))):
            yield Segment(match[1], int(match[2]), int(match[3]), partial(bag.pieces, path))

    def payloads(self) -> Iterator[tuple[str, Source]]:
        """Yields record id and payload lines of each record; they are read when they are asked for.

        Raises:
            NotGivenOutError: the bundle is not good.
        """
        bag = self._given()
        for path in bag.members:
            match = layout.PAYLOAD.fullmatch(path)
            if match is not None:
                yield match[1], partial(bag.pieces, path)

    def log_lines(self) -> Iterator[bytes]:
        """Yields the lines of all logs without their line feeds, in constant memory.

        Raises:
            NotGivenOutError: the bundle is not good.
        """
        for segment in self.segments():
            yield from texts.lines_of(pieces(segment.lines))

    def payload_lines(self) -> Iterator[bytes]:
        """Yields the payload lines of all records without their line feeds, in constant memory.

        Raises:
            NotGivenOutError: the bundle is not good.
        """
        for _, lines in self.payloads():
            yield from texts.lines_of(pieces(lines))

    def blobs(self) -> Iterator[tuple[str, Iterator[bytes]]]:
        """Yields SHA-256 and bytes, piece by piece, of each attachment.

        Raises:
            NotGivenOutError: the bundle is not good.
        """
        bag = self._given()
        for path in bag.members:
            match = layout.BLOB.fullmatch(path)
            if match is not None:
                yield match[2], bag.pieces(path)

    def checkpoints(self) -> Iterator[CheckedCheckpoint]:
        """Yields the authors' signatures over their logs, each with its own verdict.

        Raises:
            NotGivenOutError: the bundle is not good.
        """
        self._given()
        yield from self._checkpoints

    def draft(self) -> Iterator[bytes] | None:
        """Returns the bytes of the Word draft, or None where there is none. For reading, never for import.

        Raises:
            NotGivenOutError: the bundle is not good.
        """
        bag = self._given()
        return bag.pieces(layout.DRAFT) if layout.DRAFT in bag.members else None


def _read_checkpoints(bag: Bag, roster: Roster | None) -> tuple[CheckedCheckpoint, ...]:
    found = list[CheckedCheckpoint]()
    for path in bag.members:
        match = layout.CHECKPOINT.fullmatch(path)
        if match is not None:
            signature = bag.text(f"{path}.sshsig", sshsig.MAX_BYTES)
            told = Checkpoint(match[1], int(match[2]), bag.text(path, MAX_TEXT), signature)
            found.append(check_checkpoint(told, roster))
    return tuple(sorted(found, key=lambda c: (c.actor, c.seq)))


class _Progress:
    """What is known of a bundle so far, so that a refusal can still name it."""

    def __init__(self, tell: Tell) -> None:
        self.known = Verdict(trust.REFUSED)
        self._tell = tell

    def check(
        self,
        bag: Bag,
        roster: Roster | None,
        identities: Sequence[str],
        *,
        accept_unknown: bool,
        received: Collection[str],
    ) -> Verified:
        """Runs every check; raises BrokenRuleError at the first fault."""
        layout.check_tree(bag.members)
        signed = signatures.read_all(bag)  # before the first byte under data/
        told = hashlib.sha256(bag.text(layout.TAGMANIFEST)).hexdigest()
        self.known = replace(self.known, tagmanifest_sha256=told, sealed=bag.sealed)
        checks.check_tag_files(bag)
        info = checks.read_info(bag)
        standings = tuple(one.standing(roster, bag_info.moment(info.claimed)) for one in signed)
        self._name(info, standings)
        checks.check_addressed(bag, info, identities)
        whole = signatures.settle(info.signers, standings)
        self.known = replace(self.known, principal=whole.principal, fingerprint=whole.fingerprint)
        checks.check_data(bag, info, self._tell)
        counts = checks.check_contents(bag, self._tell)
        description = checks.read_description(bag, info)
        checkpoints = _read_checkpoints(bag, roster)
        own = {one.fingerprint for one in checkpoints if one.actor == info.actor}
        whole = signatures.of_device(whole, standings, own)
        self.known = replace(
            self.known,
            fingerprint=whole.fingerprint,
            verdict=whole.verdict,
            note=signatures.NOTES[whole.verdict],
            revisions=counts.revisions,
            records=counts.records,
            attachments=counts.attachments,
        )
        accepted = {trust.GOOD, *([trust.UNKNOWN_SIGNER] if accept_unknown else [])}
        if whole.verdict == trust.REVOKED and told in received:
            accepted.add(trust.REVOKED)
        return Verified(self.known, bag, description, checkpoints, whole.verdict in accepted)

    def _name(self, info: bag_info.BagInfo, standings: tuple[trust.Standing, ...]) -> None:
        self.known = replace(
            self.known,
            principal=standings[0].principal,
            fingerprint=standings[0].fingerprint,
            claims=info.signers,
            bundle_id=info.bundle,
            inspection=info.inspection,
            actor=info.actor,
            sequence=info.sequence,
            previous=info.previous,
            claimed=info.claimed,
            app_version=info.app_version,
            part=info.part,
            signatures=standings,
        )

    def refused(self, rule: str, why: str, member: str = "", verdict: str = trust.REFUSED) -> Verified:
        """Returns an opened bundle that gives nothing out."""
        return Verified(replace(self.known, verdict=verdict, rule=rule, member=member, note=why))


@contextmanager
def open_bundle(
    path: Path,
    *,
    roster: Roster | None,
    identities: Sequence[str],
    quarantine: Path,
    accept_unknown: bool = False,
    tell: Tell = unheard,
    received: Collection[str] = (),
) -> Generator[Verified]:
    """Opens a bundle, checks everything, and gives out its contents inside the block if all is good.

    The private copy in the quarantine folder has no name and is gone after the block.

    Args:
        path: sealed file, clear archive, or folder of an unzipped bundle.
        roster: the roster; None trusts nobody.
        identities: our private age identities.
        quarantine: a folder on a disk that may hold plaintext for a moment.
        accept_unknown: give out a bundle that is whole but signed by a key not on the roster, because a
            person has checked the fingerprint with the sender.
        tell: is told how far it is; what it raises comes through, and the private copy is gone.
        received: SHA-256 of the signed bytes of bundles of which a receipt shows that they came before their
            key was revoked; such a one is given out. What the signer claims shows nothing.

    Raises:
        WorldError: the file is not there, cannot be read, or the disk refuses. Faults of the bundle itself
            are no errors: they are the verdict.
    """
    progress = _Progress(tell)
    try:
        bag = take_in(path, identities, quarantine, tell)
    except NotForUsError as error:
        progress.known = replace(progress.known, sealed=True)
        yield progress.refused("", error.what, verdict=trust.NOT_FOR_US)
        return
    except DamagedSealError as error:
        progress.known = replace(progress.known, sealed=True)
        yield progress.refused("R9", error.what)
        return
    except BrokenRuleError as error:
        yield progress.refused(error.rule, error.why, error.member)
        return
    with bag.file:
        try:
            verified = progress.check(
                bag, roster, identities, accept_unknown=accept_unknown, received=received
            )
        except BrokenRuleError as error:
            verified = progress.refused(error.rule, error.why, error.member)
        yield verified


def verify_bundle(
    path: Path,
    *,
    roster: Roster | None,
    identities: Sequence[str],
    quarantine: Path,
    tell: Tell = unheard,
) -> Verdict:
    """Returns what checking a bundle finds; changes nothing. Arguments and errors as `open_bundle`."""
    with open_bundle(
        path, roster=roster, identities=identities, quarantine=quarantine, tell=tell
    ) as verified:
        return verified.verdict
