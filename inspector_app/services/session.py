"""An unlocked store with everything that an intent needs: who writes, the clock, the framework.

`new_store` and `unlock` are the only ways to a `Session`. It belongs to the thread that made it.
"""

from __future__ import annotations

import re
import time
import unicodedata
import uuid
from collections.abc import Callable, Generator, Mapping, Sequence
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path
from typing import Any, Self, cast

from inspector_app import __version__, frameworks
from inspector_app.crypto import keys, sealing, signing, strength
from inspector_app.crypto.keys import Cost, WrongPassphraseError
from inspector_app.domain import clock as clocks
from inspector_app.domain import ids
from inspector_app.domain.clock import Clock
from inspector_app.domain.framework import Framework
from inspector_app.domain.kinds import ROLES
from inspector_app.domain.revision import Record, Write
from inspector_app.errors import RefusedError, WorldError
from inspector_app.services import changes, last_seen, machine, policy, recovery
from inspector_app.services.changes import Changes
from inspector_app.store import Author, Store, create, folder, head, open_store, tries
from inspector_app.store.errors import StoreWriteError

SET_BACK = "set_back"
_NAMESPACE = uuid.UUID("6a3c1c52-6a55-5d0f-9d57-0f5f0e6f2a11")


@dataclass(frozen=True, slots=True)
class Device:
    """This store's place in the team.

    Attributes:
        actor: id of the device; new after a restore.
        inspector: the inspector's name, for the screen and the draft.
        role: one of `kinds.ROLES`.
        principal: the inspector as the roster names him or her.
        signing_key: private Ed25519 key, raw bytes in hexadecimal.
        identity: private age identity.
    """

    actor: str
    inspector: str
    role: str
    principal: str
    signing_key: str = field(repr=False)
    identity: str = field(repr=False)


