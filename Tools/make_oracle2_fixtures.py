"""Writes random configurations of the denoisers of 2025-26 with the answers of a slow float64 program.

Run from the repository root:  LOCUS_SHARED=… python3 Tools/make_oracle2_fixtures.py
Needs NumPy 2 and, under LOCUS_SHARED, oracle/oracle.py and oracle/oracle2.py; running the tests needs
neither. Data sets, noise levels and bounds are those of make_oracle_fixtures.py; labels are added.
"""

import sys
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).parent))
import clustered_windows
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


def windows(shape, side):
    """Windows around each pixel, what lies outside the image cut off, [pixels, numbers]."""
    c, h, w = shape
    y, x = np.divmod(np.arange(h * w), w)
    near = (abs(y[:, None] - y) <= side // 2) & (abs(x[:, None] - x) <= side // 2)
    return np.tile(near.astype(float), (1, c))


def inner_windows(shape, side):
    """All windows inside the image and their centres."""
    c, h, w = shape
    rows, centres = [], []
    for i in range(h - side + 1):
        for j in range(w - side + 1):
            row = np.zeros((h, w))
            row[i:i + side, j:j + side] = 1
            rows.append(np.tile(row.reshape(-1), c))
            centres.append((i + (side - 1) / 2, j + (side - 1) / 2))
    return np.array(rows), centres


def around(shape, centres, width):
    """exp(-d^2 / 2 width^2) around some places; in the far tail relative to the nearest of them."""
    c, h, w = shape
    y, x = np.divmod(np.arange(h * w), w)
    d2 = np.array([(y - i) ** 2 + (x - j) ** 2 for i, j in centres])
    return np.tile(np.exp(-(d2 - d2.min(0)) / (2 * width * width)), (1, c))


def checked_masks(make, threshold):
    """The masks do not hang on the last bits."""
    masks = [make(threshold * factor) for factor in (1 - 1e-7, 1, 1 + 1e-7)]
    if any((mask != masks[1]).any() for mask in masks):
        raise base.DrawAgain
    return masks[1]


def heat_masks(images, a, s, share):
    c, h, w = images.shape[1:]
    heat = base.wiener_heat(images, a, s)
    if (heat.sum((2, 3)) < 1e-9 * heat.sum((2, 3)).max()).any():
        raise base.DrawAgain
    if share == 1:
        return np.ones((h * w, c * h * w))
    found = []
    for low, high in ((1, 1), (1 - 3e-6, 1 + 3e-6), (1 + 3e-6, 1 - 3e-6)):
        noise = np.where(base.rng.random(heat.shape) < 0.5, low, high)
        found.append(np.array([
            np.tile(base.oracle.flex_mask(heat[i, j] * noise[i, j], share).reshape(-1), c)
            for i in range(h) for j in range(w)]))
    if any((masks != found[0]).any() for masks in found):
        raise base.DrawAgain
    return found[0].astype(float)


def drawn_precision(shape):
    """A precision as a spec has it, and the responses that go with it."""
    kind = str(base.pick("cut", "inside", "gaussian", "gaussian", "wiener", "locality", "heatmaps"))
    soft = {"gaussian": float(base.pick(0.4, 1, 2.5))}
    if kind == "cut":
        side = int(base.rng.integers(4)) * 2 + 1
        return {"window": side, "border": "cut"}, base.pick("pixel", "patch", soft)
    if kind == "inside":
        side = int(base.rng.integers(1, min(shape[1:]) + 1))
        return {"window": side, "border": "inside"}, base.pick("patch", soft)
    if kind == "gaussian":
        return {"gaussian": float(base.pick(0.3, 0.7, 1.5, 4, 30))}, base.pick("pixel", soft)
    if kind == "wiener":
        return {"wiener": float(base.pick(0, 0.5, 1, 2))}, base.pick("pixel", soft)
    if kind == "locality":
        threshold = float(base.pick(0.005, 0.05, 0.3, 0.9))
        return {"locality": threshold}, base.pick("pixel", "patch", soft)
    share = float(base.pick(1, 0.7, 0.3))
    return ({"heatmaps": {"from": "wiener"}, "threshold": share},
            base.pick("pixel", "patch", soft))


def collection(images, precision, response, a, s):
    """Precisions and responses as arrays [j, numbers]."""
    shape = images.shape[1:]
    c, h, w = shape
    centres = [divmod(pixel, w) for pixel in range(h * w)]
    own = oracle2.pixel_responses(shape)
    if precision.get("border") == "inside":
        rows, centres = inner_windows(shape, precision["window"])
    elif "window" in precision:
        rows = windows(shape, precision["window"])
    elif "gaussian" in precision:
        rows = oracle2.gaussian_windows(shape, precision["gaussian"])
    elif "heatmaps" in precision:
        rows = heat_masks(images, a, s, precision["threshold"])
    else:
        own = np.eye(c * h * w)
        if "wiener" in precision:
            rows = oracle2.wiener_precisions(images, a, s, precision["wiener"])
        else:
            rows = checked_masks(
                lambda t: base.oracle.locality_mask(images, a, s, t).T, precision["locality"])
    if response == "pixel":
        return rows, own
    if response == "patch":
        return rows, rows
    soft = around(shape, centres, response["gaussian"])
    if len(own) == c * h * w and c > 1 and ("wiener" in precision or "locality" in precision):
        # A posterior of one number answers in its own channel.
        soft = np.kron(np.eye(c), soft[:, :h * w])
    return rows, soft


def filtered_posterior(images, steps):
    if base.rng.random() < 0.4:
        precision, response = drawn_precision(images.shape[1:])
        pairs, written = [(precision, response)] * steps, (precision, response)
    else:
        pairs = [drawn_precision(images.shape[1:]) for _ in range(steps)]
        written = [list(part) for part in zip(*pairs)]

    def answer(x, a, s, step):
        return oracle2.filtered_posterior(
            images, x, a, s, *collection(images, *pairs[step], a, s))

    return answer, {"precision": written[0], "response": written[1],
                    "tolerance": float(base.pick(1e-7, 0))}


def real_locality(images, steps):
    temperature = float(base.pick(1, 0.5, 3))
    return lambda x, a, s, step: oracle2.soft_locality(images, x, a, s, temperature), {
        "mask": "real", "temperature": temperature, "tolerance": float(base.pick(1e-7, 0))}


def cosine_spectrum(images):
    """The orthonormal DCT-II of each channel, a wave in a column, and the variances along the waves."""
    c, h, w = images.shape[1:]
    vertical, horizontal = (
        np.array([np.sqrt((1 if k == 0 else 2) / n) * np.cos(
            np.pi * (2 * np.arange(n) + 1) * k / (2 * n)) for k in range(n)]) for n in (h, w))
    waves = np.kron(np.eye(c), np.kron(vertical, horizontal)).T
    mean, covariance = base.covariance(images)
    return mean, np.maximum(np.diagonal(waves.T @ covariance @ waves), 0), waves


def projected_locality(images, steps):
    basis, threshold = str(base.pick("pca", "dct")), float(base.pick(0, 0.01, 0.1, 0.5, 0.9))
    plain = oracle2.spectrum

    def answer(x, a, s, step):
        # The oracle takes its axes from `spectrum`.
        oracle2.spectrum = cosine_spectrum if basis == "dct" else plain
        try:
            low, at, high = (
                oracle2.projected_locality(images, x, a, s, threshold * factor)
                for factor in (1 - 1e-7, 1, 1 + 1e-7))
        finally:
            oracle2.spectrum = plain
        if max(np.abs(low - at).max(), np.abs(high - at).max()) > 1e-9:
            raise base.DrawAgain
        return at

    return answer, {"basis": basis, "threshold": threshold,
                    "tolerance": float(base.pick(1e-7, 0))}


def clustered(breaks):
    def make(images, steps):
        h, w = images.shape[2:]
        side = int(base.pick(*range(1, min(h, w) + (0 if breaks else 1), 2)))
        clusters = int(base.pick(1, 2, 3, 5, 9, 5000))
        probe = int(base.pick(1, 2, clusters))
        answer = clustered_windows.clustered_windows(
            images, side, clusters, min(probe, clusters), breaks, base.DrawAgain)
        return (lambda x, a, s, step: answer(x, a, s)), {
            "scales": side, "clusters": clusters, "probe": min(probe, clusters)}

    return make


KINDS = {
    "local-wiener": (local_wiener, 44),
    "gaussian-mixture": (gaussian_mixture, 40),
    "switch": (switch, 40),
    "filtered-posterior": (filtered_posterior, 60, 38),
    "pca-locality": (real_locality, 40, 38),
    "pca-locality in a basis": (projected_locality, 40, 38),
    "kamb-els with clusters": (clustered(False), 24),
    "kamb-bbels with clusters": (clustered(True), 16),
}

if __name__ == "__main__":
    base.write(FOLDER, KINDS, {f"labels{i}": labels for i, labels in enumerate(LABELS)})
