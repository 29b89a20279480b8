"""Which function runs a command. Its module, with the libraries behind it, is loaded only when asked for."""

# ruff: noqa: PLC0415 - `--version` and `--help` must not wait for Word, spreadsheets and cryptography to load
# The imports stay written out, as the frozen app is built from the imports that can be seen.

from __future__ import annotations

from argparse import Namespace
from collections.abc import Callable, Mapping

from inspector_app.cli.console import Answer, Console

Runner = Callable[[Namespace, Console], Answer]
Runners = Mapping[str, Runner]


def _packs() -> Runners:
    from inspector_app.cli import packs

    return {
        "frameworks list": packs.listing,
        "frameworks show": packs.show,
        "frameworks check": packs.check,
    }


def _annex_a() -> Runners:
    from inspector_app.cli import annex_a

    return {"annex-a": annex_a.read}


def _demo() -> Runners:
    from inspector_app.cli import demo

    return {"demo": demo.run}


def _founding() -> Runners:
    from inspector_app.cli import founding

    return {"new": founding.new}


def _apply() -> Runners:
    from inspector_app.cli import apply

    return {"apply": apply.apply}


def _sample() -> Runners:
    from inspector_app.cli import sample

    return {"sample": sample.tell}


def _reading() -> Runners:
    from inspector_app.cli import reading

    return {
        "dump": reading.dump,
        "search": reading.search,
        "timeliness": reading.timeliness,
    }


def _draft() -> Runners:
    from inspector_app.cli import draft

    return {"draft": draft.write}


def _outputs() -> Runners:
    from inspector_app.cli import outputs

    return {
        "outputs evidence": outputs.evidence,
        "outputs cases": outputs.cases,
        "outputs chronology": outputs.chronology,
        "outputs tallies": outputs.tallies,
        "outputs provenance": outputs.provenance,
        "outputs forms": outputs.forms,
        "outputs qdpx": outputs.qdpx,
        "outputs pdf": outputs.pdf,
    }


def _conflicts() -> Runners:
    from inspector_app.cli import conflicts

    return {
        "conflicts": conflicts.listing,
        "resolve": conflicts.resolve,
    }


def _rollcall() -> Runners:
    from inspector_app.cli import rollcall

    return {"roll-call": rollcall.call}


def _set_aside() -> Runners:
    from inspector_app.cli import set_aside

    return {"set-aside": set_aside.call}


def _same() -> Runners:
    from inspector_app.cli import same

    return {
        "same list": same.listing,
        "same join": same.join,
        "same part": same.part,
        "same apart": same.apart,
    }


def _bundles() -> Runners:
    from inspector_app.cli import bundles

    return {
        "export": bundles.export,
        "verify": bundles.verify,
        "merge": bundles.merge,
    }


def _held() -> Runners:
    from inspector_app.cli import held

    return {
        "held list": held.listing,
        "held take": held.take,
        "held discard": held.discard,
    }


def _receipts() -> Runners:
    from inspector_app.cli import receipts

    return {
        "receipt write": receipts.write,
        "receipt take": receipts.take,
    }


def _roster() -> Runners:
    from inspector_app.cli import enrolling, roster

    return {
        "enrolment write": enrolling.write,
        "enrolment show": enrolling.show,
        "roster admit": enrolling.admit,
        "roster init": roster.init,
        "roster add": roster.add,
        "roster authority": roster.authority,
        "roster revoke": roster.revoke,
        "roster krl": roster.krl,
        "roster show": roster.show,
        "roster sign": roster.sign,
        "roster key": roster.key,
        "roster hand-on": roster.hand_on,
        "roster trust": roster.trust,
    }


def _signing_keys() -> Runners:
    from inspector_app.cli import signing_keys

    return {
        "agent list": signing_keys.listing,
        "agent use": signing_keys.use,
        "agent leave": signing_keys.leave,
        "certificate take": signing_keys.take,
        "certificate show": signing_keys.show,
    }


def _keeping() -> Runners:
    from inspector_app.cli import keeping

    return {
        "check": keeping.check,
        "backup": keeping.backup,
        "restore": keeping.restore,
        "rescue": keeping.rescue,
    }


def _passphrases() -> Runners:
    from inspector_app.cli import passphrases

    return {
        "passphrase show": passphrases.show,
        "passphrase change": passphrases.change,
        "passphrase recover": passphrases.recover,
        "passphrase recovery": passphrases.recovery,
        "passphrase sheet": passphrases.sheet,
        "passphrase rekey": passphrases.rekey,
    }


def _erasing() -> Runners:
    from inspector_app.cli import erasing

    return {
        "erasure order": erasing.order,
        "erasure run": erasing.run,
        "erasure state": erasing.state,
        "erase-store": erasing.store,
        "close": erasing.close,
    }


def _doctor() -> Runners:
    from inspector_app.cli import doctor

    return {"doctor": doctor.examine}


_FAMILIES: Mapping[str, Callable[[], Runners]] = {
    "frameworks": _packs,
    "annex-a": _annex_a,
    "demo": _demo,
    "new": _founding,
    "apply": _apply,
    "dump": _reading,
    "search": _reading,
    "sample": _sample,
    "timeliness": _reading,
    "draft": _draft,
    "outputs": _outputs,
    "conflicts": _conflicts,
    "resolve": _conflicts,
    "roll-call": _rollcall,
    "set-aside": _set_aside,
    "same": _same,
    "export": _bundles,
    "verify": _bundles,
    "merge": _bundles,
    "held": _held,
    "receipt": _receipts,
    "enrolment": _roster,
    "roster": _roster,
    "agent": _signing_keys,
    "certificate": _signing_keys,
    "check": _keeping,
    "backup": _keeping,
    "restore": _keeping,
    "rescue": _keeping,
    "passphrase": _passphrases,
    "erasure": _erasing,
    "erase-store": _erasing,
    "close": _erasing,
    "doctor": _doctor,
}


def runner(command: str) -> Runner:
    """Returns the function that runs a command, named as it is typed, for example `roster add`."""
    return _FAMILIES[command.split(maxsplit=1)[0]]()[command]
