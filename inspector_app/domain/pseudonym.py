"""Short references that can be said aloud in a meeting without naming a child: `Curlew 48`.

The words are birds, trees, plants, stones and weather. Those that are also first names in England (Robin,
Hazel, Amber …) are left out on purpose: a reference must never sound like a child.
"""

from __future__ import annotations

import hashlib

from inspector_app.errors import RefusedError

_NAMES_OF_NATURE = (
    "Alder Avocet Badger Barley Basalt Beacon Beech Bilberry Birch Bittern Boulder Bracken Bramble Bronze "
    "Brook Bullfinch Bulrush Bunting Burdock Cedar Chaffinch Chalk Cinder Cobalt Comet Copper Corncrake "
    "Cowslip Crimson Curlew Cypress Damson Dipper Dunlin Dunnock Eider Elder Fennel Fieldfare Flint "
    "Foxglove Fulmar Gannet Garnet Godwit Goldcrest Gorse Granite Gravel Grebe Harebell Harrier Heron "
    "Hornbeam Jackdaw Kestrel Kingfisher Kittiwake Lagoon Lapwing Larch Lichen Limestone Linnet Lupin "
    "Magpie Mallow Maple Marble Meadow Moorhen Nightjar Nutmeg Nuthatch Oak Ochre Osier Osprey Otter "
    "Oyster Partridge Pebble Pelican Petrel Pheasant Pipit Plover Poplar Puffin Quartz Ragwort Redstart "
    "Redwing Russet Sandpiper Shingle Siskin Skylark Slate Snipe Sorrel Spruce Starling Stonechat "
    "Sycamore Tamarisk Thistle Thrush Turnstone Umber Wagtail Walnut Waxwing Wheatear Whimbrel Wigeon "
    "Yarrow "
)
WORDS = tuple(_NAMES_OF_NATURE.split())
"""The words of all references."""

_FIRST_NUMBER = 10


def speakable_reference(index: int) -> str:
    """Returns the reference at a place of one fixed, endless series without repeats.

    Args:
        index: 0 or more. The first ten thousand and more have a number of two digits.

    Raises:
        RefusedError: the index is negative.
    """
    if index < 0:
        raise RefusedError("A reference cannot be made for a negative place", where=index)
    number, place = divmod(index, len(WORDS))
    return f"{WORDS[(place * 47 + number) % len(WORDS)]} {_FIRST_NUMBER + number}"


def shuffled_references(count: int, seed: int) -> tuple[str, ...]:
    """Returns `count` different references in an order that only the seed decides.

    The order tells nothing of the order of the children, so the place of a child in a list cannot be read
    from the reference.
    """
    told = (speakable_reference(index) for index in range(count))
    return tuple(sorted(told, key=lambda one: hashlib.sha256(f"{seed}:{one}".encode()).digest()))
