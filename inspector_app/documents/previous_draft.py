"""What a person changed in a draft with Word: findings reworded, taken out, or put in.

Tracked changes count as made: what was inserted is read, what was deleted is not.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, cast

from docx.document import Document as WordDocument

from inspector_app.documents.manifest import Manifest, find_manifest, said
from inspector_app.documents.marks import Mark, digest, plain, read_mark
from inspector_app.documents.word_package import open_word
from inspector_app.documents.wordml import NAMESPACE

_W = f"{{{NAMESPACE}}}"


@dataclass(frozen=True, slots=True)
class HandChange:
    """One thing that a person did to a draft.

    Attributes:
        kind: `changed`, `removed` or `added`.
        finding: digest of the finding's code, as in its mark; of what was added, of the finding before it.
        text: what stands there now; empty for what was removed.
    """

    kind: str
    finding: str
    text: str


def hand_changes(draft: Path) -> tuple[HandChange, ...] | None:
    """Returns what was changed by hand since a draft was written.

    Args:
        draft: a draft that this app wrote, perhaps edited since.

    Returns:
        The changes in the order of the document, those removed last; None where it is no draft of ours.

    Raises:
        TemplateError: it cannot be read, or is not a Word document.
    """
    document = open_word(draft, "draft")
    manifest = find_manifest(document)
    paragraphs = tuple(_paragraphs(document))
    if manifest is None and not any(one.marks for one in paragraphs):
        return None
    found = tuple(_found(paragraphs, manifest))
    if manifest is None:  # what is gone leaves no trace then
        return found
    left = {mark.finding for one in paragraphs for mark in one.marks}
    gone = dict.fromkeys(mark.finding for mark in manifest.marks if mark.finding not in left)
    return (*found, *(HandChange("removed", finding, "") for finding in gone))


@dataclass(frozen=True, slots=True)
class _Paragraph:
    """One paragraph of an edited draft: its text and marks, whether one runs on in it, whether it is near."""

    text: str
    marks: tuple[Mark, ...]
    runs_on: bool
    near: bool


def _found(paragraphs: tuple[_Paragraph, ...], manifest: Manifest | None) -> Iterator[HandChange]:
    last = ""
    for place, one in enumerate(paragraphs):
        if one.marks and not one.runs_on:
            text = " ".join(filter(None, (plain(part.text) for part in _whole(paragraphs, place))))
            last = one.marks[0].finding
            if not text:
                yield HandChange("removed", last, "")
            elif digest(text) != one.marks[0].text:
                yield HandChange("changed", last, text)
        elif manifest and one.near and not one.marks:
            text = plain(one.text)
            if text and digest(text) not in manifest.lines:
                yield HandChange("added", last, text)


def _whole(paragraphs: tuple[_Paragraph, ...], place: int) -> Iterator[_Paragraph]:
    """Yields the paragraph at a place, and those that a person has split off it."""
    yield paragraphs[place]
    for one in paragraphs[place + 1 :]:
        if not one.runs_on:
            return
        yield one


def _paragraphs(document: WordDocument) -> Iterator[_Paragraph]:
    body: Any = cast("Any", document.element).body
    contents = _styles_of_contents(document)
    open_: dict[str, Mark] = {}
    for paragraph in body.iter(f"{_W}p"):
        running = tuple(open_.values())
        begun = tuple(_follow(paragraph, open_))
        style = paragraph.find(f"{_W}pPr/{_W}pStyle")
        near = _is_near(paragraph, body) and (style is None or style.get(f"{_W}val") not in contents)
        yield _Paragraph(said(paragraph), (*running, *begun), bool(running) and not begun, near)


def _styles_of_contents(document: WordDocument) -> set[str]:
    """Ids of the styles of the list of contents: Word writes that list, no person does."""
    styles: Any = document.styles.element
    return {
        style.get(f"{_W}styleId")
        for style in styles.iterchildren(f"{_W}style")
        if style.find(f"{_W}name").get(f"{_W}val").casefold().startswith("toc ")
    }


def _follow(paragraph: Any, open_: dict[str, Mark]) -> Iterator[Mark]:
    """Yields the marks that begin in a paragraph, and keeps which are open when it ends."""
    for node in paragraph.iter(f"{_W}bookmarkStart", f"{_W}bookmarkEnd"):
        number = node.get(f"{_W}id", "")
        if node.tag == f"{_W}bookmarkEnd":
            open_.pop(number, None)
        elif mark := read_mark(node.get(f"{_W}name", "")):
            open_[number] = mark
            yield mark


def _is_near(paragraph: Any, body: Any) -> bool:
    """Whether a person's own paragraph may stand here: in the text, or in a cell that holds findings."""
    for above in paragraph.iterancestors():
        if above is body:
            return True
        if above.tag == f"{_W}tc":
            starts = above.iter(f"{_W}bookmarkStart")
            return any(read_mark(one.get(f"{_W}name", "")) for one in starts)
    return False
