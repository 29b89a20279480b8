"""Light, dark and high contrast, and the size of the text, for the whole application.

The colours go into the palette, so that everything drawn by Qt or by us takes them from there; the one style
sheet adds what a palette cannot say (borders, focus rings, spacing), in units of the text's height.
"""

from __future__ import annotations

from string import Template

from PySide6.QtCore import QObject, Qt, Signal, Slot
from PySide6.QtGui import QColor, QFont, QFontDatabase, QFontMetricsF, QPalette
from PySide6.QtWidgets import QApplication

from inspector_app import resources
from inspector_app.gui.tones import THEMES, Tones, contrast

SYSTEM = "system"
SMALLEST, LARGEST, STEP = 100, 300, 25
_BASE_POINTS = 10.5
"""Never smaller than this: the screen is read on a laptop on somebody's knees."""


class Theme(QObject):
    """The look of the application.

    Args:
        app: the application that is dressed.
        choice: `system`, `light`, `dark` or `contrast`.
        scale: the size of the text in per cent, 100 to 300.
        notes: the size of the text in notes in per cent of that, 100 to 300.
    """

    changed = Signal()

    def __init__(
        self, app: QApplication, *, choice: str = SYSTEM, scale: int = 100, notes: int = 100
    ) -> None:
        super().__init__(app)
        self._app = app
        app.setStyle("Fusion")
        self._system_font = QFontDatabase.systemFont(QFontDatabase.SystemFont.GeneralFont)
        self._choice = choice if choice in THEMES else SYSTEM
        self._scale, self._notes = _bounded(scale), _bounded(notes)
        self._sheet = Template(resources.path("styles", "app.qss").read_text("utf-8"))
        app.styleHints().colorSchemeChanged.connect(self._follow_system)
        app.styleHints().accessibility().contrastPreferenceChanged.connect(self._follow_contrast)
        self._dress()

    @property
    def choice(self) -> str:
        """What was chosen, which may be `system`."""
        return self._choice

    @property
    def present(self) -> str:
        """The theme that is on: `light`, `dark` or `contrast`."""
        return self._choice if self._choice in THEMES else self._of_system()

    @property
    def tones(self) -> Tones:
        """The colours that are on."""
        return THEMES[self.present]

    @property
    def scale(self) -> int:
        """The size of the text in per cent."""
        return self._scale

    @property
    def notes(self) -> int:
        """The size of the text in notes in per cent of that of the window."""
        return self._notes

    def choose(self, choice: str) -> None:
        """Puts a theme on; anything unknown means `system`."""
        self._choice = choice if choice in THEMES else SYSTEM
        self._dress()

    def set_scale(self, scale: int) -> None:
        """Sets the size of the text in per cent, within 100 to 300."""
        self._scale = _bounded(scale)
        self._dress()

    def set_notes(self, scale: int) -> None:
        """Sets the size of the text in notes in per cent of that of the window, within 100 to 300."""
        self._notes = _bounded(scale)
        self._dress()

    def _of_system(self) -> str:
        hints = self._app.styleHints()
        if hints.accessibility().contrastPreference() == Qt.ContrastPreference.HighContrast:
            return "contrast"
        return "dark" if hints.colorScheme() == Qt.ColorScheme.Dark else "light"

    @Slot(Qt.ColorScheme)
    def _follow_system(self, _scheme: Qt.ColorScheme) -> None:
        if self._choice == SYSTEM:
            self._dress()

    @Slot(Qt.ContrastPreference)
    def _follow_contrast(self, _wished: Qt.ContrastPreference) -> None:
        if self._choice == SYSTEM:
            self._dress()

    def _dress(self) -> None:
        font = QFont(self._system_font)
        font.setPointSizeF(max(self._system_font.pointSizeF(), _BASE_POINTS) * self._scale / 100)
        self._app.setFont(font)
        self._app.setPalette(palette(self.tones))
        self._app.setStyleSheet(
            self._sheet.substitute(
                _measures(font, self._notes) | _colours(self.tones) | _pictures(self.tones)
            )
        )
        self.changed.emit()


def palette(tones: Tones) -> QPalette:
    """Returns the palette of a theme. `BrightText` holds the colour of danger, `Mid` that of lines."""
    role = QPalette.ColorRole
    colours = {
        role.Window: tones.window,
        role.WindowText: tones.text,
        role.Base: tones.base,
        role.AlternateBase: tones.window,
        role.Text: tones.text,
        role.Button: tones.raised,
        role.ButtonText: tones.text,
        role.BrightText: tones.danger,
        role.Highlight: tones.accent,
        role.HighlightedText: tones.on_accent,
        role.Accent: tones.accent,
        role.Link: tones.accent,
        role.LinkVisited: tones.accent,
        role.PlaceholderText: tones.muted,
        role.ToolTipBase: tones.raised,
        role.ToolTipText: tones.text,
        role.Light: tones.base,
        role.Midlight: tones.raised,
        role.Mid: tones.line,
        role.Dark: tones.line,
        role.Shadow: tones.text,
    }
    made = QPalette()
    for part, colour in colours.items():
        made.setColor(part, QColor(colour))
    for part in (role.WindowText, role.Text, role.ButtonText):
        made.setColor(QPalette.ColorGroup.Disabled, part, QColor(tones.disabled))
    return made


def _bounded(scale: int) -> int:
    return max(SMALLEST, min(LARGEST, scale))


def _measures(font: QFont, notes: int) -> dict[str, str]:
    line = QFontMetricsF(font).height()
    parts = {"hair": 0.06, "tight": 0.16, "gap": 0.32, "roomy": 0.46, "wide": 0.6, "mark": 0.9, "bar": 0.75}
    measures = {name: f"{max(1, round(line * part))}px" for name, part in parts.items()}
    ring, hair = max(3, round(line * 0.16)), max(1, round(line * parts["hair"]))
    measures["ring"] = f"{ring}px"
    measures["edge"] = f"{max(2, round(line * 0.13))}px"
    # The ring of the focus is thicker than the line that it takes the place of, so that no eye for colour is
    # needed to see it; what stands without it is padded by the rest, so that nothing moves.
    measures["slack"] = f"{ring - hair}px"
    for name in ("tight", "wide"):
        measures[f"{name}_in"] = f"{max(1, round(line * parts[name])) + ring - hair}px"
    # Half of the whole box, borders and all: a circle.
    measures["radius"] = f"{(round(line * parts['mark']) + 2 * max(2, round(line * 0.13))) // 2}px"
    measures["title"] = f"{font.pointSizeF() * 1.5:.1f}pt"
    measures["note"] = f"{font.pointSizeF() * notes / 100:.1f}pt"
    measures["heading"] = f"{font.pointSizeF() * 1.2:.1f}pt"
    return measures


def _pictures(tones: Tones) -> dict[str, str]:
    """The style sheet can only name files, so these two drawings stand there in both inks."""
    inks = {"tick": tones.on_accent, "chevron": tones.text}
    shade = {
        name: "black" if contrast(ink, "#ffffff") > contrast(ink, "#000000") else "white"
        for name, ink in inks.items()
    }
    return {name: resources.path("icons", f"{name}-{ink}.svg").as_posix() for name, ink in shade.items()}


def _colours(tones: Tones) -> dict[str, str]:
    return {name: str(getattr(tones, name)) for name in Tones.__dataclass_fields__}
