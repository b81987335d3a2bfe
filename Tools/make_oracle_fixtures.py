"""Writes random configurations of the denoisers with the answers that a slow float64 program gives.

Run from the repository root:  LOCUS_SHARED=… python3 Tools/make_oracle_fixtures.py
Needs NumPy 2 and, under LOCUS_SHARED, oracle/oracle.py with the methods' formulas; running the tests
needs neither.

A configuration is a small data set, a denoiser with options, and noisy images at one to three noise
levels. Data sets have one to three channels, odd sizes, one to forty images, equal images and
constant pixels; noise-to-signal ratios go from 10⁻³ to 150. `bound` is what a float32 program may
miss an answer by: 10⁻⁴, or eight times what the answer moves (the most of two to forty draws) when
the noisy image moves by one unit in the last place of a float32, where that is more (two images
that are nearly equally far away at tiny noise). Configurations whose mask hangs on the last bits of
the filter are drawn again.
"""

import importlib.util
import io
import json
import os
import zipfile
from pathlib import Path

import numpy as np

np.seterr(all="ignore")
SHARED = Path(os.environ.get("LOCUS_SHARED", "../shared"))
FOLDER = Path("Tests/DenoisersTests/Fixtures/oracle")

spec = importlib.util.spec_from_file_location("oracle", SHARED / "oracle/oracle.py")
oracle = importlib.util.module_from_spec(spec)
spec.loader.exec_module(oracle)
rng = np.random.default_rng(2025)


def covariance(images, ddof=1):
    """One image has covariance zero rather than none."""
    mean = oracle.flat(images).mean(0)
    centred = oracle.flat(images) - mean
    return mean, centred.T @ centred / max(len(images) - ddof, 1)


oracle.covariance = covariance

# Data sets ----------------------------------------------------------------------------------------

SHAPES = [(1, 5, 4), (3, 5, 4), (1, 7, 7), (3, 4, 6), (1, 8, 8), (3, 5, 5), (1, 6, 9), (2, 5, 6)]
COUNTS = [33, 17, 40, 2, 23, 38, 1, 29, 16, 36, 31, 5, 25, 19, 34, 2]


def data_set(index):
    """Bytes for even indices, floats for odd ones: smooth random images with a little texture."""
    c, h, w = SHAPES[index % len(SHAPES)]
    n = COUNTS[index]
    y, x = np.mgrid[0:h, 0:w]
    waves = rng.normal(size=(6, 2)) * 0.6
    phases = rng.uniform(0, 2 * np.pi, (6, c, 1, 1))
    basis = np.array([np.cos(p[0] * y + p[1] * x + f) for p, f in zip(waves, phases)])
    images = np.tensordot(rng.normal(size=(n, 6)) * 0.5, basis, 1)
    images = np.clip(images + 0.15 * rng.normal(size=images.shape), -1, 1)
    if index % 3 == 1:  # Pixels that are constant in the data, as at MNIST's borders.
        images[:, :, 0, 0] = -1
        images[:, -1, -1, :] = 0.2
    images = np.round((images + 1) * 127.5).astype(np.uint8)
    if n > 4 and index % 4 == 2:  # Equal images.
        images[1] = images[0]
        images[n - 1] = images[0]
    if n == 2 and index > 8:
        images[1] = images[0]
    if index % 2 == 0:
        return images, images / 127.5 - 1
    floats = (images / 127.5 - 1).astype(np.float32)
    return floats, floats.astype(np.float64)


SETS = [data_set(index) for index in range(len(COUNTS))]

LEVELS = [
    (1.0, 0.001), (1.0, 0.002), (0.99995, 0.01), (0.99, 0.1411), (0.9, 0.4359), (0.6, 0.8),
    (0.2, 0.9798), (0.0064, 0.99998), (1.0, 0.05), (1.0, 0.4), (1.0, 1.9), (1.0, 14.6), (1.0, 80.0),
]

