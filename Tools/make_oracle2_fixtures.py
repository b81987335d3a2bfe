"""Writes random configurations of the denoisers of 2025-26 with the answers of a slow float64 program.

Run from the repository root:  LOCUS_SHARED=… python3 Tools/make_oracle2_fixtures.py
Needs NumPy 2 and, under LOCUS_SHARED, oracle/oracle.py and oracle/oracle2.py; running the tests needs
neither. Data sets, noise levels and bounds are those of make_oracle_fixtures.py; labels are added.
"""

import sys
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).parent))
import make_oracle_fixtures as base

sys.path.insert(0, str(base.SHARED / "oracle"))
import oracle2

oracle2.covariance = base.covariance
base.rng = np.random.default_rng(2026)
FOLDER = Path("Tests/DenoisersTests/Fixtures/oracle2")
LABELS = [(np.arange(len(images)) * 7 + index) % 3 for index, (_, images) in enumerate(base.SETS)]


def labels_of(images):
    return next(
        labels for labels, (_, others) in zip(LABELS, base.SETS) if others is images)


def local_wiener(images, steps):
    tolerance = float(base.pick(1e-7, 0))
    if base.rng.random() < 0.3:
        temperature = float(base.pick(1, 1.05, 1.5, 4, 30, 1000))
        parameters = {"temperature": temperature, "tolerance": tolerance}
        return lambda x, a, s, step: oracle2.local_wiener(
            images, x, a, s, temperature=temperature), parameters
    written, counts = base.per_step(steps, lambda: float(base.pick(1, 1.5, 3, 8, 15, 30, 1000)))

    def answer(x, a, s, step):
        # Where no temperature is large enough the filter is that of all images.
        return oracle2.local_wiener(images, x, a, s, images=counts[step])

    return answer, {"images": written, "tolerance": tolerance}


def gaussian_mixture(images, steps):
    shrink, ddof = float(base.pick(0, 0, 0.1, 0.6, 1)), int(base.pick(0, 1))
    one = base.rng.random() < 0.25
    labels = np.zeros(len(images), int) if one else labels_of(images)
    parts = oracle2.class_parts(images, labels, shrink=0 if one else shrink, ddof=ddof)

    def answer(x, a, s, step):
        return oracle2.gaussian_mixture(parts, x, a, s)

    return answer, {"components": 1 if one else "classes", "shrink": shrink, "ddof": ddof}


def switch(images, steps):
    bounds = sorted((float(base.pick(30, 3, 0.9, 0.2, 0.02)) for _ in range(2)), reverse=True)
    if bounds[0] == bounds[1]:
        bounds = bounds[:1]
    blend = float(base.pick(0, 0, 0.3, 1.5))
    entries = [({"name": "wiener"}, lambda x, a, s: base.oracle.wiener(images, x, a, s)),
               ({"name": "optimal", "temperature": 2.0},
                lambda x, a, s: base.oracle.optimal(images, x, a, s, temperature=2.0)),
               ({"name": "optimal"}, lambda x, a, s: base.oracle.optimal(images, x, a, s))]
    entries = [entries[i] for i in base.rng.permutation(3)[: len(bounds) + 1]]

    def answer(x, a, s, step):
        result, rest = 0, 1.0
        for (_, model), bound in zip(entries, bounds + [0]):
            share = 1.0
            if bound:
                logit = (np.log(s / a) - np.log(bound)) / blend if blend else 0
                share = 1 / (1 + np.exp(-logit)) if blend else float(s / a >= bound)
            result, rest = result + rest * share * model(x, a, s), rest * (1 - share)
        return result

    written = [{**entry, "above": bound} for (entry, _), bound in zip(entries, bounds)]
    return answer, {"entries": written + [entries[-1][0]], "blend": blend}


KINDS = {
    "local-wiener": (local_wiener, 44),
    "gaussian-mixture": (gaussian_mixture, 40),
    "switch": (switch, 40),
}

if __name__ == "__main__":
    base.write(FOLDER, KINDS, {f"labels{i}": labels for i, labels in enumerate(LABELS)})
