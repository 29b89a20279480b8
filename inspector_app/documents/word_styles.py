"""The styles of a Word draft: ours whole, or an organisation's with ours where it has none of that name.

Word knows a style by its name, which is the same in every language for the built-in ones ("heading 1"),
while the id may be anything ("berschrift1"). So names decide, and all that we write uses
the id found by name.
"""

from __future__ import annotations

from copy import deepcopy
from typing import Any, cast

from docx.document import Document as WordDocument
from docx.opc.constants import CONTENT_TYPE, RELATIONSHIP_TYPE
from docx.opc.packuri import PackURI
from docx.oxml import parse_xml
from docx.parts.numbering import NumberingPart

from inspector_app import resources
from inspector_app.documents.word_package import parsed
from inspector_app.documents.wordml import NAMESPACE

_W = f"{{{NAMESPACE}}}"
_REFERRING = ("basedOn", "next", "link")


def set_styles(document: WordDocument, *, own: bool) -> dict[str, str]:
    """Puts our styles into the document and makes British English its language.

    Args:
        document: the open document.
        own: our styles replace all others; otherwise the document's styles go before ours.

    Returns:
        The id of each of our styles' names in this document.
    """
    ours: Any = parse_xml(resources.path("templates", "draft-styles.xml").read_bytes())
    styles: Any = document.styles.element
    if own:
        for child in list(styles):
            styles.remove(child)
        styles.append(deepcopy(ours.find(f"{_W}docDefaults")))
    found = {_key(style): style.get(f"{_W}styleId") for style in styles.iterchildren(f"{_W}style")}
    taken = set(found.values())
    ids: dict[str, str] = {}
    missing: list[Any] = []
    for style in ours.iterchildren(f"{_W}style"):
        wanted = style.get(f"{_W}styleId")
        if _key(style) in found:
            ids[wanted] = found[_key(style)]
            continue
        ids[wanted] = _free(wanted, taken)
        taken.add(ids[wanted])
        missing.append(style)
    for style in missing:
        styles.append(_renamed(style, ids, default=own))
    _speak_british(styles)
    return {_name(style): ids[style.get(f"{_W}styleId")] for style in ours.iterchildren(f"{_W}style")}


def add_bullets(document: WordDocument, *, own: bool) -> int:
    """Adds a bulleted list to the document's numbering and returns its id.

    Args:
        document: the open document.
        own: remove the lists that the starting document brings.
    """
    numbering: Any = _numbering_part(document).element
    if own:
        for child in list(numbering):
            numbering.remove(child)
    kinds = [int(kind.get(f"{_W}abstractNumId")) for kind in numbering.iterchildren(f"{_W}abstractNum")]
    lists = numbering.findall(f"{_W}num")
    kind = max(kinds, default=-1) + 1
    number = max((int(one.get(f"{_W}numId")) for one in lists), default=0) + 1
    definition, listed = parsed(
        f'<w:abstractNum w:abstractNumId="{kind}"><w:multiLevelType w:val="singleLevel"/><w:lvl w:ilvl="0">'
        '<w:start w:val="1"/><w:numFmt w:val="bullet"/><w:lvlText w:val="•"/><w:lvlJc w:val="left"/>'
        '<w:pPr><w:ind w:left="567" w:hanging="340"/></w:pPr></w:lvl></w:abstractNum>'
        f'<w:num w:numId="{number}"><w:abstractNumId w:val="{kind}"/></w:num>'
    )
    if lists:
        lists[0].addprevious(definition)  # every definition stands before the first list
        lists[-1].addnext(listed)
    else:
        numbering.append(definition)
        numbering.append(listed)
    return number


def tab_stops(document: WordDocument, style_id: str) -> tuple[int, ...]:
    """Returns where a style's own tab stops are, in twentieths of a point, so that a line can clear them."""
    styles: Any = document.styles.element
    style = next(one for one in styles.iterchildren(f"{_W}style") if one.get(f"{_W}styleId") == style_id)
    return tuple(int(tab.get(f"{_W}pos")) for tab in style.iterfind(f"{_W}pPr/{_W}tabs/{_W}tab"))


def _numbering_part(document: WordDocument) -> Any:
    try:
        return document.part.part_related_by(RELATIONSHIP_TYPE.NUMBERING)
    except KeyError:  # a template without any list; python-docx cannot make this part
        name = PackURI("/word/numbering.xml")
        content = f'<w:numbering xmlns:w="{NAMESPACE}"/>'.encode()
        part = cast("Any", NumberingPart).load(
            name, CONTENT_TYPE.WML_NUMBERING, content, cast("Any", document.part).package
        )
        document.part.relate_to(part, RELATIONSHIP_TYPE.NUMBERING)
        return part


def _name(style: Any) -> str:
    return style.find(f"{_W}name").get(f"{_W}val")


def _key(style: Any) -> tuple[str, str]:
    name = style.find(f"{_W}name")
    return style.get(f"{_W}type"), "" if name is None else name.get(f"{_W}val").casefold()


def _free(wanted: str, taken: set[str]) -> str:
    chosen, again = wanted, 2
    while chosen in taken:
        chosen, again = f"{wanted}{again}", again + 1
    return chosen


def _renamed(style: Any, ids: dict[str, str], *, default: bool) -> Any:
    """A copy of one of our styles that speaks of other styles by the ids that they have in this document."""
    copy = deepcopy(style)
    copy.set(f"{_W}styleId", ids[style.get(f"{_W}styleId")])
    if not default:
        copy.attrib.pop(f"{_W}default", None)
    for tag in _REFERRING:
        for reference in copy.iterchildren(f"{_W}{tag}"):
            reference.set(f"{_W}val", ids[reference.get(f"{_W}val")])
    return copy


def _speak_british(styles: Any) -> None:
    """Every language mark says British English, and the defaults have one."""
    defaults = styles.find(f"{_W}docDefaults")
    if defaults is None:
        defaults = parsed("<w:docDefaults/>")[0]
        styles.insert(0, defaults)
    runs = defaults.find(f"{_W}rPrDefault")
    if runs is None:
        runs = parsed("<w:rPrDefault><w:rPr/></w:rPrDefault>")[0]
        defaults.insert(0, runs)
    properties = runs.find(f"{_W}rPr")
    if properties is None:
        properties = parsed("<w:rPr/>")[0]
        runs.append(properties)
    if properties.find(f"{_W}lang") is None:
        properties.append(parsed("<w:lang/>")[0])
    for language in styles.iter(f"{_W}lang"):
        for kind in ("val", "eastAsia", "bidi"):
            language.set(f"{_W}{kind}", "en-GB")
