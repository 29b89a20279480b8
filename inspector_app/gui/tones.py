"""The colours of the three themes, as plain values without Qt, and the contrast that WCAG 2.2 asks for.

Text reaches 4.5:1 and parts (borders, focus, marks) 3:1 against every surface they stand on; a test holds
that. No colour stands for a grade.
"""

from __future__ import annotations

from dataclasses import dataclass
from types import MappingProxyType


@dataclass(frozen=True, slots=True)
class Tones:
    """One theme: surfaces (`window`, `base`, `raised`), text on them, and parts, as `#rrggbb`."""

    window: str
    base: str
    raised: str
    text: str
    muted: str
    line: str
    accent: str
    on_accent: str
    focus: str
    danger: str
    warning: str
    success: str
    disabled: str

    @property
    def surfaces(self) -> tuple[str, str, str]:
        """What text and parts stand on."""
        return (self.window, self.base, self.raised)


LIGHT = Tones(
    window="#f3f2f1",
    base="#ffffff",
    raised="#e9e8e6",
    text="#0b0c0c",
    muted="#4a5459",
    line="#71777b",
    accent="#1a5fa0",
    on_accent="#ffffff",
    focus="#1a5fa0",
    danger="#a8231b",
    warning="#7a4d00",
    success="#00603c",
    disabled="#62696d",
)
DARK = Tones(
    window="#1d1f21",
    base="#141617",
    raised="#2b2f32",
    text="#f3f2f1",
    muted="#b6babd",
    line="#838a8f",
    accent="#7ab8f5",
    on_accent="#0b0c0c",
    focus="#7ab8f5",
    danger="#ff9a90",
    warning="#ffcf70",
    success="#7fd6a8",
    disabled="#9aa0a4",
)
CONTRAST = Tones(
    window="#000000",
    base="#000000",
    raised="#1a1a1a",
    text="#ffffff",
    muted="#ffffff",
    line="#ffffff",
    accent="#ffe600",
    on_accent="#000000",
    focus="#00e5ff",
    danger="#ffb3ab",
    warning="#ffe600",
    success="#7dffb0",
    disabled="#c8c8c8",
)
THEMES = MappingProxyType({"light": LIGHT, "dark": DARK, "contrast": CONTRAST})


def contrast(one: str, other: str) -> float:
    """Returns the contrast ratio of two colours, 1 to 21 (WCAG 2.2, relative luminance)."""
    lighter, darker = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def _luminance(colour: str) -> float:
    red, green, blue = (_linear(int(colour[place : place + 2], 16) / 255) for place in (1, 3, 5))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _linear(channel: float) -> float:
    return channel / 12.92 if channel <= 0.04045 else ((channel + 0.055) / 1.055) ** 2.4  # noqa: PLR2004 - WCAG's
