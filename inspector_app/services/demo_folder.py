"""How a folder that holds the demonstration is known, and the passphrase that opens its stores.

Apart from `demo`, because the door of the window asks this before anything heavy is loaded.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from inspector_app import resources

MARK = "demo-inspection.txt"


def words() -> Mapping[str, Any]:
    """Returns the script of the demo."""
    return tomllib.loads(resources.path("samples", "demo.toml").read_text("utf-8"))


def passphrase_of(folder: Path) -> str:
    """Returns the passphrase of the stores of a demonstration; empty where the folder holds none."""
    return str(words()["passphrase"]) if (folder / MARK).is_file() else ""
