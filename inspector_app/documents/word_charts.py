"""The charts of a Word document: a part for each, with the relationship by which the text names it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, cast

from docx.document import Document as WordDocument
from docx.opc.constants import CONTENT_TYPE, RELATIONSHIP_TYPE
from docx.opc.packuri import PackURI
from docx.opc.part import Part

from inspector_app.documents.blocks import Bars
from inspector_app.documents.charts import chart_xml
from inspector_app.documents.wordml import chart_relation


def add_charts(document: WordDocument, charts: Sequence[Bars]) -> None:
    """Adds the charts that the body places by number, counted from 1.

    Args:
        document: the open document.
        charts: in the order of the text.
    """
    package = cast("Any", document.part).package
    for number, bars in enumerate(charts, start=1):
        name = PackURI(f"/word/charts/draftChart{number}.xml")
        part = Part(name, CONTENT_TYPE.DML_CHART, chart_xml(bars).encode(), package)
        cast("Any", document.part.rels).add_relationship(
            RELATIONSHIP_TYPE.CHART, part, chart_relation(number)
        )
