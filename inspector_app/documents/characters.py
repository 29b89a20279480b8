"""Characters that XML can hold: what it cannot is written as U+FFFD, so that nothing is lost unseen."""

from __future__ import annotations

import re

_UNWRITABLE = re.compile("[^\t\n\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def writable(text: str) -> str:
    """Returns a text without what XML cannot hold; its line ends become those of Unix."""
    return _UNWRITABLE.sub("\N{REPLACEMENT CHARACTER}", text.replace("\r\n", "\n").replace("\r", "\n"))
