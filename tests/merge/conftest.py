"""A ledger in memory, devices that write into one, and a slow second opinion that shares no code with the merge."""

import hashlib
import json
import random
from types import SimpleNamespace

import pytest

from inspector_app.crypto import canonical, ledger
from inspector_app.domain.graph import Node
from inspector_app.domain.register import settle
from inspector_app.domain.revision import DELETED, RESTORES, WITHDRAWS, Header
from inspector_app.merge.plan import plan_merge

ORDER = "erasure"
OK, WAITING, QUARANTINED, NEWER = "ok", "waiting", "quarantined", "newer"


def actor_id(number):
    return f"{number:08x}-0000-4000-8000-000000000000"


def record_id(number):
    return f"{number:08x}-0000-7000-8000-000000000000"


def payload_of(number, fields):
    """A payload whose salt is a number, so that a failing example can be run again with the same digests."""
    return ledger.read_payload(canonical.encode({"blobs": [], "salt": f"{number:032x}", "set": fields}))


def entry_of(
    actor,
    seq,
    prev,
    rec,
    *,
    parents=(),
    pay="0" * 64,
    kind="evidence",
    at="2026-03-01T09:00:00Z",
    schema="1.0",
):
    return ledger.seal_entry(
        Header(
            actor=actor,
            seq=seq,
            prev=prev,
            rec=rec,
            kind=kind,
            schema=f"{kind}/{schema}",
            parents=tuple(sorted(parents)),
            pay=pay,
            author="inspector@example.org",
            at=at,
            app="1.0.0",
        )
    )


def newer_of(actor, seq, prev, rec, *, parents=(), number=0, version=2):
    """A header and a payload of a later version of the app, with keys that this one has never heard of."""
    payload = canonical.encode(
        {"cipher": "next", "said": {"text": f"later {number}"}, "salt": f"{number:032x}"}
    )
    told = {
        "actor": actor, "seq": seq, "prev": prev, "rec": rec, "parents": sorted(parents), "place": {"lat": 51},
        "pay": hashlib.sha256(payload).hexdigest(), "kind": "evidence", "schema": "evidence/2.0", "v": version,
    }  # fmt: skip
    return canonical.encode(told), payload


class Shelf:
    """A ledger in memory; a change settles only the records that a plan touches."""

    def __init__(self):
        self.entries, self.states, self.waits_for, self.reasons = {}, {}, {}, {}
        self.payloads, self.erased, self.records = {}, set(), {}

    def copy(self):
        other = Shelf()
        for name, held in vars(self).items():
            setattr(other, name, held.copy())
        return other

    # What a merge asks.

    def state(self, entry):
        return self.states.get(entry)

    def entry(self, entry):
        return self.entries.get(entry)

    def ids_at(self, actor, seq):
        return tuple(
            sorted(e.id for e in self.entries.values() if (e.header.actor, e.header.seq) == (actor, seq))
        )

    def height(self, actor):
        return max((e.header.seq for e in self.entries.values() if e.header.actor == actor), default=0)

    def waiting_for(self, missing):
        return tuple(self.entries[one] for one, other in sorted(self.waits_for.items()) if other == missing)

    def waits(self):
        return bool(self.waits_for)

    def has_erased(self):
        return bool(self.erased)

    def here(self, ids):
        return set(ids) & set(self.states)

    def payloads_here(self, digests):
        return set(digests) & set(self.payloads)

    def names_payload(self, digest):
        return any(e.header.pay == digest for e in self.entries.values())

    def newer_names(self, digest):
        return any(e.header.pay == digest for e in self.entries.values() if self.states[e.id] == NEWER)

    def is_erased(self, digest):
        return digest in self.erased

    # What the store does with the answer.

    def take(self, headers, payloads=()):
        plan = plan_merge(headers, payloads, self)
        self.apply(plan)
        self.obey()
        return plan

    def obey(self):
        """Carries out every order that counts, waiting or not; the store asks the roster, this a word in it."""
        for entry in self.entries.values():
            told = self.payloads.get(entry.header.pay)
            if entry.header.kind == ORDER and told is not None and told.fields.get("counts"):
                for digest in set(told.fields["erases"]) - self.erased:
                    self.erase(digest)

    def apply(self, plan):
        for entry in (
            *plan.accepted,
            *(e for e, _ in plan.waiting),
            *(e for e, _ in plan.quarantined),
            *plan.newer,
        ):
            assert entry.id not in self.entries
            self.entries[entry.id] = entry
        released = {e.id for e in plan.released}
        for entry in plan.accepted:
            links = {entry.header.prev, *entry.header.parents} - {None}
            assert all(self.states.get(link) == OK or link in released for link in links)
            self.states[entry.id] = OK
        for entry in plan.newer:
            self.states[entry.id] = NEWER
        for entry in plan.released:
            assert self.states[entry.id] == WAITING
            self.states[entry.id] = OK
            del self.waits_for[entry.id]
        for entry, reason in (*plan.quarantined, *plan.condemned):
            self.states[entry.id] = QUARANTINED
            self.reasons[entry.id] = reason
            self.waits_for.pop(entry.id, None)
        for entry, missing in plan.waiting:
            self.states[entry.id] = WAITING
            self.waits_for[entry.id] = missing
        for entry, missing in plan.still_waiting:
            assert self.states[entry] == WAITING
            assert self.waits_for[entry] != missing
            self.waits_for[entry] = missing
        for payload in plan.payloads:
            assert payload.digest not in self.payloads
            self.payloads[payload.digest] = payload
        late = {p.digest for p in plan.payloads}
        self._settle(plan.records | {e.header.rec for e in self.entries.values() if e.header.pay in late})

    def erase(self, digest):
        self.erased.add(digest)
        self.payloads.pop(digest, None)
        self._settle({e.header.rec for e in self.entries.values() if e.header.pay == digest})

    def nodes(self, rec):
        for entry in self.entries.values():
            header = entry.header
            if header.rec == rec and self.states[entry.id] == OK:
                payload = self.payloads.get(header.pay)
                fields = payload.fields if payload else {}
                yield Node(
                    entry.id, header.kind, header.parents, fields, header.author, header.actor, header.at
                )

    def _settle(self, records):
        for rec in records:
            found = settle(rec, self.nodes(rec))
            if found is not None:
                self.records[rec] = found

    # What a test looks at.

    def ok(self):
        return [e for e in self.entries.values() if self.states[e.id] == OK]

    def lines(self):
        return {e.line for e in self.entries.values()}

    def payload_lines(self):
        return {p.line for p in self.payloads.values()}

    def pairs(self):
        """Every header line with its payload line, as bundles carry them."""
        return [
            (e.line, self.payloads[e.header.pay].line if e.header.pay in self.payloads else None)
            for e in self.entries.values()
        ]

    def picture(self):
        """All that must be the same on two laptops that hold the same set."""
        said = (self.states, self.waits_for, self.reasons)
        return (*said, set(self.payloads), self.erased, self.records)


