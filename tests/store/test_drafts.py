"""A draft comes back to the letter, with the cursor, after anything."""

from __future__ import annotations

import subprocess
from dataclasses import replace

import pytest

from inspector_app.domain.revision import Write
from inspector_app.errors import WorldError
from inspector_app.store import Author, drafts, open_store
from inspector_app.store.drafts import Draft

AUTHOR = Author("11111111-1111-4111-8111-111111111111", "ada@inspection", "1.0")
REC = "00000000-0000-7000-8000-000000000001"
DRAFT = Draft("evidence/new", REC, "evidence", {"text": "Ada visi"}, ("text", 8), "2026-11-02T09:00:00Z")
TEXTS = [
    "",
    "  spaces, \t tabs and\r\nlines\n\n ",
    "Zoë and Zoe\u0308 are not the same letters here",
    "a nul \0 in the middle",
    "family: \N{WOMAN}\u200d\N{GIRL}, and half a character: \ud83d",
    '"quotes" \\ and {"json": [1, 2]} and \'); DROP TABLE draft; --',
    "\u202e right to left \ufeff",
    "long " * 100_000,
]


@pytest.mark.parametrize("text", TEXTS, ids=range(len(TEXTS)))
def test_every_letter_comes_back_after_closing(store, place, key, text):
    draft = replace(
        DRAFT, fields={"text": text, text[:50] or "empty": [text, None, 1, True]}, cursor=("text", len(text))
    )
    drafts.keep(store, draft)
    store.close()
    with open_store(place, key) as again:
        assert drafts.found(again) == [draft]
        assert drafts.found(again, draft.editor) == [draft]


def test_a_draft_comes_back_after_a_crash(program, place, store, key):
    store.close()
    text = """
store = open_store(place, key)
for length in range(1, 9):
    fields = {"text": "Ada visi"[:length]}
    drafts.keep(store, drafts.Draft("evidence/new", sys.argv[2], "evidence", fields, ("text", length), "2026-11-02T09:00:00Z"))
told("kept")
os._exit(1)
"""
    done = subprocess.run(program(text, place, REC), capture_output=True, text=True, check=False)
    assert done.stdout == "kept\n"
    with open_store(place, key) as again:
        assert drafts.found(again) == [DRAFT]


def test_each_editor_has_one_draft_and_the_last_one_counts(store):
    other = replace(DRAFT, editor="interview/new")
    for draft in (DRAFT, other, replace(DRAFT, fields={"text": "Ada visited"}, cursor=("text", 3))):
        drafts.keep(store, draft)
    assert [(found.editor, found.fields["text"], found.cursor) for found in drafts.found(store)] == [
        ("evidence/new", "Ada visited", ("text", 3)),
        ("interview/new", "Ada visi", ("text", 8)),
    ]
    drafts.discard(store, "evidence/new")
    assert drafts.found(store) == [other]
    assert drafts.found(store, "evidence/new") == []


def test_a_draft_is_no_evidence_until_it_is_sealed(store):
    drafts.keep(store, DRAFT)
    assert store.revisions() == 0
    assert store.search("visi") == []
    store.append(AUTHOR, DRAFT.at, [Write(REC, "evidence", DRAFT.fields)], seals=DRAFT.editor)
    assert drafts.found(store) == []
    assert store.record(REC).get("text") == "Ada visi"


def test_a_draft_that_cannot_be_sealed_stays(store):
    for text in ("half \ud83d", "x" * (1 << 20)):
        draft = replace(DRAFT, fields={"text": text})
        drafts.keep(store, draft)
        with pytest.raises(WorldError):
            store.append(AUTHOR, DRAFT.at, [Write(REC, "evidence", draft.fields)], seals=DRAFT.editor)
        assert drafts.found(store) == [draft]
    assert store.revisions() == 0


def test_rebuilding_leaves_drafts_alone(store):
    drafts.keep(store, DRAFT)
    store.rebuild()
    assert drafts.found(store) == [DRAFT]