# Configurations: each returns a function (images, noisy, a, s, step) → estimate, and parameters ----


class DrawAgain(Exception):
    pass


def pick(*values):
    return values[rng.integers(len(values))]


def per_step(steps, draw):
    """One value, or a list with one for each step."""
    if rng.random() < 0.4:
        value = draw()
        return value, [value] * steps
    values = [draw() for _ in range(steps)]
    return values, values


def optimal(images, steps):
    temperature = float(pick(1, 0.5, 2.5))
    neighbors = pick(None, 1, 3, 10)

    def answer(x, a, s, step):
        flat, out = oracle.flat(images), []
        for query in oracle.flat(x):
            distances = ((query - a * flat) ** 2).sum(1)
            kept = np.argsort(distances, kind="stable")[: neighbors or len(flat)]
            weights = oracle.softmax0(-distances[kept] / (2 * s * s * temperature))
            out.append(weights @ flat[kept])
        return np.array(out).reshape(x.shape)

    parameters = {"temperature": temperature}
    if neighbors:
        parameters["neighbors"] = neighbors
    return answer, parameters


def smoothed_optimal(images, steps):
    """Without smoothing all copies are the noisy image itself."""
    answer, parameters = optimal(images, steps)
    return answer, {**parameters, "smoothing": 0, "copies": int(pick(1, 3))}


def checked_cutoff(images, fraction):
    """The cutoff does not fall on the energy of a component."""
    _, lam, _ = oracle.spectrum(images)
    if fraction > 0 and lam.sum() > 0:
        tail = np.cumsum(lam[::-1])[::-1] / lam.sum()
        if np.abs(tail - fraction).min() < 1e-6:
            raise DrawAgain
    return fraction


def wiener(images, steps):
    written, cutoffs = per_step(
        steps, lambda: checked_cutoff(images, float(pick(0, 0.001, 0.05, 0.3, 0.9))))
    rank = pick(None, 0, 1, 3, 1000)
    ddof = int(pick(0, 1))

    def answer(x, a, s, step):
        return oracle.wiener(images, x, a, s, energy=cutoffs[step], rank=rank, ddof=ddof)

    parameters = {"energy_cutoff": written, "ddof": ddof}
    if rank is not None:
        parameters["rank"] = rank
    return answer, parameters


def nearest(images, steps):
    rescale = bool(pick(False, True))

    def answer(x, a, s, step):
        flat = oracle.flat(images)
        for query in oracle.flat(x):
            distances = np.unique(np.round(((query - (a if rescale else 1) * flat) ** 2).sum(1), 9))
            if len(distances) > 1 and distances[1] - distances[0] < 1e-4 * distances[0]:
                raise DrawAgain
        return oracle.nearest(images, x, a if rescale else 1.0)

    return answer, {"rescale": rescale}


def locality(images, steps):
    threshold = float(pick(0, 0.005, 0.05, 0.2, 0.5, 0.9, 1))
    temperature = float(pick(1, 0.4, 3))
    scale, orientation = str(pick("global", "row")), str(pick("column", "row"))
    batch = pick(None, None, 1, 7, 10, 64)
    written, cutoffs = per_step(
        steps, lambda: checked_cutoff(images, float(pick(0, 0, 0.01, 0.2))))
    tolerance = float(pick(1e-7, 0))

    def answer(x, a, s, step):
        options = dict(energy=cutoffs[step], scale=scale, orientation=orientation)
        below, at, above = (
            oracle.locality_mask(images, a, s, threshold * factor, **options)
            for factor in (1 - 1e-7, 1, 1 + 1e-7))
        # A threshold of 1 is met by the largest entry only through rounding.
        if threshold == 1:
            at, above = below, below
        if (below != at).any() or (at != above).any():
            raise DrawAgain
        return oracle.locality(images, x, a, s, temperature=temperature, batch=batch, B=at)

    # The largest entry itself would be lost to rounding at exactly 1.
    parameters = {
        "threshold": threshold if threshold < 1 else 1 - 1e-7, "temperature": temperature,
        "scale": scale, "orientation": orientation, "energy_cutoff": written,
        "softmax": {"batched": int(batch)} if batch else "exact", "tolerance": tolerance,
    }
    return answer, parameters