class Device:
    """One laptop: writes revisions that follow all heads it sees, as the store does.

    One with a later version of the app writes a later schema, with a field that the others do not know.
    """

    def __init__(self, number, counter, years=0, schema="1.0"):
        self.actor, self.counter, self.years, self.shelf = actor_id(number), counter, years, Shelf()
        self.schema = schema

    def write(self, rec, fields, *, kind="evidence"):
        self.counter[0] += 1
        number = self.counter[0]
        mine = [e for e in self.shelf.ok() if e.header.actor == self.actor]
        last = max(mine, key=lambda e: (e.header.seq, e.id), default=None)
        before = self.shelf.records.get(rec)
        payload = payload_of(number, fields if self.schema == "1.0" else fields | {"later": number % 3})
        entry = entry_of(
            self.actor,
            last.header.seq + 1 if last else 1,
            last.id if last else None,
            rec,
            parents=before.heads if before else (),
            pay=payload.digest,
            kind=before.kind if before else kind,
            schema=self.schema,
            at=f"{2026 + self.years:04d}-03-{1 + number % 28:02d}T09:00:{number % 60:02d}Z",
        )
        self.shelf.take([entry.line], [payload.line])
        return entry

    def order(self, digests, *, counts=True):
        """Puts an order to erase payloads into the log, and so to all the others."""
        told = {"erases": sorted(digests), "counts": counts}
        return self.write(record_id(600 + self.counter[0]), told, kind=ORDER)

    def say_of_own(self, rec, number):
        """Withdraws or restores revisions that this very device wrote; which ones does not hang on any digest."""
        mine = [n for n in self.shelf.nodes(rec) if n.actor == self.actor]
        salts = {n.id: self._number(n.id) for n in mine}
        some = sorted((n.id for n in mine), key=salts.__getitem__)[number % 2 :: 2]
        return self.write(rec, {(WITHDRAWS, RESTORES)[number // 2 % 2]: some}) if some else None

    def _number(self, entry):
        payload = self.shelf.payloads.get(self.shelf.entries[entry].header.pay)
        return int(json.loads(payload.line)["salt"], 16) if payload else -1

    def give(self, other, pairs=None):
        pairs = self.shelf.pairs() if pairs is None else pairs
        return other.shelf.take([h for h, _ in pairs], [p for _, p in pairs if p is not None])


# --- the second opinion: plain sets, the raw lines, as slow as it likes --------------------------------


def _unlawful(role, header, other):
    if role == "prev":
        return (other["actor"], other["seq"] + 1) != (header["actor"], header["seq"])
    return any(other[key] != header[key] for key in ("rec", "kind"))


def _reference_state(header, headers, held):
    if header["v"] > 1:
        return NEWER, None
    links = [("prev", header["prev"])] if header["prev"] else []
    for role, link in [*links, *(("parent", parent) for parent in header["parents"])]:
        if link not in held:
            return WAITING, link
        if _unlawful(role, header, headers[link]):
            return QUARANTINED, None
    return OK, None


def reference_states(lines):
    """State of every entry of a set, and what a waiting one waits for, by asking again until nothing changes."""
    headers = {hashlib.sha256(line).hexdigest(): json.loads(line) for line in lines}
    held, before = set(), None
    while held != before:
        before = held
        held = {name for name, h in headers.items() if _reference_state(h, headers, before)[0] == OK}
    return {name: _reference_state(h, headers, held) for name, h in headers.items()}


def reference_records(lines, payload_lines):
    """Heads, agreed fields and conflicts of every record, from the raw lines."""
    headers = {hashlib.sha256(line).hexdigest(): json.loads(line) for line in lines}
    held = {name for name, (state, _) in reference_states(lines).items() if state == OK}
    payloads = {hashlib.sha256(line).hexdigest(): json.loads(line).get("set", {}) for line in payload_lines}
    found = {}
    for rec in {headers[name]["rec"] for name in held}:
        mine = {name for name in held if headers[name]["rec"] == rec}
        found[rec] = _reference_record(mine, headers, payloads)
    return found


def _before(name, headers):
    seen, todo = set(), list(headers[name]["parents"])
    while todo:
        one = todo.pop()
        if one not in seen:
            seen.add(one)
            todo.extend(headers[one]["parents"])
    return seen


def _reference_record(mine, headers, payloads):
    before = {name: _before(name, headers) for name in mine}
    sets = {name: payloads.get(headers[name]["pay"], {}) for name in mine}
    sets, aside = _reference_counting(mine, headers, before, sets)
    fields, conflicts = {}, {}
    for field in {f for told in sets.values() for f in told}:
        writers = {name for name in mine if field in sets[name]}
        last = {n for n in writers if not any(n in before[other] for other in writers)}
        values = {n: sets[n][field] for n in last}
        if field == DELETED and all(v is True for v in values.values()):
            seen = {n for n in mine if any(n == d or n in before[d] or d in before[n] for d in last)}
            unseen = mine - seen - aside - {n for n in mine if sets[n] and not set(sets[n]) - ABOUT}
            values |= {n: False for n in unseen if not any(n in before[other] for other in unseen)}
        if len({json.dumps(v) for v in values.values()}) == 1:
            fields[field] = next(iter(values.values()))
        elif field not in ABOUT:
            conflicts[field] = values
    heads = {n for n in mine if not any(n in before[other] for other in mine)}
    about = bool(aside) or any({WITHDRAWS, RESTORES} & set(told) for told in sets.values())
    hidden = fields.get(DELETED) is True or (about and not any(set(told) - ABOUT for told in sets.values()))
    return {
        "fields": fields,
        "conflicts": conflicts,
        "heads": heads,
        "revisions": len(mine),
        "hidden": hidden,
    }


ABOUT = {"_reason", "_writing", WITHDRAWS, RESTORES}


def _reference_counting(mine, headers, before, sets):
    """What each revision still sets, and which of them are withdrawn."""
    names = {n for told in sets.values() for word in (WITHDRAWS, RESTORES) for n in told.get(word, ())}
    gone = set()
    for name in names:
        said = {n for n in mine if any(name in sets[n].get(word, ()) for word in (WITHDRAWS, RESTORES))}
        last = {n for n in said if not any(n in before[other] for other in said)}
        if all(name not in sets[n].get(RESTORES, ()) for n in last):
            gone.add(name)
    content = {n for n in mine if set(sets[n]) - ABOUT}
    begun = {n for n in content if not headers[n]["parents"]}
    work = {
        n for n in content if any(f not in ABOUT and (f, v) != (DELETED, True) for f, v in sets[n].items())
    }
    if begun and begun <= gone and work - gone:
        gone -= begun
    aside = {n for n in gone & mine if n in content or not sets[n]}
    words = {n: {f: v for f, v in told.items() if f in (WITHDRAWS, RESTORES)} for n, told in sets.items()}
    return {n: words[n] if n in aside else told for n, told in sets.items()}, aside


def same_as_reference(shelf):
    """Asserts that a ledger which took its set in somehow is what the second opinion makes of the set."""
    told = {
        name: (state, shelf.waits_for.get(name) if state == WAITING else None)
        for name, state in shelf.states.items()
    }
    assert told == reference_states(shelf.lines())
    expected = reference_records(shelf.lines(), shelf.payload_lines())
    assert {rec: as_reference(record) for rec, record in shelf.records.items()} == expected


def as_reference(record):
    return {
        "fields": dict(record.fields),
        "conflicts": {f: {c.revision: c.value for c in values} for f, values in record.conflicts.items()},
        "heads": set(record.heads),
        "revisions": record.revisions,
        "hidden": record.deleted,
    }


# --- whole histories ---------------------------------------------------------------------------------

VALUES = (None, True, False, 0, 1, "", "a", "b", ["a"], {"a": 1})


def hostile(device, how, number):
    """A line that is well formed but unlawful, and one that follows it."""
    known = sorted(device.shelf.ok(), key=lambda e: e.id)
    if not known:
        return []
    target = known[number % len(known)]
    header = target.header
    stranger = actor_id(900 + number % 3)
    rec = header.rec
    args = {"pay": payload_of(10**6 + number, {"text": "x"}).digest}
    if how == 0:
        bad = entry_of(stranger, 1, None, record_id(800), parents=[target.id], **args)
    elif how == 1:
        bad = entry_of(stranger, header.seq + 1, target.id, rec, parents=[target.id], **args)
    elif how == 2:
        bad = entry_of(header.actor, header.seq + 2, target.id, rec, parents=[target.id], **args)
    elif how == 3:
        bad = entry_of(stranger, 1, None, rec, parents=[target.id], kind="interview", **args)
    elif how == 4:  # A later version of the app wrote it; what follows it waits.
        line, payload = newer_of(stranger, 1, None, rec, parents=[target.id], number=number)
        name = hashlib.sha256(line).hexdigest()
        after = entry_of(stranger, 2, name, rec, parents=[target.id, name], kind=header.kind)
        return [(line, payload), (after.line, None)]
    else:  # Waits for an id that never comes.
        bad = entry_of(stranger, 1, None, rec, parents=[target.id, f"{number:064x}"], **args)
    after = entry_of(
        bad.header.actor, bad.header.seq + 1, bad.id, bad.header.rec, parents=[bad.id], kind=bad.header.kind
    )
    return [(bad.line, payload_of(10**6 + number, {"text": "x"}).line), (after.line, None)]


def world(steps, *, actors=(1, 2, 3, 4), years=(0, 9, -7, 0)):
    """Plays steps on four devices; returns every line that was ever written, with its payload.

    Args:
        steps: tuples of small numbers (what, device, other, record, value).
        actors: numbers of the devices.
        years: how far each device's clock is off.
    """
    counter = [0]
    devices = [Device(n, counter, y) for n, y in zip(actors, years, strict=True)]
    backups = [d.shelf.copy() for d in devices]
    written = {}
    for what, one, two, rec, value in steps:
        device, other = devices[one % 4], devices[two % 4]
        made = []
        if what <= 3 and value == 9:
            entry = device.say_of_own(record_id(rec), two)
            made = [(entry.line, device.shelf.payloads[entry.header.pay].line)] if entry else []
        elif what <= 3:
            entry = device.write(record_id(rec), {("text", "grade")[two % 2]: VALUES[value % len(VALUES)]})
            made = [(entry.line, device.shelf.payloads[entry.header.pay].line)]
        elif what == 4:
            entry = device.write(record_id(rec), {DELETED: value % 3 != 0})
            made = [(entry.line, device.shelf.payloads[entry.header.pay].line)]
        elif what <= 6:
            device.give(other)
        elif what == 7:
            backups[one % 4] = device.shelf.copy()
        elif what == 8:
            device.shelf = backups[one % 4].copy()
        else:
            made = hostile(device, value % 6, value)
            device.give(device, made)
        written.update(made)
    return list(written.items())


def fingerprint(seed=20260301):
    """One digest of everything that merges of a fixed history say, to compare between processes."""
    chance = random.Random(seed)  # noqa: S311 - repeatable on purpose
    steps = [tuple(chance.randrange(n) for n in (10, 4, 4, 3, 10)) for _ in range(150)]
    pairs = sorted(world(steps))
    chance.shuffle(pairs)
    shelf, told = Shelf(), []
    for start in range(0, len(pairs), 7):
        some = pairs[start : start + 7]
        plan = shelf.take([h for h, _ in some], [p for _, p in some if p])
        told.append(repr([getattr(plan, n) for n in plan.__slots__ if n != "records"]))
        told.append(repr(sorted(plan.records)))
    told += [repr(shelf.records[rec]) for rec in sorted(shelf.records)]
    return hashlib.sha256("\n".join(told).encode()).hexdigest()


@pytest.fixture(scope="session")
def kit():
    """Everything above, for tests that cannot import a conftest."""
    return SimpleNamespace(**{name: thing for name, thing in globals().items() if not name.startswith("__")})
