"""Overwrites memory that the program gave back: what was read and typed stands there until used anew.

Neither Python nor Qt clears memory when it lets go of it, and a string of Python cannot be cleared in place.
So the way is to let go of everything, to take the free memory once more and fill it with zeros, and to give
it back. What is still in use stays as it is; SECURITY.md says what was measured.
"""

from __future__ import annotations

import ctypes
import re
import sys
from contextlib import suppress

_STEP = 16  # bytes: both CPython and the C library keep free blocks in steps of this
_SMALL = 512  # bytes: larger objects of Python come from the C library
_POOL, _POOL_OWN = 16 << 10, 48  # bytes: Python cuts small objects of one size from pools, each with a header
_ARENA_POOLS = 62  # pools in a row that nobody had: more than any piece that Python still keeps has free
_AT_MOST = 512 << 20  # bytes for one size: a bound where Python's memory does not look as it is thought to
_LISTED, _AT_ONCE = 1040, 8  # the C library keeps up to seven free blocks of each size aside for each thread
_OWN = 8  # bytes: what the C library keeps of each block for itself
_FILLING = ((4096, 600), (2048, 800), (1024, 1200), (512, 2000), (256, 3000))
_ARENA_MAX, _PERTURB = -8, -6  # from glibc's malloc.h
_FILL_WITH = 0xFF  # what it gets back; what it hands out it fills with the complement, zeros
_FINE = (range(1024, _STEP, -_STEP), 600)


def drop_last_error() -> None:
    """Lets go of the last error that nobody caught, which Python keeps with all that its functions held."""
    for name in ("last_type", "last_value", "last_traceback", "last_exc"):
        with suppress(AttributeError):
            delattr(sys, name)


def drop_patterns() -> None:
    """Lets go of the patterns that Python keeps for the next time: some are made of what is sought."""
    re.purge()


def overwrite_pools() -> None:
    """Fills what Python keeps free for small objects. Any thread will do; takes a tenth of a second.

    Free room of a size is used up before a free pool is taken, and free pools before new memory is asked for,
    so where the new blocks come to lie tells when nothing that was given back is left.
    """
    filled = _fill(_SMALL, pools=_ARENA_POOLS)
    for size in range(3 * _STEP, _SMALL, _STEP):
        filled += _fill(size, pools=1)
    filled.clear()


def _fill(size: int, *, pools: int) -> list[bytes]:
    """Takes zeroed blocks of a size until so many whole pools, one behind the other, came free of others."""
    length = size - sys.getsizeof(b"")
    in_pool = (_POOL - _POOL_OWN) // size
    steps = (size, _POOL - (in_pool - 1) * size)  # to the next block, in this pool or in the one behind it
    taken: list[bytes] = []
    last, in_row = 0, 0
    for _ in range(_AT_MOST // size):
        block = bytes(length)
        taken.append(block)
        place = id(block)
        first = (place & (_POOL - 1)) == _POOL_OWN
        if first and not (in_row % in_pool == 0 and in_row and place - last == steps[1]):
            in_row = 1
        elif in_row and place - last in steps:
            in_row += 1
        else:
            in_row = 0
        last = place
        if in_row == pools * in_pool:
            break
    return taken


def keep_heap_clean() -> None:
    """Has the C library fill what it gets back, on one heap for all threads; called before there is a second.

    What lies in memory that somebody else takes over without filling it is out of reach at a lock. Of the
    memory of another thread, or of one that has ended, nothing could be overwritten at all. Only glibc can
    be asked.
    """
    if sys.platform == "linux":
        with suppress(AttributeError):  # another C library
            tune = ctypes.CDLL(None).mallopt
            tune(_PERTURB, _FILL_WITH)
            tune(_ARENA_MAX, 1)


def overwrite_heap() -> None:
    """Fills what the C library keeps free, and returns whole pages.

    Qt and SQLite take their memory there. Only glibc can be asked; on other systems nothing happens. A few
    blocks of each size are kept aside for each thread, and reached from there or when it has ended;
    without `keep_heap_clean`, so is all that a thread gave back.
    """
    if sys.platform != "linux":
        return
    library = ctypes.CDLL(None)
    try:
        take, give, trim = library.malloc, library.free, library.malloc_trim
        room = library.malloc_usable_size
    except AttributeError:  # another C library
        return
    take.restype, take.argtypes = ctypes.c_void_p, [ctypes.c_size_t]
    give.restype, give.argtypes = None, [ctypes.c_void_p]
    room.restype, room.argtypes = ctypes.c_size_t, [ctypes.c_void_p]
    trim(0)
    taken: list[int] = []
    for size in _sizes():
        if place := take(size):
            ctypes.memset(place, 0, room(place))  # more than asked for, where too little was left over
            taken.append(place)
    for place in taken:
        give(place)
    trim(0)


def _sizes() -> list[int]:
    """Sizes to ask for, the large ones first, as they are cut from what is free in one piece."""
    coarse = [size - _OWN for size, times in _FILLING for _ in range(times)]
    aside = [size - _OWN for size in range(2 * _STEP, _LISTED + _STEP, _STEP) for _ in range(_AT_ONCE)]
    sizes, times = _FINE
    return coarse + aside + [size - _OWN for size in sizes for _ in range(times)]