@dataclass(eq=False)
class Session:
    """An open store and its inspector; use it in a `with` block or close it.

    Attributes:
        store: the store.
        device: who writes, on which device. `renew_device` alone changes it, as soon as it is known that
            something else wrote under the same id.
        inspection: its id.
        clock: the only source of time.
        store_id: random name of the store.
        gone: changes that were made here once and are not in the store any more, seen at this opening.
        moved: the store was last open on another computer, seen at this opening.
        kept: what services keep from one call to the next, each under a name of its own; gone when it closes.
    """

    store: Store
    device: Device
    inspection: str
    clock: Clock = clocks.system_clock
    store_id: str = ""
    gone: int = 0
    moved: bool = False
    _key: bytearray = field(default_factory=bytearray, repr=False)
    kept: dict[str, Any] = field(default_factory=dict[str, Any], repr=False)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Closes the store, after noting where its log ends."""
        with suppress(Exception):  # whatever is wrong with the store, it must be given up
            self.note_end()
        self._key[:] = bytes(len(self._key))  # overwritten, not only let go
        self.kept.clear()
        self.store.close()

    def note_end(self) -> None:
        """Notes outside the store's folder where this device's log ends, so that an old copy is known."""
        end = self.store.end_of(self.device.actor)
        if end is not None:
            last_seen.note(self.store_id, end)

    def settle_recovery(self) -> None:
        """Lets the organisation's keys open the store, as policy and roster say now.

        Quiet where the disk is full: it keeps nobody from working, and the next opening tries again.
        """
        if any(self._key):
            with suppress(WorldError):
                recovery.settle(self.store, bytes(self._key))

    @property
    def author(self) -> Author:
        """Who writes, as it stands in every header."""
        return Author(self.device.actor, self.device.principal, __version__)

    @property
    def framework(self) -> Framework:
        """The framework of the inspection with its overlays.

        Raises:
            RefusedError: the inspection's framework is in conflict, so nothing can be judged yet.
        """
        record = self.store.record(self.inspection)
        name = record.get("framework")
        overlays = cast("list[str]", record.get("overlays") or [])
        if name is None:
            raise RefusedError(
                "The team has set up this inspection under different frameworks",
                advice="Settle that conflict first.",
            )
        key: tuple[str, ...] = (str(name), *overlays)
        if self.kept.get("framework", (None,))[0] != key:
            self.kept["framework"] = key, frameworks.load(name, tuple(overlays))
        return cast("Framework", self.kept["framework"][1])

    @property
    def readers(self) -> tuple[str, ...]:
        """Who can read what is sealed when the store fails, as was noted while it could be asked."""
        return cast("tuple[str, ...]", self.kept.get("readers", ()))

    def note_readers(self, readers: Sequence[str]) -> None:
        """Notes them: age recipients."""
        self.kept["readers"] = tuple(readers)

    def now(self) -> str:
        """Returns the time as this laptop claims it."""
        return clocks.claim(self.clock())

    def new_record(self) -> str:
        """Returns an id for a thing that the inspector makes now."""
        return ids.new_record(int(self.clock().timestamp() * 1000))

    def template(self, path: str) -> str:
        """Returns the id that every laptop of this inspection gives to a template row."""
        return ids.template_record(self.inspection, path)

    def write(self, intent: str, writes: Sequence[Write], *, seals: str | None = None) -> Changes:
        """Adds the revisions of one intent durably and reports them."""
        return changes.of(intent, self.store.append(self.author, self.now(), writes, seals=seals))

    def named(self, record: str, kind: str) -> Record:
        """Returns a record of a kind, not deleted.

        Raises:
            RefusedError: there is none.
        """
        found = self.store.find(record)
        if found is None or found.kind != kind or found.deleted:
            raise RefusedError(f"There is no such {kind.replace('_', ' ')}", where=record)
        return found


def inspection_id(framework: str, authority: str, start: str) -> str:
    """Returns the id that every laptop gives to one inspection, so that a team needs no server to agree.

    Args:
        framework: framework id.
        authority: name of the local authority; capitals and spaces do not matter.
        start: first day, ISO.
    """
    told = "/".join((framework, " ".join(authority.casefold().split()), start))
    return str(uuid.uuid5(_NAMESPACE, told))


def principal_of(inspector: str, actor: str) -> str:
    """Returns a roster name made from a person's name, for example `a.brook@inspection`.

    Accents are left out. A name without a Latin letter tells nobody from anybody, so the device does: two
    people under one roster name would count as one.
    """
    plain = unicodedata.normalize("NFKD", inspector.casefold())
    words = re.findall(r"[a-z0-9]+", "".join(c for c in plain if not unicodedata.combining(c)))
    return (".".join(words) or f"inspector.{actor[-8:]}") + "@inspection"


@dataclass(frozen=True, slots=True)
class NewStore:
    """What a new store needs to know.

    Attributes:
        where: its folder, empty or not there.
        framework: framework id.
        authority: the local authority.
        inspector: the inspector's name.
        role: one of `kinds.ROLES`.
        start: first day of the inspection, ISO; empty for today.
        passphrase: opens it; must be hard to guess, see `crypto.strength`.
        overlays: packs laid over the framework.
        principal: name on the roster; made from the inspector's name where empty.
        inspection: id of the inspection, where the lead gave one.
        recovery: age recipient whose key opens it besides that of the computer's policy; empty for none.
        use_keychain: also wrap the key for the keychain of this computer.
        cost: of one guess at the passphrase; about half a second on this computer where None.
    """

    where: Path
    framework: str
    authority: str
    inspector: str
    role: str
    passphrase: str
    start: str = ""
    overlays: tuple[str, ...] = ()
    principal: str = ""
    inspection: str = ""
    recovery: str = ""
    use_keychain: bool = True
    cost: Cost | None = None


def _checked(told: NewStore, clock: Clock) -> str:
    if why := strength.weakness(told.passphrase, (told.authority, told.inspector)):
        raise RefusedError(f"This passphrase cannot be used: {why}", advice="Three or four words do well.")
    if told.role not in ROLES:
        raise RefusedError(f"There is no role {told.role}", advice=f"Roles: {', '.join(ROLES)}.")
    for name, value in (("authority", told.authority), ("inspector", told.inspector)):
        if not value.strip():
            raise RefusedError(f"The {name} is empty")
    start = told.start or clock().date().isoformat()
    try:
        date.fromisoformat(start)
    except ValueError as error:
        raise RefusedError("The first day is not a date", where=start, advice="Write 2026-11-23.") from error
    if told.inspection and not ids.is_uuid(told.inspection):
        raise RefusedError("The inspection id is not one", where=told.inspection)
    return start


def _wraps(told: NewStore, key: bytes, store_id: str) -> folder.KeyFile:
    from inspector_app.crypto import keychain  # noqa: PLC0415 - slow to load, and not always asked

    rules = policy.present()
    cost = told.cost or keys.calibrated()
    wraps = [keys.wrap_with_passphrase(key, told.passphrase, store_id, cost)]
    if told.use_keychain and rules.keychain and keychain.available():
        keeper = keys.new_key()
        if keychain.keep(store_id, keeper):
            wraps.append(keys.wrap_with_key(key, keeper, store_id, store_id))
    if told.recovery:  # that of the policy is added with the first facts, so that a later one replaces it
        wraps.append(keys.wrap_for_recovery(key, told.recovery, store_id))
    return folder.KeyFile(store_id, tuple(wraps))


def new_store(told: NewStore, clock: Clock = clocks.system_clock) -> Session:
    """Makes an encrypted store for one inspector of one inspection, with its keys, and opens it.

    Raises:
        RefusedError: the passphrase is easy to guess, or the role, date or framework is unknown.
        StoreExistsError, StoreWriteError: the folder cannot be used; nothing is left behind.
    """
    start = _checked(told, clock)
    framework = frameworks.load(told.framework, told.overlays)
    if framework.is_overlay:
        raise RefusedError(
            "Nothing is inspected by a pack that is laid over others",
            where=framework.id,
            advice="Choose a framework, and this one as an overlay.",
        )
    key = keys.new_key()
    there, store_id = told.where.exists(), folder.new_store_id()
    with ExitStack() as undo:  # the last one in is undone first
        undo.callback(_forget_in_keychain, store_id)
        store = create(
            told.where,
            key,
            lambda: folder.write_keys(told.where, _wraps(told, key, store_id)),
            allow_synced=policy.present().allow_synced_store,
        )
        undo.callback(folder.take_away, told.where, whole=not there)
        undo.callback(store.close)
        session = replace(_furnish(store, told, framework.id, start, clock), _key=bytearray(key))
        recovery.settle(store, key)  # not quiet: it is relied on from the first minute
        undo.pop_all()
    return session


def _forget_in_keychain(store_id: str) -> None:
    from inspector_app.crypto import keychain  # noqa: PLC0415 - slow to load, and not always asked

    keychain.forget(store_id)


def _furnish(store: Store, told: NewStore, framework: str, start: str, clock: Clock) -> Session:
    actor = ids.new_actor()
    device = Device(
        actor=actor,
        inspector=" ".join(told.inspector.split()),
        role=told.role,
        principal=told.principal or principal_of(told.inspector, actor),
        signing_key=signing.new_key().private.hex(),
        identity=sealing.new_identity(),
    )
    inspection = told.inspection or inspection_id(framework, told.authority, start)
    store_id = folder.read_keys(store.folder).store_id
    session = Session(store, device, inspection, clock, store_id)
    with store.changing():
        _keep_device(store, device)
        store.set_fact("inspection", inspection)
        machine.keep(store)
        fields: dict[str, Any] = {
            "framework": framework,
            "overlays": list(told.overlays),
            "authority": " ".join(told.authority.split()),
            "start": start,
        }
        member = {
            "name": device.inspector,
            "role": device.role,
            "principal": device.principal,
            "signing_key": public_key(device),
            "recipient": recipient(device),
        }
        session.write(
            "set_up_inspection",
            [
                Write(inspection, "inspection", fields),
                Write(session.template(f"member/{device.principal}"), "team_member", member),
            ],
        )
    return session


def _keep_device(store: Store, device: Device) -> None:
    told = {name: getattr(device, name) for name in Device.__slots__}
    store.set_fact("device", told)


def renew_device(session: Session, *, lost: int = 0) -> Device:
    """Gives a store a device id of its own from now on; its keys stay, so the roster still knows them.

    Args:
        session: the open store.
        lost: entries of the device's log that were made here and are gone; they are kept in mind until they
            come back from a bundle or a backup.
    """
    store, before = session.store, session.device
    device = replace(before, actor=ids.new_actor())
    end = store.end_of(before.actor)
    told = {"actor": before.actor, "last": end.seq if end else 0, "gone": lost, "noticed": session.now()}
    with store.changing():
        if lost:
            store.set_fact(SET_BACK, [*store.fact(SET_BACK, []), told])
        _keep_device(store, device)
        store.set_fact("sent_to", 0)
    head.forget(store.folder)
    session.device = device
    return device


def public_key(device: Device) -> str:
    """Returns the device's public signing key as one OpenSSH line."""
    return signing.key_of(bytes.fromhex(device.signing_key)).public_line


