"""An organisation's template with text of its own, and places in it that the draft fills.

A place is a paragraph, or a content control with that tag, that holds nothing but `{{findings}}` or the name
of another part; `{{draft}}` takes all parts that have no place of their own, and stands for the end of the
document where the template has none. A word such as `{{authority}}` inside a paragraph, a table, a header or
a footer is replaced where it stands. A template without any place lends its styles and its page only.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, cast

from docx.document import Document as WordDocument
from docx.opc.constants import RELATIONSHIP_TYPE

from inspector_app.documents.blocks import Block, Kept
from inspector_app.documents.errors import TemplateError
from inspector_app.documents.first_page import STATUS
from inspector_app.documents.outline import DrawnPart
from inspector_app.documents.report import DraftReport
from inspector_app.documents.wording import count_roles, group_digest, say_days, say_moment
from inspector_app.documents.wordml import NAMESPACE
from inspector_app.domain.outline import PARTS

_W = f"{{{NAMESPACE}}}"
_PLACE = re.compile(r"\{\{\s*([a-z_]+)\s*\}\}")
REST = "draft"
FIRST = "first_page"
SIGNATURE = "signature"
TOLD = "told_to_council"
BY_HAND = "changes_by_hand"
PLACES = frozenset({*PARTS, REST, FIRST, SIGNATURE, TOLD, BY_HAND})
"""What a place of its own may be named after."""

WORDS = frozenset(
    {"authority", "framework", "days", "lead", "team", "prepared", "records", "marking", "status", "title"}
)
"""What may be replaced inside a paragraph."""

_REMARKS = (
    "commentRangeStart", "commentRangeEnd", "commentReference", "footnoteReference", "endnoteReference",
)  # fmt: skip
_MARGINS = {RELATIONSHIP_TYPE.HEADER, RELATIONSHIP_TYPE.FOOTER}


@dataclass(frozen=True, slots=True)
class Frame:
    """What a template brings beside its styles.

    Attributes:
        elements: its text, in order.
        margins: whether its headers and footers have words to replace, so that they stay.
    """

    elements: tuple[Any, ...] = ()
    margins: bool = False


def frame_of(document: WordDocument) -> Frame:
    """Returns what a template brings; nothing where it has no place to fill.

    Raises:
        TemplateError: a place or a word in it is unknown.
    """
    body: Any = cast("Any", document.element).body
    margins = margins_of(document)
    named = {name for element in (body, *margins) for name in _names(element)}
    unknown = sorted(named - PLACES - WORDS)
    if unknown:
        raise TemplateError(
            f"The template has places that nothing fills: {', '.join(unknown)}",
            advice=f"There are: {', '.join(sorted(PLACES | WORDS))}.",
        )
    if not any(_place(element) for element in body):
        return Frame()
    for element in body.iter(*(f"{_W}{name}" for name in _REMARKS)):
        element.getparent().remove(element)
    elements = tuple(one for one in body if one.tag != f"{_W}sectPr")
    return Frame(elements, any(_names(element) for element in margins))


def margins_of(document: WordDocument) -> list[Any]:
    """Returns the elements of every header and footer, of all sections."""
    relations = document.part.rels.values()
    return [cast("Any", one.target_part).element for one in relations if one.reltype in _MARGINS]


def framed(frame: Frame, parts: Sequence[DrawnPart], words: Mapping[str, str]) -> tuple[Block, ...]:
    """Returns the blocks of a draft, laid into what the template brings."""
    if not frame.elements:
        return tuple(block for part in parts for block in part.blocks)
    own: set[str] = {name for element in frame.elements if (name := _place(element))}
    blocks: list[Block] = []
    for element in frame.elements:
        name = _place(element)
        if name:
            blocks += _blocks(name, parts, own)
        else:
            fill_words(element, words)
            blocks.append(Kept(element))
    if REST not in own:
        blocks += _blocks(REST, parts, own)
    return tuple(blocks)


def words_of(report: DraftReport) -> dict[str, str]:
    """Returns what is put in place of each of `WORDS`."""
    return {
        "authority": report.authority,
        "framework": report.framework_title,
        "days": say_days(report.starts, report.ends),
        "lead": report.lead,
        "team": count_roles(report.team),
        "prepared": say_moment(report.prepared),
        "records": group_digest(report.heads_digest),
        "marking": report.marking,
        "status": STATUS,
        "title": report.outline.title,
    }


def fill_words(element: Any, words: Mapping[str, str]) -> None:
    """Replaces the words in an element, also where Word has split one over several runs."""
    for paragraph in [element, *element.iter(f"{_W}p")]:
        texts = [text for text in paragraph.iter(f"{_W}t") if _nearest(text) is paragraph]
        whole = "".join(text.text or "" for text in texts)
        for match in reversed(list(_PLACE.finditer(whole))):
            if match[1] in words:
                _replace(texts, match.start(), match.end(), words[match[1]])


def _blocks(name: str, parts: Sequence[DrawnPart], own: set[str]) -> Iterator[Block]:
    for part in parts:
        if part.name == name or (name == REST and part.name not in own):
            yield from part.blocks


def _place(element: Any) -> str:
    """The name of the place that a paragraph or a content control is; empty for any other element."""
    if element.tag == f"{_W}sdt":
        tag = element.find(f"{_W}sdtPr/{_W}tag")
        name = "" if tag is None else tag.get(f"{_W}val", "")
        return name if name in PLACES else ""
    if element.tag != f"{_W}p":
        return ""
    found = _PLACE.fullmatch("".join(text.text or "" for text in element.iter(f"{_W}t")).strip())
    return found[1] if found and found[1] in PLACES else ""


def _names(element: Any) -> set[str]:
    paragraphs = ("".join(text.text or "" for text in one.iter(f"{_W}t")) for one in element.iter(f"{_W}p"))
    return {match[1] for text in paragraphs for match in _PLACE.finditer(text)}


def _nearest(text: Any) -> Any:
    return next((above for above in text.iterancestors() if above.tag == f"{_W}p"), None)


def _replace(texts: Sequence[Any], start: int, end: int, word: str) -> None:
    """Puts a word in place of the characters from `start` to `end` of several text elements together."""
    at = 0
    for text in texts:
        held = text.text or ""
        first, last = max(start - at, 0), min(end - at, len(held))
        if first < last:
            text.text = held[:first] + word + held[last:]
            text.set("{http://www.w3.org/XML/1998/namespace}space", "preserve")
            word = ""
        at += len(held)
