"""Reads framework packs: by id from the resources, or a pack of one's own from a file."""

from __future__ import annotations

import functools
import re
import tomllib
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from inspector_app import resources
from inspector_app.domain.framework import Framework
from inspector_app.frameworks import references, shape
from inspector_app.frameworks.assembly import assemble, lay
from inspector_app.frameworks.positions import line_at, lines_of
from inspector_app.frameworks.problem import PackError, Problem, spelt
from inspector_app.frameworks.schema import ID_PATTERN

_SYNTAX_PLACE = re.compile(r"^(?P<what>.*?) \(at (?:line (?P<line>\d+), column \d+|end of document)\)$")


def load(framework_id: str, overlays: Iterable[str] = ()) -> Framework:
    """Loads a bundled framework, with overlay packs laid over it in the order given.

    Raises:
        PackError: no such pack, a pack with faults (all of them named), a base that only others inherit,
            or an overlay that does not fit.
    """
    framework = load_file(_bundled(framework_id))
    if framework.is_base:
        raise PackError(
            f"nothing is inspected by the framework pack {framework_id}",
            advice=f"It only holds what others inherit. There are: {_known()}.",
        )
    for overlay in overlays:
        framework = lay(framework, load_file(_bundled(overlay)))
    return framework


def load_file(path: Path | str) -> Framework:
    """Loads one pack; a pack that it inherits from is looked for beside it, then among the bundled ones.

    Raises:
        PackError: the pack has faults; `problems` holds them all.
    """
    path = Path(path)
    framework, problems = _resolved(path, ())
    if framework is None or problems:
        told = "; ".join(str(problem) for problem in problems[:3])
        more = f"; and {len(problems) - 3} more" if len(problems) > 3 else ""  # noqa: PLR2004 - as sliced
        raise PackError(
            f"the framework pack cannot be used ({told}{more})",
            problems,
            where=path.name,
            advice="“frameworks check” lists every fault with its line.",
        )
    return framework


def check(path: Path | str) -> tuple[Problem, ...]:
    """Returns every fault of a pack, in the order of its lines; empty when it can be used.

    A TOML syntax fault stands alone, as nothing after it can be read.
    """
    return _resolved(Path(path), ())[1]


def catalogue() -> tuple[Framework, ...]:
    """Returns all bundled packs in order of id, overlays included; a base is no pack to choose.

    Raises:
        PackError: one of them has faults.
    """
    packs = (load_file(path) for path in sorted(resources.path("frameworks").glob("*.toml")))
    return tuple(pack for pack in packs if not pack.is_base)


def _bundled(framework_id: str) -> Path:
    """Returns where the bundled pack of this id stands."""
    folder = resources.path("frameworks")
    path = folder / f"{framework_id}.toml"
    if not re.fullmatch(ID_PATTERN, framework_id) or not path.is_file():
        raise PackError(f"there is no framework pack “{framework_id}”", advice=f"There are: {_known()}.")
    return path


def _known() -> str:
    return ", ".join(pack.id for pack in catalogue())


def _resolved(path: Path, trail: tuple[Path, ...]) -> tuple[Framework | None, tuple[Problem, ...]]:
    """Returns a pack with all that it inherits, or its faults and those of the packs it stands on."""
    pack, text, unread = _read(path)
    if unread:
        return None, (unread,)
    faults = list(shape.faults(pack))
    parent, above, lost = _parent(pack, path, (*trail, path.resolve()))
    faults += lost
    if above or lost:
        # Names that the parent would bring are not known, so only the shape can be judged.
        return None, (*_problems(path, text, faults), *above)
    faults += references.faults(pack, parent)
    if faults:
        return None, _problems(path, text, faults)
    return assemble(pack, parent), ()


def _parent(
    pack: dict[str, Any], path: Path, trail: tuple[Path, ...]
) -> tuple[Framework | None, tuple[Problem, ...], list[shape.Fault]]:
    """Returns the framework inherited from, its own faults, and faults of the `inherits` key."""
    name: Any = pack.get("inherits")
    if not isinstance(name, str) or not re.fullmatch(ID_PATTERN, name):
        return None, (), []
    found = next((p for p in _candidates(name, path) if p.is_file()), None)
    if found is None:
        return None, (), [(("inherits",), f"there is no framework pack “{name}” beside this one or bundled")]
    if found.resolve() in trail:
        return None, (), [(("inherits",), f"inherits, in the end, from itself by way of “{name}”")]
    parent, problems = _resolved(found, trail)
    if parent and parent.is_overlay:
        return None, (), [(("inherits",), f"“{name}” is an overlay, which nothing can inherit from")]
    return parent, problems, []


def _candidates(name: str, path: Path) -> Iterator[Path]:
    yield path.parent / f"{name}.toml"
    yield resources.path("frameworks") / f"{name}.toml"


def _problems(path: Path, text: str, faults: Iterable[shape.Fault]) -> tuple[Problem, ...]:
    """Gives each fault its line, and puts them in the order of the file."""
    faults = list(faults)
    lines = lines_of(text) if faults else {}
    found = [Problem(str(path), line_at(lines, place), spelt(place), what) for place, what in faults]
    return tuple(sorted(dict.fromkeys(found), key=lambda problem: problem.line))


def _read(path: Path) -> tuple[dict[str, Any], str, Problem | None]:
    """Returns a pack as read and its text, or why it cannot be read."""
    try:
        stat = path.stat()
        return _parsed(str(path), stat.st_mtime_ns, stat.st_size)
    except OSError as error:
        why = error.strerror or "not a file"
        return {}, "", Problem(str(path), 0, "", f"cannot be read: {why.lower()}")


@functools.lru_cache(maxsize=32)
def _parsed(name: str, _written_ns: int, _size: int) -> tuple[dict[str, Any], str, Problem | None]:
    """Parses a file once for each time it was written; callers never change what this returns."""
    raw = Path(name).read_bytes()
    try:
        text = raw.decode("utf-8-sig").replace("\r\n", "\n")  # Notepad writes a byte order mark
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        return {}, "", Problem(name, line, "", "is not UTF-8 text")
    try:
        return tomllib.loads(text), text, None
    except tomllib.TOMLDecodeError as error:
        found = _SYNTAX_PLACE.match(str(error))
        what = found["what"] if found else str(error)
        line = int(found["line"]) if found and found["line"] else text.count("\n") + 1
        return {}, "", Problem(name, line, "", f"not valid TOML: {what[:1].lower()}{what[1:]}")
    except RecursionError:
        return {}, "", Problem(name, 1, "", "not valid TOML: values are nested too deeply")