def recipient(device: Device) -> str:
    """Returns the age recipient that bundles for this device are sealed to."""
    return sealing.recipient_of(device.identity)


def _device(told: Mapping[str, str]) -> Device:
    return Device(**{name: told[name] for name in Device.__slots__})


def open_with_key(where: Path, key: bytes, clock: Clock = clocks.system_clock) -> Session:
    """Opens a store with its data key; one that may fork its log goes on under a new device id.

    That is one which lacks what was written here, as when an old copy of its folder was put back, and one
    which was last open on another computer. The session tells which.

    Raises:
        PolicyError: the policy of this computer cannot be used.
    """
    session = _opened(where, key, clock)
    with _given_up_unless_done(session):
        if session.gone or session.moved:
            renew_device(session, lost=session.gone)
        _note_place(session)
        session.settle_recovery()
    return session


def open_restored(where: Path, key: bytes, clock: Clock = clocks.system_clock) -> Session:
    """Opens a copy that was brought back on purpose, under a device id of its own.

    Raises:
        PolicyError: the policy of this computer cannot be used.
    """
    session = _opened(where, key, clock)
    with _given_up_unless_done(session):
        renew_device(session)
        _note_place(session)
        session.settle_recovery()
    return session


@contextmanager
def _given_up_unless_done(session: Session) -> Generator[None]:
    """Whatever is wrong inside, the store is free for the next try."""
    try:
        yield
    except BaseException:
        session.store.close()
        raise


