"""Sound bundles with lines that are not: parents, gaps, forks, malformed entries and payloads; and replay (merge, 4.4)."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from typing import Any

from hostile.bench import Attack, attack
from hostile.real import Real, unsealed

from inspector_app.domain import ids

Header = dict[str, Any]
NONE = "f" * 64
FAR = "019f0000-0000-4000-8000-000000000009"


def line(value: object) -> bytes:
    """Returns canonical JSON of a value with plain keys."""
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode() + b"\n"


def name(told: bytes) -> str:
    """Returns the id of a line."""
    return hashlib.sha256(told[:-1]).hexdigest()


def _known(real: Real) -> list[bytes]:
    """The inspector's lines that the lead has."""
    lines = real.files[real.log].splitlines(keepends=True)
    return [told for told in lines if real.lead.store.ledger.state(name(told)) == "ok"]


def _next(real: Real, **change: object) -> Header:
    """A fair header after the inspector's last one that the lead has, for the record that it was on."""
    last = _known(real)[-1]
    told = json.loads(last)
    parents = [name(last)] if told["kind"] == "evidence" else []
    return told | {"seq": told["seq"] + 1, "prev": name(last), "parents": parents, "pay": "0" * 64} | change


def _forged(words: str, rules: str, real: Real, log: bytes, payload: bytes | None = None) -> Attack:
    actor = real.other.device.actor
    # Everything of the bundle's own log and payload goes, so that the forged lines alone are judged.
    gone = dict.fromkeys(
        (path for path in real.files if path.startswith(("data/log/", "data/payload/"))), None
    )
    made: dict[str, bytes | None] = gone | {f"data/log/{actor}/1-9999999999999.jsonl": log}
    if payload is not None:
        made[real.payload] = payload
    return Attack(words, frozenset(rules.split()), data=real.made(made), forged=True)


def links(real: Real) -> Iterator[Attack]:
    """Parents and places: unknown, one's own, round in a circle, in other logs and records, twice."""
    known = _known(real)
    lead = real.lead.store.ledger
    own = real.lead.device.actor
    place = next(seq for seq in range(1, 99) if lead.ids_at(own, seq))
    foreign = lead.ids_at(own, place)[0]
    last = json.loads(known[-1])
    other = next(name(told) for told in known if json.loads(told)["rec"] != last["rec"])
    for words, rules, change in (
        ("an unknown parent", "waiting", {"parents": [NONE]}),
        ("an unknown parent beside a known one", "waiting", {"parents": sorted([name(known[-1]), NONE])}),
        ("an unknown entry before it", "waiting", {"prev": NONE}),
        ("a gap in the log", "set-aside", {"seq": last["seq"] + 2}),
        ("a large gap in the log", "set-aside", {"seq": 1 << 40}),
        ("the same place as the one before", "set-aside", {"seq": last["seq"]}),
        ("a place before the one before", "set-aside", {"seq": 2, "prev": name(known[-1])}),
        ("the lead's entry before it", "set-aside", {"prev": foreign, "seq": place + 1}),
        ("a parent of another record", "set-aside", {"parents": [other]}),
        ("a parent of another record beside its own", "set-aside", {"parents": sorted([name(known[-1]), other])}),
        ("a parent in the lead's log", "set-aside", {"parents": [foreign]}),
        ("another kind for its record", "set-aside", {"kind": "judgement", "schema": "judgement/1.0", "parents": [name(known[-1])]}),
        ("the place of a known entry", "fork-named", {"seq": last["seq"], "prev": last["prev"], "parents": last["parents"], "at": "2026-11-02T10:00:00Z"}),
        ("the first place again", "fork-named", {"seq": 1, "prev": None, "parents": []}),
    ):  # fmt: skip
        yield _forged(f"links: {words}", rules, real, line(_next(real, **change)))
    itself = _next(real, parents=[])
    for turn in range(3):
        itself = _next(real, parents=[name(line(itself))])
        yield _forged(f"links: itself for a parent, guess {turn}", "waiting", real, line(itself))
    one = line(_next(real, parents=[name(line(_next(real, at="2026-11-02T11:00:00Z")))]))
    two = line(
        _next(real, seq=last["seq"] + 2, prev=name(one), parents=[name(one)], at="2026-11-02T11:00:00Z")
    )
    yield _forged("links: a circle of two", "waiting", real, one + two)
    yield _forged("links: a circle of two, backwards", "waiting", real, two + one)
    chain, before = b"", NONE
    for step in range(500):
        told = line(_next(real, seq=last["seq"] + 2 + step, prev=before, parents=[]))
        chain, before = chain + told, name(told)
    yield _forged("links: 500 that hang on nothing", "waiting", real, chain)


