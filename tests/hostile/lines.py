"""JSON lines, description, checkpoints and the tree, wrong under a sound signature (R1, R4, R5, R6, R10)."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterator

from hostile.bench import Attack, attack
from hostile.real import CHECKPOINTS, SPACE, Real, armoured, sign, signature, signed_bytes

FULL = "\uff11"
BAD = {
    "not JSON": b"hello\n",
    "empty line": b"\n",
    "nothing": b"",
    "a blank": b" \n",
    "no last LF": b"{}",
    "an empty line more": b"{}\n\n",
    "CRLF": b"{}\r\n",
    "cut": b'{"a":\n',
    "two on a line": b"{}{}\n",
    "a comma after": b'{"a":1,}\n',
    "a comment": b'{"a":1}// hello\n',
    "single quotes": b"{'a':1}\n",
    "no quotes": b"{a:1}\n",
    "byte order mark": b"\xef\xbb\xbf{}\n",
    "UTF-16": '{"a":1}\n'.encode("utf-16"),
    "UTF-16 without a mark": '{"a":1}\n'.encode("utf-16-le"),
    "UTF-32": '{"a":1}\n'.encode("utf-32"),
    "latin-1": b'{"a":"\xe9"}\n',
    "overlong": b'{"a":"\xc0\x80"}\n',
    "CESU-8": b'{"a":"\xed\xa0\xbd\xed\xb8\x80"}\n',
    "NUL": b'{"a":"\x00"}\n',
    "a raw tab": b'{"a":"\t"}\n',
    "blanks": b'{"a": 1}\n',
    "a blank at the end": b'{"a":1} \n',
    "a blank at the start": b' {"a":1}\n',
    "a list": b"[]\n",
    "a string": b'"a"\n',
    "a number": b"1\n",
    "null": b"null\n",
    "true": b"true\n",
    "a key twice": b'{"a":1,"a":1}\n',
    "a key twice, other values": b'{"a":1,"a":2}\n',
    "a key twice below": b'{"a":{"b":1,"b":2}}\n',
    "a key twice, once escaped": b'{"a":1,"\\u0061":2}\n',
    "keys out of order": b'{"b":1,"a":1}\n',
    "keys in order of code points, not of UTF-16": '{"\ufb33":1,"\U0001f600":1}\n'.encode(),
    "escaped for nothing": b'{"a":"\\u0041"}\n',
    "an escaped slash": b'{"a":"\\/"}\n',
    "escape in capitals": b'{"a":"\\u001F"}\n',
    "a long escape": b'{"a":"\\u000a"}\n',
    "an accent escaped": b'{"a":"\\u00e9"}\n',
    "a lone surrogate": b'{"a":"\\ud800"}\n',
    "a lone low surrogate": b'{"a":"\\udc00"}\n',
    "surrogates turned round": b'{"a":"\\udc00\\ud800"}\n',
    "a lone surrogate in a key": b'{"\\ud800":1}\n',
    "a pair escaped": b'{"a":"\\ud83d\\ude00"}\n',
    "a cut escape": b'{"a":"\\u00"}\n',
    "an unknown escape": b'{"a":"\\x41"}\n',
    "a fraction": b'{"a":1.5}\n',
    "a whole fraction": b'{"a":1.0}\n',
    "an exponent": b'{"a":1e3}\n',
    "a tiny number": b'{"a":1e-400}\n',
    "beyond doubles": b'{"a":1e400}\n',
    "minus zero": b'{"a":-0}\n',
    "minus zero with a fraction": b'{"a":-0.0}\n',
    "plus": b'{"a":+1}\n',
    "a zero before": b'{"a":01}\n',
    "hexadecimal": b'{"a":0x1}\n',
    "no digit before the dot": b'{"a":.5}\n',
    "no digit after it": b'{"a":5.}\n',
    "full-width": f'{{"a":{FULL}}}\n'.encode(),
    "underscore": b'{"a":1_0}\n',
    "NaN": b'{"a":NaN}\n',
    "Infinity": b'{"a":Infinity}\n',
    "minus Infinity": b'{"a":-Infinity}\n',
    "2^53": b'{"a":9007199254740992}\n',
    "minus 2^53": b'{"a":-9007199254740992}\n',
    "2^64": b'{"a":18446744073709551616}\n',
    "5,000 digits": b'{"a":' + b"9" * 5000 + b"}\n",
    "1,000,000 digits": b'{"a":' + b"9" * 1_000_000 + b"}\n",
    "True": b'{"a":True}\n',
    "undefined": b'{"a":undefined}\n',
    "17 deep": b'{"a":' * 17 + b"1" + b"}" * 17 + b"\n",
    "1,000 deep": b'{"a":' * 1000 + b"1" + b"}" * 1000 + b"\n",
    "100,000 lists deep": b"[" * 100_000 + b"]" * 100_000 + b"\n",
    "100,000 objects deep": b'{"":' * 100_000 + b"1" + b"}" * 100_000 + b"\n",
    "500,000 opened": b"[" * 500_000 + b"\n",
    "longer than 1 MiB": b'{"a":"' + b"x" * (1 << 20) + b'"}\n',
    "longer than 1 MiB, never ended": b'{"a":"' + b"x" * (3 << 20),
    "a MiB of blanks": b" " * (1 << 20) + b"{}\n",
}


def canonical(real: Real) -> Iterator[Attack]:
    """Each bad line alone, in a log, in a payload, as the description; and after good lines."""
    for words, line in BAD.items():
        for place, path in (
            ("log", real.log),
            ("payload", real.payload),
            ("description", "data/bundle.json"),
        ):
            rules = "R10 R1" + (" R5" if place == "log" and line.startswith(b"{}\n") else "")
            yield attack(f"JSON: {place}, {words}", rules, real.made({path: line}))
            if place != "description" and line:
                yield attack(
                    f"JSON: {place}, {words}, after good", rules, real.made({path: real.files[path] + line})
                )


def _encoded(value: object) -> bytes:
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode() + b"\n"


def description(real: Real) -> Iterator[Attack]:
    """A description that says something else than bag-info, or has another form."""
    told = json.loads(real.files["data/bundle.json"])
    actor, head = next(iter(told["frontiers"].items()))
    new = "019f0000-0000-7000-8000-000000000009"
    for words, change in {
        "another format": {"format": "evidence-bundle/2"}, "no format": {"format": None}, "another inspection": {"inspection": new},
        "another device": {"actor": new}, "another place": {"sequence": told["sequence"] + 1}, "place as text": {"sequence": str(told["sequence"])},
        "place as truth": {"sequence": True}, "no frontiers": {"frontiers": None}, "frontiers a list": {"frontiers": []}, "frontiers text": {"frontiers": "all"},
        "a frontier of zero": {"frontiers": {actor: [0, head[1]]}}, "a negative frontier": {"frontiers": {actor: [-1, head[1]]}},
        "a frontier of truth": {"frontiers": {actor: [True, head[1]]}}, "a frontier of text": {"frontiers": {actor: ["1", head[1]]}},
        "a short entry": {"frontiers": {actor: [1, head[1][1:]]}}, "an entry in capitals": {"frontiers": {actor: [1, "A" * 64]}},
        "a frontier of three": {"frontiers": {actor: [*head, 1]}}, "a frontier of one": {"frontiers": {actor: head[:1]}}, "an object": {"frontiers": {actor: {}}},
        "a nested one": {"frontiers": {actor: [[1], head[1]]}}, "a device that is none": {"frontiers": {"evil": head}}, "a device in capitals": {"frontiers": {actor.upper(): head}},
        "a device with nothing": {"frontiers": {"": head}}, "a device that leads out": {"frontiers": {"../" + actor: head}},
        "a frontier beyond all places": {"frontiers": {actor: [2**53 - 1, head[1]]}},
    }.items():  # fmt: skip
        made = {key: value for key, value in {**told, **change}.items() if value is not None}
        yield attack(f"description: {words}", "R10", real.made({"data/bundle.json": _encoded(made)}))
    for words, data in {
        "twice": real.files["data/bundle.json"] * 2, "no LF": real.files["data/bundle.json"][:-1], "an empty object": b"{}\n",
        "spread out": json.dumps(told, indent=1, sort_keys=True).encode() + b"\n", "a key twice": b'{"actor":"x",' + real.files["data/bundle.json"][1:],
    }.items():  # fmt: skip
        yield attack(f"description: {words}", "R10 R1", real.made({"data/bundle.json": data}))


def checkpoint_of(real: Real, seq: int) -> bytes:
    """Returns a fair statement of the inspector's for another place of his log."""
    path = real.path(f"data/checkpoint/{real.other.device.actor}")
    return re.sub(rb"Sequence: \d+", b"Sequence: %d" % seq, real.files[path])