def _note_place(session: Session) -> None:
    """Notes on which computer the store is, and where its log ends."""
    with suppress(StoreWriteError):  # on a full disk there is still much to read
        machine.keep(session.store)
    session.note_end()


def _opened(where: Path, key: bytes, clock: Clock) -> Session:
    rules = policy.present()
    with ExitStack() as undo:
        store = undo.enter_context(open_store(where, key, allow_synced=rules.allow_synced_store))
        told = store.fact("device")
        if told is None:
            raise WorldError("The store was never finished", where=where, advice="Make a new one.")
        store_id = folder.read_keys(where).store_id
        inspection = store.fact("inspection")
        session = Session(store, _device(told), inspection, clock, store_id, _key=bytearray(key))
        session.gone = store.lacking(last_seen.end_of(store_id, session.device.actor))
        session.moved = machine.is_another(store)
        undo.pop_all()
    return session


def unlock(where: Path, passphrase: str | None = None, clock: Clock = clocks.system_clock) -> Session:
    """Opens a store with its passphrase, or with the keychain of this computer where none is given.

    Raises:
        WrongPassphraseError: neither opens it.
        NotAStoreError, DamagedStoreError, NewerStoreError, StoreLockedError, StoreWriteError: as they say.
    """
    return open_with_key(where, data_key(where, passphrase), clock)


def data_key(where: Path, passphrase: str | None, wait: Callable[[float], None] = time.sleep) -> bytes:
    """Returns the data key of a store; each wrong passphrase after the third makes the next try slower.

    Args:
        where: the store's folder.
        passphrase: as typed; None for the keychain of this computer.
        wait: waits for some seconds.

    Raises:
        WrongPassphraseError: neither opens it.
        NotAStoreError, DamagedStoreError: as they say.
    """
    if passphrase is None:
        if not policy.present().keychain:
            raise WrongPassphraseError(
                "Your organisation wants the passphrase for every opening", where=where, advice="Give it."
            )
        return folder.unlock(where, None)
    wait(tries.wait_before(where))
    try:
        key = folder.unlock(where, passphrase)
    except WrongPassphraseError as error:
        tries.failed(where)
        if seconds := tries.wait_before(where):
            amount = "1 second" if seconds == 1 else f"{seconds:.0f} seconds"
            slower = f"{error.advice} The next try takes {amount} longer."
            raise WrongPassphraseError(error.what, where=error.where, advice=slower) from error
        raise
    tries.passed(where)
    return key
