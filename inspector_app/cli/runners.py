"""Which function runs a command. Its module, with the libraries behind it, is loaded only when asked for."""

# ruff: noqa: PLC0415 - `--version` and `--help` must not wait for Word, spreadsheets and cryptography to load
# The imports stay written out, as the frozen app is built from the imports that can be seen.

from __future__ import annotations

from argparse import Namespace
from collections.abc import Callable, Mapping

from inspector_app.cli.console import Answer, Console

Runner = Callable[[Namespace, Console], Answer]
Runners = Mapping[str, Runner]


def _council() -> Runners:
    from inspector_app.cli import annex_a, packs

    return {
        "annex-a": annex_a.read,
        "frameworks list": packs.listing,
        "frameworks show": packs.show,
        "frameworks check": packs.check,
    }


def _demo() -> Runners:
    from inspector_app.cli import demo

    return {"demo": demo.run}


def _work() -> Runners:
    from inspector_app.cli import apply, conflicts, draft, founding, reading

    return {
        "new": founding.new,
        "apply": apply.apply,
        "dump": reading.dump,
        "search": reading.search,
        "conflicts": conflicts.listing,
        "resolve": conflicts.resolve,
        "draft": draft.write,
    }


def _exchange() -> Runners:
    from inspector_app.cli import bundles, roster

    return {
        "export": bundles.export,
        "verify": bundles.verify,
        "merge": bundles.merge,
        "roster init": roster.init,
        "roster add": roster.add,
        "roster revoke": roster.revoke,
        "roster show": roster.show,
        "roster sign": roster.sign,
        "roster trust": roster.trust,
    }


def _care() -> Runners:
    from inspector_app.cli import doctor, keeping

    return {
        "check": keeping.check,
        "backup": keeping.backup,
        "restore": keeping.restore,
        "rescue": keeping.rescue,
        "doctor": doctor.examine,
    }


_FAMILIES: Mapping[str, Callable[[], Runners]] = {
    "annex-a": _council,
    "frameworks": _council,
    "demo": _demo,
    "new": _work,
    "apply": _work,
    "dump": _work,
    "search": _work,
    "conflicts": _work,
    "resolve": _work,
    "draft": _work,
    "export": _exchange,
    "verify": _exchange,
    "merge": _exchange,
    "roster": _exchange,
    "check": _care,
    "backup": _care,
    "restore": _care,
    "rescue": _care,
    "doctor": _care,
}


def runner(command: str) -> Runner:
    """Returns the function that runs a command, named as it is typed, for example `roster add`."""
    return _FAMILIES[command.split(maxsplit=1)[0]]()[command]
