"""A hash to read out: eight words for its first 64 bits, so that two people can compare heads over a telephone.

To find another log with the same eight words takes some 2^64 tries: enough against a slip and against anybody who has
no farm of machines; the whole hash is what a program compares.
"""

from __future__ import annotations

_SPELT = """
acrobat alarm alphabet anchor apple aquarium architect arrow astronaut athlete atom autumn avocado bamboo banjo
barrel basket beaver bicycle biscuit bishop blossom bottle bridge broccoli bronze buffalo butterfly cactus calendar
canyon cardinal carpet castle caterpillar cathedral cement cherry chimney chocolate cinema cinnamon circle cobra
coconut coffee compass cotton cousin cradle cricket crocodile crystal cucumber cupboard curtain daffodil daisy
dandelion dentist diamond dictionary dinosaur doctor dolphin domino dragon driver dungeon dynamo eagle echo elbow
elephant elevator emerald engine envelope evening explorer fabric factory falcon farmer feather festival fiddle
fireplace fisherman flamingo flower forest fossil fountain galaxy gallop garage garden garlic gentleman ghost giant
ginger giraffe glacier goblet gorilla grasshopper gravel graveyard guitar hamburger handbag harmonica harvest
headlight hedgehog helmet hockey honeycomb hotel hurricane iceberg igloo indigo insect invoice island isotope ivory
jaguar jellyfish jigsaw journey jungle kangaroo ketchup keyboard kidney kimono kitchen kiwi knapsack labyrinth
ladder lagoon lantern lavender lemon leopard library lighthouse limousine lizard lobster lullaby macaroni magician
magnet magpie mandolin marathon marble meadow medicine mirror morning mosquito museum mustard napkin necklace needle
nephew number nutmeg oatmeal ocean octopus olive orbit orchestra orchid otter palace panda passport peanut pebble
pencil penguin pepper picnic pigeon pilot pirate poem porcelain potato prism puzzle pyramid quarry queen rabbit
radio rainbow rhubarb ribbon sapphire saturn sausage scissors silver skeleton snail spider sponge squirrel stadium
statue strawberry submarine sunset tailor taxi telescope temple thunder toast tornado tractor trumpet tulip tunnel
turkey turtle umbrella unicorn valley vampire vanilla vessel village vinegar violin volcano voyage vulture waffle
walnut whisper willow windmill wolf zigzag
"""
WORDS = tuple(_SPELT.split())
"""256 words, one for each byte; any two of them differ in three letters or more."""
COUNT = 8


def aloud(sha256: str) -> str:
    """The words of a hash in hexadecimal; none for that of an empty log."""
    return " ".join(WORDS[byte] for byte in bytes.fromhex(sha256)[:COUNT])