def checkpoints(real: Real) -> Iterator[Attack]:
    """An author's statement that is bent, filed elsewhere, or signed for something else."""
    path = real.path(f"data/checkpoint/{real.other.device.actor}")
    text, seq = real.files[path], path.rpartition("-")[2].removesuffix(".txt")
    new = "019f0000-0000-4000-8000-000000000009"
    for words, spoilt in {
        "another place": text.replace(f"Sequence: {seq}".encode(), b"Sequence: 1"), "another device": text.replace(real.other.device.actor.encode(), new.encode()),
        "CRLF": text.replace(b"\n", b"\r\n"), "no last LF": text[:-1], "a line more": text + b"More: 1\n", "a line less": text[text.index(b"\n") + 1 :],
        "twice": text * 2, "empty": b"", "backwards": b"".join(reversed(text.splitlines(keepends=True))), "another format": text.replace(b"checkpoint/1", b"checkpoint/2"),
        "no such day": text.replace(b"-11-", b"-13-"), "a short entry": text.replace(b"Entry: ", b"Entry: 0", 1), "capitals": text.upper(),
        "byte order mark": b"\xef\xbb\xbf" + text, "NUL": text[:-1] + b"\x00\n", "a blank at the end": text[:-1] + b" \n", "more than 4 KiB": text + b"x" * 5000 + b"\n",
        "beyond ASCII": text.replace(b"Entry", "\uff25ntry".encode()), "latin-1": text + b"\xe9\n",
    }.items():  # fmt: skip
        made = {path: spoilt, f"{path}.sshsig": sign(spoilt, real.key, CHECKPOINTS)}
        yield attack(f"checkpoint: {words}", "R1 R5", real.made(made))
        if words in {"another place", "empty"}:
            yield attack(f"checkpoint: {words}, not signed anew", "R1 R5", real.made({path: spoilt}))
    later = text.replace(b"T09", b"T08")
    assert later != text
    yield attack("checkpoint: another hour, not signed anew", "R6", real.made({path: later}))
    key = real.key
    for words, told in {
        "nothing": b"", "another purpose": sign(text, key, SPACE), "no purpose": sign(text, key, b""), "another text": sign(later, key, CHECKPOINTS),
        "a stranger's number": armoured(signature(key.public.blob, real.keys.stranger.sign(signed_bytes(text, CHECKPOINTS)), space=CHECKPOINTS)),
        "a line after": sign(text, key, CHECKPOINTS) + b"x\n", "CRLF": sign(text, key, CHECKPOINTS).replace(b"\n", b"\r\n"), "the bundle's": real.files[real.path("signatures/")],
        "long": sign(text, key, CHECKPOINTS) * 60, "a key that is none": armoured(signature(b"\x00\x00\x00\x0bssh-ed25519", b"", space=CHECKPOINTS)),
    }.items():  # fmt: skip
        yield attack(f"checkpoint: signature, {words}", "R6 R1", real.made({f"{path}.sshsig": told}))
    yield attack("checkpoint: without its signature", "R4", real.made({f"{path}.sshsig": None}))
    yield attack("checkpoint: signature without it", "R4", real.made({path: None}))
    other = f"data/checkpoint/{new}-{seq}.txt"
    made = {path: None, f"{path}.sshsig": None, other: text, f"{other}.sshsig": real.files[f"{path}.sshsig"]}
    yield attack("checkpoint: filed under another device", "R5", real.made(made))


