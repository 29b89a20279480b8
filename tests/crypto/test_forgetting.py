"""Memory that was given back is overwritten; what is still in use is not touched."""

from __future__ import annotations

import ctypes
import mmap
import os
import random
import re
import secrets
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from inspector_app.crypto import forgetting

COPIES = 300


def copies_in_memory(words: bytes) -> int:
    """Counts what this process holds of some words, whether in use or given back, leaving no copy of its own."""
    window = mmap.mmap(-1, 1 << 20)
    own = ctypes.addressof(ctypes.c_char.from_buffer(window))
    found = 0
    with Path("/proc/self/mem").open("rb", buffering=0) as memory:
        for start, end in writable():
            for place in range(start, end, len(window)):
                if place < own + len(window) and own < place + len(window):
                    continue
                memory.seek(place)
                try:
                    read = memory.readinto(memoryview(window)[: end - place])
                except OSError:  # mapped, with nothing behind it
                    break
                found += sum(1 for _ in re.finditer(re.escape(words), memoryview(window)[:read]))
    return found


def writable() -> list[tuple[int, int]]:
    found = []
    for line in Path("/proc/self/maps").read_text("ascii", "replace").splitlines():
        bounds, rights = line.split()[:2]
        if rights.startswith("rw") and ("[heap]" in line or not line.endswith("]")):
            start, end = (int(each, 16) for each in bounds.split("-"))
            found.append((start, end))
    return found


def left_in_a_process_of_its_own(look, size):
    """Runs one of the looks below in a new process: what other tests left in this one's memory is not their matter."""
    command = [sys.executable, "-c", _RUN, str(Path(__file__).resolve()), look, str(size)]
    done = subprocess.run(command, capture_output=True, text=True, check=False, env=dict(os.environ))
    assert done.returncode == 0, done.stderr
    before, after = map(int, done.stdout.split())
    assert before >= COPIES
    return after


_RUN = """
import runpy, sys
print(*runpy.run_path(sys.argv[1])[sys.argv[2]](int(sys.argv[3])))
"""


@pytest.mark.skipif(sys.platform != "linux", reason="/proc shows the memory of a process")
@pytest.mark.parametrize("length", [40, 200, 440])
def test_small_texts_of_python_that_nobody_holds_are_overwritten(length):
    assert left_in_a_process_of_its_own("small_texts", length) < COPIES // 10


def small_texts(length):
    half = secrets.token_hex(8)
    kept = [(half[::-1] + "x" * (length - 16) + str(n)) for n in range(COPIES)]
    gone = [(half + "x" * (length - 16) + str(n)) for n in range(COPIES)]
    before = copies_in_memory(half.encode() + b"x")
    del gone
    forgetting.overwrite_pools()
    assert len({text[:16] for text in kept}) == 1
    return before, copies_in_memory(half.encode() + b"x")


@pytest.mark.skipif(sys.platform != "linux", reason="/proc shows the memory of a process")
def test_small_texts_are_overwritten_however_much_a_long_session_gave_back_around_them():
    assert left_in_a_process_of_its_own("texts_among_many", 96) < COPIES // 10


def texts_among_many(length):
    chance = random.Random(7)  # noqa: S311 - sizes, not keys
    half = secrets.token_hex(8)
    kept, gone = [], []
    for number in range(COPIES):
        gone.append(half + "x" * (length - 16) + str(number))
        kept += ["y" * chance.choice((10, length, 200, 300)) + str(each) for each in range(2000)]
    chance.shuffle(kept)
    before = copies_in_memory(half.encode() + b"x")
    del gone
    del kept[len(kept) // 3 :]  # what is given back last is used first
    forgetting.overwrite_pools()
    return before, copies_in_memory(half.encode() + b"x")


@pytest.mark.skipif(sys.platform != "linux", reason="only glibc can be asked")
@pytest.mark.parametrize("size", [60, 300, 1500])
def test_blocks_of_the_c_library_that_were_given_back_are_overwritten(size):
    if not hasattr(ctypes.CDLL(None), "malloc_trim"):
        pytest.skip("another C library")
    assert left_in_a_process_of_its_own("blocks", size) < COPIES // 10


def blocks(size):
    library = ctypes.CDLL(None)
    library.malloc.restype, library.free.argtypes = ctypes.c_void_p, [ctypes.c_void_p]
    tail = secrets.token_bytes(16)  # the library writes over the beginning of what it gets back
    places = [library.malloc(size) for _ in range(COPIES)]
    for place in places:
        ctypes.memmove(place + size - len(tail), tail, len(tail))
    before = copies_in_memory(tail)
    for place in places:
        library.free(place)
    forgetting.overwrite_heap()
    return before, copies_in_memory(tail)


@pytest.mark.skipif(sys.platform != "linux", reason="only glibc can be asked")
def test_what_another_thread_gave_back_is_overwritten_where_threads_share_a_heap():
    if not hasattr(ctypes.CDLL(None), "malloc_trim"):
        pytest.skip("another C library")
    assert left_in_a_process_of_its_own("blocks_of_a_thread", 1500) < COPIES // 10


def blocks_of_a_thread(size):
    forgetting.keep_heap_clean()
    library = ctypes.CDLL(None)
    library.malloc.restype, library.free.argtypes = ctypes.c_void_p, [ctypes.c_void_p]
    tail = secrets.token_bytes(16)
    places, before = [], []
    given_back, over = threading.Event(), threading.Event()

    def work():
        for _ in range(COPIES):
            places.append(library.malloc(size))
            library.malloc(size)  # is kept, so that no whole page comes free
        for place in places:
            ctypes.memmove(place + size - len(tail), tail, len(tail))
        before.append(copies_in_memory(tail))
        for place in places:
            library.free(place)
        given_back.set()
        over.wait()

    worker = threading.Thread(target=work)
    worker.start()
    given_back.wait()
    forgetting.overwrite_heap()
    after = copies_in_memory(tail)
    over.set()
    worker.join()
    return before[0], after


@pytest.mark.skipif(sys.platform != "linux", reason="only glibc can be asked")
def test_where_the_heap_is_kept_clean_blocks_are_overwritten_as_they_are_given_back():
    if not hasattr(ctypes.CDLL(None), "malloc_trim"):
        pytest.skip("another C library")
    assert left_in_a_process_of_its_own("blocks_given_back", 1500) < COPIES // 10


def blocks_given_back(size):
    forgetting.keep_heap_clean()
    library = ctypes.CDLL(None)
    library.malloc.restype, library.free.argtypes = ctypes.c_void_p, [ctypes.c_void_p]
    tail = secrets.token_bytes(16)
    places = [(library.malloc(size), library.malloc(size))[0] for _ in range(COPIES)]
    for place in places:
        ctypes.memmove(place + size - len(tail), tail, len(tail))
    before = copies_in_memory(tail)
    for place in places:
        library.free(place)
    return before, copies_in_memory(tail)


def test_patterns_made_of_what_was_sought_are_let_go_of():
    kept = re.compile(rf"\b{secrets.token_hex(8)}\b")
    assert re.compile(kept.pattern) is kept
    forgetting.drop_patterns()
    assert re.compile(kept.pattern) is not kept


def test_the_last_error_that_nobody_caught_is_let_go_of():
    sys.last_value = ValueError("words")
    forgetting.drop_last_error()
    assert not hasattr(sys, "last_value")
