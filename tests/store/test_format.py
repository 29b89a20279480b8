"""The written format of a store and the code say the same, both ways."""

from __future__ import annotations

import base64
import json
import re
from pathlib import Path

import pytest
import sqlcipher3
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.argon2 import Argon2id

from inspector_app import resources
from inspector_app.crypto import canonical, keychain, keys, ledger
from inspector_app.crypto.keys import Cost
from inspector_app.domain.revision import HEADER_VERSION, MAX_PARENTS
from inspector_app.services import (
    agent_keys,
    backups,
    dropping,
    machine,
    own_key,
    recovery,
    rosters,
    shelf,
    spelling,
    weekly,
)
from inspector_app.services.session import SET_BACK, NewStore, new_store
from inspector_app.store import blobs, engine, erasures, folder, head, identities, schema, tables, tries

TYPES = {str: "TEXT", int: "INTEGER", bytes: "BLOB"}
PASSPHRASE = "twelve small owls"


@pytest.fixture(scope="module")
def text():
    return resources.path("formats", "store.md").read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def sections(text):
    return dict(re.findall(r"^## (.+?)\n(.*?)(?=^## |\Z)", text, re.DOTALL | re.MULTILINE))


def grids(section):
    """Every table of a section: the rows below its heading, cell by cell."""
    found = re.findall(r"(?:^\|.*\|\n?)+", section, re.MULTILINE)
    return [[[c.strip() for c in row.strip("|").split("|")] for row in g.splitlines()[2:]] for g in found]


def names(grid):
    return [row[0].strip("`") for row in grid]


@pytest.fixture
def furnished(tmp_path):
    """A store as the app makes it, with the keychain and a recovery recipient, and the name of a child kept."""
    told = NewStore(
        where=tmp_path / "store",
        framework="ILACS-2026",
        authority="Fernshire",
        inspector="Ada",
        role="lead",
        start="2026-11-02",
        passphrase=PASSPHRASE,
        recovery="age1zvkyg2lqzraa2lnjvqej32nkuu0ues2s82hzrye869xeexvn73equnujwj",
        cost=Cost(memory_kib=64, iterations=1, lanes=1),
    )
    with new_store(told) as session:
        identities.keep(session.store, session.inspection, {"name": "somebody"})
        yield session


def test_the_constants_are_those_of_the_code(sections):
    [grid] = grids(sections["Constants"])
    assert {row[0]: row[1].strip("`") for row in grid} == {
        "store version (`PRAGMA user_version`)": str(schema.STORE_VERSION),
        "application id (`PRAGMA application_id`)": hex(schema.APPLICATION_ID),
        "key file format": folder.KEYS_FORMAT,
        "bytes of the data key": str(keys.KEY_BYTES),
        "bytes of an AES-256-GCM nonce": str(keys.NONCE_BYTES),
        "bytes of an Argon2id salt": str(keys.SALT_BYTES),
        "Argon2id memory in KiB, new wraps": str(Cost().memory_kib),
        "Argon2id iterations, new wraps, at least": str(Cost().iterations),
        "Argon2id iterations, new wraps, at most": str(keys.MOST_PASSES),
        "Argon2id lanes, new wraps": str(Cost().lanes),
        "Argon2id memory in KiB at most": str(keys.MAX_MEMORY_KIB),
        "Argon2id iterations at most": str(keys.MAX_ITERATIONS),
        "bytes of a page": str(engine.PAGE_BYTES),
        "bytes of a part of an attachment": str(blobs.PART_BYTES),
        "header version": str(HEADER_VERSION),
        "parents of an entry at most": str(MAX_PARENTS),
        "bytes of a payload's salt": str(ledger.SALT_BYTES),
        "bytes of a JSON line at most": str(canonical.MAX_LINE),
        "wrong passphrases before the first wait": str(tries.FREE),
        "longest wait in seconds": f"{tries.LONGEST:.0f}",
    }
    assert f"the service `{keychain.SERVICE}`" in " ".join(sections["Key file"].split())


def test_the_files_of_the_folder_are_those_written_down(sections, furnished):
    tries.failed(furnished.store.folder)
    (furnished.store.folder / folder.ASIDE).mkdir()
    [grid] = grids(sections["Folder"])
    assert {path.name for path in furnished.store.folder.iterdir()} == set(names(grid))
    furnished.close()
    tries.passed(furnished.store.folder)
    head.forget(furnished.store.folder)
    (furnished.store.folder / folder.ASIDE).rmdir()
    needed = {name for name, row in zip(names(grid), grid, strict=True) if row[2] == "yes"}
    assert {path.name for path in furnished.store.folder.iterdir()} - {folder.LOCK} == needed


def test_the_key_file_has_the_fields_written_down(sections, furnished):
    whole, wrap, cost = map(names, grids(sections["Key file"]))
    told = json.loads((furnished.store.folder / folder.KEYS).read_bytes())
    assert set(told) == set(whole) - {"next"}  # which only stands there while the data key is renewed
    assert {found["kind"] for found in told["wraps"]} == {"passphrase", "keychain", "recovery"}
    for found in told["wraps"]:
        assert set(found) == set(wrap)
        assert found["cost"] is None or set(found["cost"]) == set(cost)
        assert (found["cost"] is None) == (found["kind"] != "passphrase")