def trees(real: Real) -> Iterator[Attack]:
    """Files that the format does not know, and files whose names do not tell the truth, all properly signed."""
    actor, new = real.other.device.actor, "019f0000-0000-4000-8000-000000000009"
    log, blob = real.files[real.log], real.path("data/blob/")
    rec = real.payload.rpartition("/")[2]
    for path in (
        "data/evil.exe", "data/readme.md", "data/draft/report.doc", "data/draft/report.docx.lnk", "data/draft/macro.docm", "data/fetch.txt", "data/payload/evil.jsonl",
        "data/payload/x/" + rec, "data/payload/" + rec + ".gz", "data/log/evil.jsonl", f"data/log/{actor}/all.jsonl", f"data/log/{actor}/0-1.jsonl", f"data/log/{actor}/2-1.jsonl",
        f"data/log/{actor}/01-2.jsonl", f"data/log/{actor}/1-2.json", f"data/log/{actor}/1.jsonl", f"data/log/{actor}/1-99999999999999.jsonl", f"data/log/{actor}/x/1-2.jsonl",
        "data/blob/00/evil", f"data/blob/00/{'1' * 64}", f"data/blob/{'1' * 64}", "data/checkpoint/evil.txt", f"data/checkpoint/{actor}-0.txt", f"data/checkpoint/{actor}-01.txt",
        f"data/checkpoint/{actor}.txt", "data/checkpoint/readme.txt.sshsig", "data/signatures/x.sshsig", "data/bagit.txt", "data/data/bundle.json", "data/x/y/z/a/b/c",
    ):  # fmt: skip
        yield attack(f"tree: {path}", "R4 R5", real.made({path: b"{}\n"}))
    for path in ("data/bundle.json", "data/readme.txt"):
        yield attack(f"tree: no {path}", "R4", real.made({path: None}))
    named = hashlib.sha256(b"other").hexdigest()
    yield attack("tree: an attachment that is not its name", "R5", real.made({blob: b"other"}))
    yield attack(
        "tree: an attachment in another folder",
        "R4 R5",
        real.made({blob: None, f"data/blob/{'00' if named[:2] != '00' else '11'}/{named}": b"other"}),
    )
    capitals = f"data/blob/{named[:2].upper()}/{named.upper()}"
    yield attack("tree: an attachment in capitals", "R4 R5", real.made({capitals: b"other"}))
    first, *rest = log.splitlines(keepends=True)
    for words, made in {
        "another device's lines": {real.log: None, f"data/log/{new}/1-99.jsonl": log}, "lines beyond its places": {real.log: None, f"data/log/{actor}/1-1.jsonl": log},
        "lines before its places": {real.log: None, f"data/log/{actor}/2-99.jsonl": log}, "a foreign line among them": {real.log: first.replace(actor.encode(), new.encode()) + b"".join(rest)},
        "a line without its device": {real.log: b'{"seq":1}\n'}, "a line without its place": {real.log: b'{"actor":"' + actor.encode() + b'"}\n'},
        "a line with its place as text": {real.log: b'{"actor":"' + actor.encode() + b'","seq":"1"}\n'}, "a line whose place is truth": {real.log: b'{"actor":"' + actor.encode() + b'","seq":true}\n'},
    }.items():  # fmt: skip
        yield attack(f"tree: a log with {words}", "R5 R1", real.made(made))
    for words, data in {
        "CRLF": b"read\r\n",
        "no LF": b"read",
        "empty": b"",
        "byte order mark": b"\xef\xbb\xbfread\n",
        "NUL": b"re\x00ad\n",
        "a blank at the end": b"read \n",
        "latin-1": b"r\xe9ad\n",
    }.items():
        yield attack(f"tree: a readme with {words}", "R1", real.made({"data/readme.txt": data}))
