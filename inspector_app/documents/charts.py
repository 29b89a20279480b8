"""DrawingML for bars: Word and LibreOffice draw them themselves, so they stay sharp, small and editable.

The figures stand in the chart as literals. No workbook is embedded: a figure is changed in the records, and
filters of mail look askance at a document that carries another file.
"""

from __future__ import annotations

from collections.abc import Sequence
from xml.sax.saxutils import escape, quoteattr

from inspector_app.documents.blocks import Bars, Fill, Series
from inspector_app.documents.characters import writable

CHART = "http://schemas.openxmlformats.org/drawingml/2006/chart"
DRAWING = "http://schemas.openxmlformats.org/drawingml/2006/main"
PLACED = "http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing"

_DARK, _MIDDLE, _LIGHT, _LINE, _WHITE = "1F3A5F", "8C96A3", "C6D5E8", "44546A", "FFFFFF"
_FILLS = {
    Fill.DARK: f'<a:solidFill><a:srgbClr val="{_DARK}"/></a:solidFill>',
    Fill.LIGHT: f'<a:solidFill><a:srgbClr val="{_LIGHT}"/></a:solidFill>',
    Fill.MIDDLE: f'<a:solidFill><a:srgbClr val="{_MIDDLE}"/></a:solidFill>',
    Fill.BLANK: f'<a:solidFill><a:srgbClr val="{_WHITE}"/></a:solidFill>',
    Fill.STRIPED: f'<a:pattFill prst="wdUpDiag"><a:fgClr><a:srgbClr val="{_DARK}"/></a:fgClr>'
    f'<a:bgClr><a:srgbClr val="{_WHITE}"/></a:bgClr></a:pattFill>',
}
"""Told apart by how dark they are, on paper too. One pattern only: LibreOffice makes all of them alike."""

_OUTLINE = f'<a:ln w="6350"><a:solidFill><a:srgbClr val="{_LINE}"/></a:solidFill></a:ln>'

_EMU_PER_MM = 36_000
_BAR_MM, _ROUND_MM = 3.8, 19.0
_HIGHEST_MM = 210.0
_ALONE, _TOGETHER = 60, 40


def height(bars: Bars) -> int:
    """Returns how high a chart wants to be, in English metric units: bars, and room for title and legend."""
    rows = len(bars.labels) * (1.4 if bars.stacked else len(bars.series) + 0.4)
    return round(min(rows * _BAR_MM + _ROUND_MM, _HIGHEST_MM) * _EMU_PER_MM)


def chart_xml(bars: Bars) -> str:
    """Returns the chart part: horizontal bars in the order of the labels, each with its figure beside it."""
    grouping, overlap = ("stacked", "100") if bars.stacked else ("clustered", "0")
    series = "".join(_series(place, one, bars) for place, one in enumerate(bars.series))
    return (
        '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
        f'<c:chartSpace xmlns:c="{CHART}" xmlns:a="{DRAWING}">'
        '<c:date1904 val="0"/><c:lang val="en-GB"/><c:roundedCorners val="0"/><c:chart>'
        f"{_title(bars.title)}"
        '<c:autoTitleDeleted val="0"/><c:plotArea><c:layout/><c:barChart><c:barDir val="bar"/>'
        f'<c:grouping val="{grouping}"/><c:varyColors val="0"/>{series}'
        f'<c:gapWidth val="{_ALONE if bars.stacked else _TOGETHER}"/><c:overlap val="{overlap}"/>'
        '<c:axId val="1"/><c:axId val="2"/></c:barChart>'
        '<c:catAx><c:axId val="1"/><c:scaling><c:orientation val="maxMin"/></c:scaling>'
        '<c:delete val="0"/><c:axPos val="l"/><c:numFmt formatCode="General" sourceLinked="0"/>'
        '<c:majorTickMark val="none"/><c:minorTickMark val="none"/><c:tickLblPos val="low"/>'
        f"<c:spPr>{_OUTLINE}</c:spPr>{_words()}"
        '<c:crossAx val="2"/><c:crosses val="autoZero"/><c:auto val="0"/><c:lblAlgn val="ctr"/>'
        '<c:lblOffset val="100"/><c:tickLblSkip val="1"/><c:noMultiLvlLbl val="1"/></c:catAx>'
        '<c:valAx><c:axId val="2"/><c:scaling><c:orientation val="minMax"/><c:min val="0"/></c:scaling>'
        '<c:delete val="1"/><c:axPos val="t"/><c:numFmt formatCode="General" sourceLinked="0"/>'
        '<c:majorTickMark val="none"/><c:minorTickMark val="none"/><c:tickLblPos val="nextTo"/>'
        '<c:crossAx val="1"/><c:crosses val="autoZero"/></c:valAx>'
        "</c:plotArea>"
        f'<c:legend><c:legendPos val="t"/><c:overlay val="0"/>{_words()}</c:legend>'
        '<c:plotVisOnly val="1"/><c:dispBlanksAs val="gap"/></c:chart>'
        "<c:spPr><a:noFill/><a:ln><a:noFill/></a:ln></c:spPr></c:chartSpace>"
    )