def test_the_settings_are_those_of_an_open_store(sections, furnished):
    [grid] = grids(sections["Encryption"])
    ask = furnished.store.connection.execute
    cipher = dict(
        re.fullmatch(r"PRAGMA (\w+) = (\w+);", row[0]).groups()
        for row in ask("PRAGMA cipher_settings").fetchall()
    )
    real = {
        name: cipher.pop(name, None) or str(ask(f"PRAGMA {name}").fetchone()[0])
        for name in [row[0].strip("`") for row in grid]
    }
    assert real == {row[0].strip("`"): row[1].strip("`") for row in grid}
    assert not cipher, "SQLCipher has a setting that is not written down"
    assert f"0x{ask('PRAGMA application_id').fetchone()[0]:x}" == hex(schema.APPLICATION_ID)
    assert ask("PRAGMA user_version").fetchone()[0] == schema.STORE_VERSION


def test_the_keys_of_an_entry_and_a_payload_are_those_of_the_code(sections, furnished):
    header, payload = map(names, grids(sections["Ledger"]))
    assert tuple(sorted(header)) == ledger.HEADER_KEYS
    assert tuple(sorted(payload)) == ledger.PAYLOAD_KEYS
    ask = furnished.store.connection.execute
    assert set(json.loads(ask("SELECT header FROM entry").fetchone()[0])) == set(header)
    assert set(json.loads(ask("SELECT line FROM payload").fetchone()[0])) == set(payload)


def test_the_tables_and_columns_are_those_of_the_code_and_of_a_store(sections, furnished):
    parts = re.split(r"^### (\w+)\n", sections["Tables"], flags=re.MULTILINE)[1:]
    written = {}
    for name, part in zip(parts[::2], parts[1::2], strict=True):
        [grid] = grids(part)
        written[name] = {row[0].strip("`"): row[1] for row in grid}
        assert all(row[2] for row in grid), f"a column of {name} has no meaning"
    coded = {}
    for name, (columns, key) in tables.TABLES.items():
        keyed = {key} if isinstance(key, str) else set(key or ())
        coded[name] = {c: TYPES[kind] + (", key" if c in keyed else "") for c, kind in columns.items()}
    assert written == coded
    assert list(written) == list(schema.TABLES)
    ask = furnished.store.connection.execute
    real = {}
    for name in written:
        real[name] = {
            row[1]: row[2] + (", key" if row[5] else "")
            for row in ask(f"PRAGMA table_info({name})").fetchall()
        }
    assert real == written


def test_the_indexes_and_further_tables_are_those_of_a_store(sections, furnished):
    section = sections["Indexes and further tables"]
    [grid] = grids(section)
    written = {
        (row[0].strip("`"), row[1].strip("`"), tuple(re.findall(r"`(\w+)`", row[2])), row[3] == "unique")
        for row in grid
    }
    ask = furnished.store.connection.execute
    real = set()
    for name in schema.TABLES:
        for _, index, unique, origin, _ in ask(f"PRAGMA index_list({name})").fetchall():
            if origin == "c":
                columns = tuple(row[2] for row in ask(f"PRAGMA index_info({index})").fetchall())
                real.add((index, name, columns, bool(unique)))
    assert real == written
    further = ask("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall()
    told = set(re.findall(r"`((?:passage|unindexed|undelivered|_sqlite)\w*)`", section))
    assert {row[0] for row in further} - set(schema.TABLES) == told


def test_the_facts_of_a_store_are_written_down(sections, furnished):
    [grid] = grids(sections["Facts"])
    kept = {row[0] for row in furnished.store.connection.execute("SELECT key FROM meta").fetchall()}
    assert kept <= set(names(grid))
    known = {"device", "inspection", "indexed", "sent_to", identities._KEY, rosters._KEY, rosters._PINNED}
    known |= {SET_BACK, erasures.PURGES, erasures.UNCLEAN, backups.FACT, weekly.CHECKED, machine.FACT}
    known |= {recovery.FACT, shelf.FACT, dropping.FACT, rosters.SIGNED, own_key.CERTIFICATE, agent_keys.FACT}
    known |= {spelling.FACT}
    assert set(names(grid)) == known
    device = next(row[1] for row in grid if row[0] == "`device`")
    assert re.findall(r"`(\w+)`", device) == list(furnished.store.fact("device"))


def test_a_store_is_read_without_the_app_as_written(furnished):
    """The steps of the last section, with nothing of this app."""
    where: Path = furnished.store.folder
    furnished.close()
    told = json.loads((where / "keys.json").read_bytes())
    wrap = next(found for found in told["wraps"] if found["kind"] == "passphrase")
    cost = wrap["cost"]
    stretch = Argon2id(
        salt=base64.b64decode(wrap["salt"]),
        length=32,
        iterations=cost["iterations"],
        lanes=cost["lanes"],
        memory_cost=cost["memory_kib"],
    )
    bound = f"inspector-app data key/{told['store_id']}/passphrase".encode()
    key = AESGCM(stretch.derive(PASSPHRASE.encode())).decrypt(
        base64.b64decode(wrap["nonce"]), base64.b64decode(wrap["sealed"]), bound
    )
    connection = sqlcipher3.connect(str(where / "evidence.db"))
    try:
        connection.execute(f"PRAGMA key = \"x'{key.hex()}'\"")
        rows = connection.execute("SELECT kind, fields FROM current").fetchall()
        entries = connection.execute("SELECT id, header, pay FROM entry ORDER BY seq").fetchall()
        lines = dict(connection.execute("SELECT pay, line FROM payload").fetchall())
    finally:
        connection.close()
    assert ("inspection", "Fernshire") in [(kind, json.loads(told).get("authority")) for kind, told in rows]
    before = None
    for place, (name, header, pay) in enumerate(entries, 1):
        read = json.loads(header)
        assert ledger.digest(header) == name
        assert (read["prev"], read["seq"], read["pay"]) == (before, place, pay)
        assert ledger.digest(lines[pay]) == pay
        before = name