def headers(real: Real) -> Iterator[Attack]:
    """Entries that break the format of an entry."""
    fair = _next(real)
    parent = fair["prev"]
    changes: dict[str, object] = {
        "v": (0, 2, -1, "1", True, None, [1], 1 << 50),
        "seq": (1, (1 << 40) + 1),
        "prev": (None, "", 1, NONE.upper(), NONE[1:], [NONE], {}, True),
        "parents": (
            None, "", NONE, [parent, parent], [NONE, "0" * 64], [NONE.upper()], [1], [[]], [None], {}, [f"{n:064x}" for n in range(65)], [parent[1:]],
        ),
        "rec": ("", "evil", fair["rec"].upper(), "../" + fair["rec"], None, 1, [], "{" + fair["rec"] + "}"),
        "kind": ("", "Evidence", "evi dence", "a" * 65, None, 1, "1evidence", "evid\u00e9nce"),
        "schema": ("", "evidence", "judgement/1.0", "evidence/1", "evidence/one", "evidence/1.0.0", "evidence/-1.0", None, 1, "evidence/1.0\n"),
        "pay": ("", "0" * 63, "A" * 64, None, 1, [], {}, "g" * 64),
        "author": (None, 1, [], {}, "a" * 201),
        "at": ("", "2026-11-02", "2026-11-02T10:00:00", "2026-11-02T10:00:00+00:00", "2026-11-02T10:00:00.5Z", None, 1793610000),
        "app": (None, 1, [], "a" * 201),
    }  # fmt: skip
    for key, values in changes.items():
        for place, value in enumerate(values):  # type: ignore[arg-type,var-annotated]
            # A later version of the app may well have written it: it is kept and never interpreted.
            later = key == "v" and value in (2, 1 << 50)
            rule = "newer" if later else "line-refused"
            yield _forged(f"entry: {key}, {place}", rule, real, line({**fair, key: value}))
            if later:
                for kept in ("rec", "pay"):
                    told = {**fair, key: value, kept: "x"}
                    yield _forged(f"entry: {key}, {place}, {kept}", "line-refused", real, line(told))
        if key != "seq":
            told = {other: value for other, value in fair.items() if other != key}
            yield _forged(f"entry: no {key}", "line-refused", real, line(told))
    for more in ("sig", "_", "V", "a" * 500, "\u00e9"):
        yield _forged(f"entry: a key more, {more[:9]}", "line-refused", real, line(fair | {more: 1}))


def payloads(real: Real) -> Iterator[Attack]:
    """Payloads that nobody names, that were changed, or that break the format of a payload."""
    salt = "0" * 32
    fair: Header = {"blobs": [], "salt": salt, "set": {"text": "Seen."}}
    own = real.files[real.payload]
    yield _forged("payload: nobody names it", "line-refused", real, _known(real)[-1], line(fair))
    yield _forged(
        "payload: changed", "line-refused", real, real.files[real.log], own.replace(b"Seen", b"Not seen")
    )
    yield _forged(
        "payload: another salt",
        "line-refused",
        real,
        real.files[real.log],
        own.replace(b'"salt":"', b'"salt":"00', 1),
    )
    for words, told in {
        "no salt": {"blobs": [], "set": {}}, "no blobs": {"salt": salt, "set": {}}, "nothing set": {"blobs": [], "salt": salt}, "a key more": fair | {"more": 1},
        "a short salt": fair | {"salt": salt[1:]}, "a salt in capitals": fair | {"salt": "A" * 32}, "a salt of numbers": fair | {"salt": 0}, "no salt at all": fair | {"salt": None},
        "set a list": fair | {"set": []}, "set text": fair | {"set": "text"}, "set nothing": fair | {"set": None}, "blobs an object": fair | {"blobs": {}}, "blobs text": fair | {"blobs": NONE},
        "blobs short": fair | {"blobs": ["f"]}, "blobs out of order": fair | {"blobs": [NONE, "0" * 64]}, "a blob twice": fair | {"blobs": [NONE, NONE]}, "a blob that leads out": fair | {"blobs": ["../" + NONE[3:]]},
        "blobs of numbers": fair | {"blobs": [1]}, "an empty object": {},
    }.items():  # fmt: skip
        data = line(told)
        yield _forged(f"payload: {words}", "line-refused", real, line(_next(real, pay=name(data))), data)


def replays(real: Real) -> Iterator[Attack]:
    """What was taken in before, again; and what belongs to another inspection."""
    older = unsealed(real.older, real.lead.device.identity)
    for words, data in {"sealed": real.older, "clear": older, "sealed again": real.seal(older)}.items():
        yield Attack(f"replay: {words}", frozenset({"nothing-new"}), data=data, forged=True)
    log = b"".join(_known(real))
    yield _forged("replay: known lines in a new bundle", "nothing-new", real, log)
    yield _forged("replay: known lines 200 times", "nothing-new", real, log * 200)
    yield _forged("replay: known lines backwards", "nothing-new", real, b"".join(reversed(_known(real))))
    for words, other in {
        "another inspection": FAR,
        "one of the same day": ids.template_record(real.lead.inspection, "x"),
    }.items():
        mine = real.lead.inspection.encode()
        description = real.files["data/bundle.json"].replace(mine, other.encode())
        made = real.made(
            {"data/bundle.json": description}, info=lambda told, m=mine, o=other: told.replace(m, o.encode())
        )
        yield attack(f"replay: into {words}", "other-inspection", made)
