#!/usr/bin/env python3
"""Makes the fixtures of the pickle tests with Python's own pickle.

Needs nothing beside Python 3.8 or later. Run from the root of the repository:
    python3 Tools/make_pickle_fixtures.py
"""

import collections
import pickle
import sys
import types
from pathlib import Path

FOLDER = Path("Tests/FormatsTests/Fixtures/Formats/pickle")

shapes = types.ModuleType("shapes")


class Point:
    """Has attributes."""

    def __init__(self):
        self.x = 1


class Named(dict):
    """A kind of dictionary, with an argument by name for its making."""

    def __new__(cls, *arguments, **keywords):
        return dict.__new__(cls)

    def __getnewargs_ex__(self):
        return (2,), {"unit": "px"}


for kind in (Point, Named):
    kind.__module__ = "shapes"
    kind.__qualname__ = kind.__name__
    setattr(shapes, kind.__name__, kind)
sys.modules["shapes"] = shapes

VALUES = {
    "none": None,
    "booleans": [True, False],
    "integers": [0, 255, 65535, -1, 2**31 - 1, -(2**31), 2**63 - 1, -(2**63)],
    "large": [2**63, -(2**63) - 1, 2**2100],
    "floats": [0.5, -1e300, float("inf")],
    "texts": ["", "plain", "Zürich ≈ 🙂", "two\nlines \\u0041", "x" * 300],
    "bytes": [b"", b"\x00\x7f\x80\xff", b"y" * 300],
    "bytearrays": [bytearray(), bytearray(b"\x01\xfe")],
    "lists": [[], [1], [1, 2, [3]]],
    "tuples": [(), (1,), (1, 2), (1, 2, 3), (1, 2, 3, 4)],
    "sets": [set(), {7}, frozenset(), frozenset({8})],
    "dictionaries": [{}, {1: 2}, {"a": {b"b": None}, (1, 2): 3}],
    "ordered": collections.OrderedDict([("first", 1), ("second", 2)]),
}
VALUES["shared"] = [VALUES["lists"][2]] * 2

FOLDER.mkdir(parents=True, exist_ok=True)
for protocol in range(6):
    for name, value in (("values", VALUES), ("point", Point())):
        (FOLDER / f"{name}_p{protocol}.pkl").write_bytes(pickle.dumps(value, protocol))
named = Named()
named["k"] = 1
(FOLDER / "named_p4.pkl").write_bytes(pickle.dumps(named, 4))
cycle = []
cycle.append(cycle)
(FOLDER / "cycle.pkl").write_bytes(pickle.dumps(cycle))
