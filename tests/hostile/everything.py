"""Every family of attacks by name."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator

from hostile import archives, armour, folders, ledgers, lines, lists, names, rosters, seals, signers, tags
from hostile.bench import Attack
from hostile.real import Real

FAMILIES: dict[str, Callable[[Real], Iterator[Attack]]] = {
    "archive fields": archives.fields,
    "links": archives.links,
    "extra fields": archives.extras,
    "gaps": archives.gaps,
    "end record": archives.ends,
    "order": archives.orders,
    "names": names.archived,
    "names signed": names.signed,
    "folder": names.folders,
    "duplicates": names.duplicates,
    "lists": lists.signed,
    "tampered": lists.tampered,
    "second lists": lists.seconds,
    "bagit.txt": tags.declared,
    "bag-info values": tags.values,
    "bag-info labels": tags.labels,
    "sizes": tags.sizes,
    "armour": armour.shapes,
    "namespaces": armour.purposes,
    "signatures": armour.inner,
    "signatures filed": armour.filed,
    "key types": signers.kinds,
    "curves": signers.curves,
    "tokens": signers.tokens,
    "trust": signers.trust,
    "certificates": signers.certificates,
    "seal cuts": seals.cuts,
    "seal heads": seals.heads,
    "sealed contents": seals.contents,
    "forwarding": seals.forwarded,
    "JSON": lines.canonical,
    "description": lines.description,
    "checkpoints": lines.checkpoints,
    "trees": lines.trees,
    "links of entries": ledgers.links,
    "entries": ledgers.headers,
    "payloads": ledgers.payloads,
    "replay": ledgers.replays,
    "foreign rosters": rosters.foreign,
    "roster lines": rosters.lines,
}
if sys.platform == "linux":  # other systems cannot hold all of these names and links
    FAMILIES |= {"folder links": folders.links, "folder files": folders.plain}
