"""The written format and the code say the same."""

from __future__ import annotations

import re

import pytest

from inspector_app import resources
from inspector_app.domain.framework import PROMPT_ROLES, STRATUM_IDS, VERIFICATIONS
from inspector_app.frameworks.schema import FORMAT, RULE_KEYS, TABLES


@pytest.fixture(scope="module")
def sections():
    text = resources.path("formats", "framework.md").read_text(encoding="utf-8")
    assert text.startswith(f"# Framework packs, format {FORMAT}\n")
    return dict(re.findall(r"^## (.+?)\n(.*?)(?=^## |\Z)", text, re.DOTALL | re.MULTILINE))


def rows(section):
    return [
        [cell.strip() for cell in row.strip("|").split("|")]
        for row in re.findall(r"^\| `.*", section, re.MULTILINE)
    ]


def test_every_table_is_written_down_and_no_other(sections):
    assert {name.strip("`") for name in sections if name.startswith("`")} == TABLES.keys()


@pytest.mark.parametrize("table", TABLES)
def test_a_table_has_the_keys_written_down(sections, table):
    written = {key.strip("`"): (holds, needed) for key, holds, needed, _ in rows(sections[f"`{table}`"])}
    assert written == {key: (k.kind, "yes" if k.required else "no") for key, k in TABLES[table].items()}


def test_words_with_a_meaning_are_written_down(sections):
    def ticked(name):
        return re.findall(r"`([a-z0-9_]+)`", sections[name])

    assert set(ticked("Strata")) == STRATUM_IDS
    assert ticked("Roles") == list(PROMPT_ROLES)
    assert tuple(ticked("Marks of verification")) == VERIFICATIONS
    kinds = {
        row[0].strip("`"): frozenset(re.findall(r"`(\w+)`", row[1]))
        for row in rows(sections["Kinds of rule"])
    }
    assert kinds == RULE_KEYS
