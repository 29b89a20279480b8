"""Where the app keeps what it writes on this computer besides stores: settings, reports, notes of stores."""

from __future__ import annotations

import os
from pathlib import Path

HOME, PASSPHRASE_FILE = "INSPECTOR_APP_HOME", "INSPECTOR_APP_PASSPHRASE_FILE"


def folder(named: str = "") -> Path:
    """Returns the folder; it need not be there yet.

    Args:
        named: as given on the command line; empty for what the environment says, or else the usual place.
    """
    if told := named or os.environ.get(HOME):
        return Path(told).absolute()
    import platformdirs  # noqa: PLC0415 - only where no folder is named

    return platformdirs.user_data_path("inspector-app", appauthor=False)