def golden_subset(images, steps):
    """All images are chosen, so the answer is that of the whole set."""
    if rng.random() < 0.5:
        answer, parameters = optimal(images, steps)
        over = "optimal"
    else:
        answer, parameters = locality(images, steps)
        over = "pca-locality"
    return answer, {**parameters, "over": over, "k_min": len(images), "k_max": 1000}


def kamb(method, fits):
    def make(images, steps):
        h, w = images.shape[-2:]
        largest = min(h, w) if fits else max(h, w) + 3
        written, scales = per_step(steps, lambda: int(rng.integers((largest + 1) // 2)) * 2 + 1)
        tolerance = float(pick(1e-7, 0))

        def answer(x, a, s, step):
            return method(images, x, a, s, scales[step])

        return answer, {"scales": written, "tolerance": tolerance}

    return make


def pspc_square(images, steps):
    h, w = images.shape[-2:]
    written, sizes = per_step(steps, lambda: int(rng.integers(1, min(h, w) + 1)))
    tolerance = float(pick(1e-7, 0))

    def answer(x, a, s, step):
        return oracle.pspc_square(images, x, a, s, sizes[step])

    return answer, {"patch_sizes": written, "tolerance": tolerance}


def wiener_heat(images, a, s):
    """|W| added up over the channels on both sides."""
    c, h, w = images.shape[1:]
    _, lam, vectors = oracle.spectrum(images)
    filter = (vectors * (a * a * lam / (s * s + a * a * lam))) @ vectors.T
    return np.abs(filter).reshape(c, h * w, c, h * w).sum((0, 2)).reshape(h, w, h, w)


def pspc_flex(images, steps):
    h, w = images.shape[-2:]
    written, shares = per_step(steps, lambda: float(pick(1, 0.9, 0.7, 0.5, 0.3, 0.05)))
    given = None
    if rng.random() < 0.5 or len(images) == 1:
        given = (rng.random((steps, h, w, h, w)) ** 4).astype(np.float32)

    def answer(x, a, s, step):
        heat = given[step].astype(np.float64) if given is not None else wiener_heat(images, a, s)
        if given is None and (heat.sum((2, 3)) < 1e-9 * heat.sum((2, 3)).max()).any():
            raise DrawAgain  # A constant pixel has no heat, which is a rule of our own.
        if shares[step] < 1 and given is None:
            for low, high in ((1 - 3e-6, 1 + 3e-6), (1 + 3e-6, 1 - 3e-6)):
                noise = np.where(rng.random(heat.shape) < 0.5, low, high)
                for i in range(h):
                    for j in range(w):
                        masks = [oracle.flex_mask(m, shares[step])
                                 for m in (heat[i, j], heat[i, j] * noise[i, j])]
                        if (masks[0] != masks[1]).any():
                            raise DrawAgain
        return oracle.pspc_flex(images, x, a, s, heat, shares[step])

    parameters = {"thresholds": written, "tolerance": float(pick(1e-7, 0))}
    if given is None:
        parameters["heatmaps"] = {"from": "wiener"}
    return answer, parameters, given


KINDS = {
    "optimal": (optimal, 10),
    "smoothed-optimal": (smoothed_optimal, 4),
    "wiener": (wiener, 20),
    "nearest": (nearest, 8),
    "pca-locality": (locality, 40),
    "golden-subset": (golden_subset, 8),
    "kamb-ls": (kamb(oracle.kamb_ls, False), 16),
    "kamb-els": (kamb(oracle.kamb_els, True), 16),
    "kamb-bbels": (kamb(oracle.kamb_bbels, False), 16),
    "pspc-square": (pspc_square, 16),
    "pspc-flex": (pspc_flex, 16),
}


# Drawing ------------------------------------------------------------------------------------------


def noisy_images(images, levels):
    """A noised training image and a blend of two, at each level, [steps, 2, c, h, w] in float32."""
    shape = images.shape[1:]
    clean = np.array([
        images[rng.integers(len(images))],
        (images[rng.integers(len(images))] + images[rng.integers(len(images))]) / 2,
    ])
    return np.array(
        [a * clean + s * rng.normal(size=(2, *shape)) for a, s in levels]).astype(np.float32)


def moved(x, rng=None):
    """x with every number a unit in the last place up or down."""
    step = np.spacing(np.abs(x)) * (rng or globals()["rng"]).choice([-1, 1], x.shape)
    return (x + step).astype(np.float64)


def further_moves(count, answer, noisy, y, a, s, step):
    """Further moves of an answer, which leave the order of all other draws as it is."""
    state, own, moves = rng.bit_generator.state, np.random.default_rng(1), []
    for _ in range(count):
        try:
            moves.append(np.abs(answer(moved(noisy, own), a, s, step) - y).max())
        except DrawAgain:
            pass
    rng.bit_generator.state = state
    return moves


def configuration(make, kind, further=0):
    index = int(rng.integers(len(SETS)))
    images = SETS[index][1]
    steps = int(rng.integers(1, 4))
    chosen = rng.choice(len(LEVELS), steps, replace=False)
    levels = sorted((LEVELS[i] for i in chosen), key=lambda level: -level[1] / level[0])
    answer, parameters, *heat = make(images, steps)
    noisy = noisy_images(images, levels)
    expected, bounds = [], []
    for step, (a, s) in enumerate(levels):
        x = noisy[step].astype(np.float64)
        y = answer(x, a, s, step)
        if not np.isfinite(y).all():
            raise DrawAgain  # A pixel that no patch holds has no answer by the formula.
        moves = [np.abs(answer(moved(noisy[step]), a, s, step) - y).max() for _ in range(2)]
        if max(moves) > 2e-4:
            raise DrawAgain
        moves += further_moves(further, answer, noisy[step], y, a, s, step)
        if max(moves) > 2.4e-4:
            raise DrawAgain
        expected.append(y)
        bounds.append(max(1e-4, float(f"{8 * max(moves):.2g}")))
    case = {
        "denoiser": kind.split()[0], "set": index, "parameters": parameters, "levels": levels,
        "bounds": bounds,
    }
    return case, noisy, np.array(expected, np.float32), heat[0] if heat else None


def write(folder, kinds, arrays):
    """Draws configurations of each kind, and writes them and the arrays into a folder."""
    cases = []
    for kind, (make, count, *further) in kinds.items():
        found = 0
        while found < count:
            try:
                case, noisy, expected, heat = configuration(make, kind, *further)
            except DrawAgain:
                continue
            name = f"case{len(cases)}"
            arrays[name + "_noisy"], arrays[name + "_expected"] = noisy, expected
            if heat is not None:
                arrays[name + "_heat"] = heat
            cases.append(case)
            found += 1
    folder.mkdir(parents=True, exist_ok=True)
    lines = ",\n".join("  " + json.dumps(case) for case in cases)
    (folder / "cases.json").write_text(f"[\n{lines}\n]\n")
    with zipfile.ZipFile(folder / "arrays.npz", "w", zipfile.ZIP_DEFLATED) as archive:
        for name, array in arrays.items():
            data = io.BytesIO()
            np.save(data, array)
            # A fixed date, so that the file depends on its content only.
            archive.writestr(zipfile.ZipInfo(name + ".npy"), data.getvalue(), zipfile.ZIP_DEFLATED)
    print(len(cases), "configurations,",
          sum(f.stat().st_size for f in folder.iterdir()) // 1000, "kB")


if __name__ == "__main__":
    write(FOLDER, KINDS, {f"set{index}": stored for index, (stored, _) in enumerate(SETS)})