def placed_xml(bars: Bars, *, number: int, relation: str, width: int, high: int) -> str:
    """Returns the run that places a chart in a line of text.

    Args:
        bars: the chart; what it says in words is its alternative text.
        number: a number that no other drawing of the document has.
        relation: id of the relationship to the chart part.
        width: in twentieths of a point.
        high: in English metric units.
    """
    words = quoteattr(writable(told(bars)))
    relations = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    return (
        f'<w:r><w:drawing><wp:inline xmlns:wp="{PLACED}" distT="0" distB="0" distL="0" distR="0">'
        f'<wp:extent cx="{width * 635}" cy="{high}"/>'
        f'<wp:docPr id="{number}" name="Chart {number}" title={quoteattr(writable(bars.title))} '
        f"descr={words}/><wp:cNvGraphicFramePr/>"
        f'<a:graphic xmlns:a="{DRAWING}"><a:graphicData uri="{CHART}">'
        f'<c:chart xmlns:c="{CHART}" xmlns:r="{relations}" r:id="{relation}"/>'
        "</a:graphicData></a:graphic></wp:inline></w:drawing></w:r>"
    )


def told(bars: Bars) -> str:
    """Returns what a chart says, in words: its alternative text."""
    lines = (
        f"{label}: " + ", ".join(f"{one.name} {_figure(one.values[place], bars)}" for one in bars.series)
        for place, label in enumerate(bars.labels)
    )
    return f"Bar chart. {bars.title}. " + "; ".join(lines) + "."


def _figure(value: float, bars: Bars) -> str:
    return f"{value:.0%}" if bars.shares else f"{value:g}"


def _series(place: int, series: Series, bars: Bars) -> str:
    form = (
        "0%" if bars.shares else ("0;;;" if bars.stacked else "0")
    )  # a stack tells nothing of what is not there
    where = "ctr" if bars.stacked else "outEnd"
    ink = _WHITE if bars.stacked and series.fill is Fill.DARK else "000000"
    behind = _FILLS[Fill.BLANK] if bars.stacked and series.fill is Fill.STRIPED else "<a:noFill/>"
    return (
        f'<c:ser><c:idx val="{place}"/><c:order val="{place}"/>'
        f"<c:tx><c:v>{escape(writable(series.name))}</c:v></c:tx>"
        f"<c:spPr>{_FILLS[series.fill]}{_OUTLINE}</c:spPr>"
        '<c:invertIfNegative val="0"/>'
        f'<c:dLbls><c:numFmt formatCode="{form}" sourceLinked="0"/>'
        f"<c:spPr>{behind}<a:ln><a:noFill/></a:ln></c:spPr>{_words(ink)}"
        f'<c:dLblPos val="{where}"/><c:showLegendKey val="0"/><c:showVal val="1"/><c:showCatName val="0"/>'
        '<c:showSerName val="0"/><c:showPercent val="0"/><c:showBubbleSize val="0"/></c:dLbls>'
        f"<c:cat><c:strLit>{_points(bars.labels)}</c:strLit></c:cat>"
        f"<c:val><c:numLit><c:formatCode>General</c:formatCode>"
        f"{_points([f'{value:.6g}' for value in series.values])}</c:numLit></c:val></c:ser>"
    )


def _title(text: str) -> str:
    return (
        '<c:title><c:tx><c:rich><a:bodyPr/><a:lstStyle/><a:p><a:pPr><a:defRPr sz="900" b="1"/></a:pPr>'
        f'<a:r><a:rPr lang="en-GB" sz="900" b="1"/><a:t>{escape(writable(text))}</a:t></a:r></a:p>'
        "</c:rich></c:tx>"
        '<c:overlay val="0"/></c:title>'
    )


def _points(values: Sequence[str]) -> str:
    points = "".join(
        f'<c:pt idx="{place}"><c:v>{escape(writable(one))}</c:v></c:pt>' for place, one in enumerate(values)
    )
    return f'<c:ptCount val="{len(values)}"/>{points}'


def _words(colour: str = "000000") -> str:
    return (
        '<c:txPr><a:bodyPr/><a:lstStyle/><a:p><a:pPr><a:defRPr sz="800" b="0">'
        f'<a:solidFill><a:srgbClr val="{colour}"/></a:solidFill></a:defRPr></a:pPr>'
        '<a:endParaRPr lang="en-GB"/></a:p></c:txPr>'
    )
