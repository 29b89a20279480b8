"""What a lock does to memory: lets go of all that the screens held, and overwrites it on each thread.

Twice on the window's thread: what Qt deletes late, and what the store's thread gives back, is free only after
the first time.
"""

from __future__ import annotations

import gc
from collections.abc import Callable

from inspector_app.crypto import forgetting


def settle() -> None:
    """What is there once a store is open stays until a lock: the collector of garbage leaves it alone.

    A look through all of it holds the window up for a twentieth of a second, in the middle of a word perhaps.
    """
    gc.collect()
    gc.freeze()


def forget(run: Callable[[Callable[[], None], Callable[[None], None]], None]) -> None:
    """Overwrites what was let go of. Called on the window's thread, once the screens are gone.

    Args:
        run: runs a job on the store's thread and calls back on this one.
    """
    gc.unfreeze()
    forgetting.drop_last_error()
    forgetting.drop_patterns()
    gc.collect()  # on this thread, as widgets are among it
    forgetting.overwrite_heap()
    run(_overwrite, _once_more)


def _overwrite() -> None:
    forgetting.overwrite_heap()
    forgetting.overwrite_pools()


def _once_more(_done: None) -> None:
    gc.collect()
    _overwrite()
