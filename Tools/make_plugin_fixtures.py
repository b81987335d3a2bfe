"""Writes what the tests of schedules, metrics and data sets expect.

Run from the repository root:  python3 Tools/make_plugin_fixtures.py
Needs NumPy 2.

Every formula is stated here once more, plainly and in float64: a test that fails is a disagreement
between two programs. Numbers that enter a computation in Swift as Float are rounded to float32
first. Numbers that JSON cannot hold are the strings "nan", "inf" and "-inf".
"""

import gzip
import json
import math
import struct
from pathlib import Path

import numpy as np

TESTS = Path("Tests")


# Noise levels -------------------------------------------------------------------------------------


def ddpm_linear(steps=10, beta_start=1e-4, beta_end=0.02, train_steps=1000):
    """Rows (signal, noise, t), noisiest first."""
    cumulative = np.cumprod(1 - np.linspace(beta_start, beta_end, train_steps))
    times = (np.arange(steps) * (train_steps // steps))[::-1]
    return [(math.sqrt(cumulative[t]), math.sqrt(1 - cumulative[t]), float(t)) for t in times]


def cosine_signal(t, offset):
    """cos((t + o) / 1.008 · π/2), divided by its value at t = 0 so that s(0) = 0."""
    signal = np.cos((t + offset) / 1.008 * np.pi / 2)
    return signal / np.cos(offset / 1.008 * np.pi / 2)


def cosine(steps=20, offset=0.0, sampler="kamb"):
    first = steps - 1 if sampler == "kamb" else steps
    rows = []
    for i in range(first, 0, -1):
        signal = max(cosine_signal(i / steps, offset), 1e-3)
        rows.append((float(signal), math.sqrt(1 - signal**2), i / steps))
    return rows


def karras(steps=18, sigma_min=0.002, sigma_max=80.0, rho=7.0, sampler="euler"):
    fraction = np.arange(steps) / max(steps - 1, 1)
    high, low = sigma_max ** (1 / rho), sigma_min ** (1 / rho)
    sigmas = (high + fraction * (low - high)) ** rho
    return [(1.0, float(s), float(s)) for s in sigmas]


# Samplers: each returns x_t and the unclipped x_0 of every step -----------------------------------


def ddim(denoise, noise, levels, clip):
    """The x_0 that enters the update is clipped; the noise estimate is not recomputed from it."""
    x, trail = noise, []
    for i, (a, s, _) in enumerate(levels):
        a_next, s_next = levels[i + 1][:2] if i + 1 < len(levels) else (1.0, 0.0)
        x0 = denoise(x, a, s)
        trail.append((x, x0))
        e = (x - a * x0) / math.sqrt(s * s + 1e-8)
        kept = (x - s * e) / a
        x = a_next * (np.clip(kept, -1, 1) if clip else kept) + s_next * e
    return trail


def probability_flow(denoise, noise, levels, heun):
    """Euler or Heun on dx/dσ = (x - x_0) / σ; the last step, to σ = 0, is Euler's."""
    x, trail = noise * levels[0][1], []
    for i, (_, sigma, _) in enumerate(levels):
        following = levels[i + 1][1] if i + 1 < len(levels) else 0.0
        x0 = denoise(x, 1.0, sigma)
        trail.append((x, x0))
        slope = (x - x0) / sigma
        ahead = x + (following - sigma) * slope
        if heun and following > 0:
            corrected = (ahead - denoise(ahead, 1.0, following)) / following
            ahead = x + (following - sigma) * (slope + corrected) / 2
        x = ahead
    return trail


def kamb_reverse(denoise, noise, levels):
    x, trail = noise, []
    for i, (a, s, _) in enumerate(levels):
        a_next, s_next = levels[i + 1][:2] if i + 1 < len(levels) else (1.0, 0.0)
        x0 = denoise(x, a, s)
        trail.append((x, x0))
        e = (x - a * x0) / s
        x = a_next / a * x + (s_next - a_next / a * s) * e
    return trail


# Schedules ----------------------------------------------------------------------------------------

SCHEDULES = {"ddpm-linear": ddpm_linear, "cosine": cosine, "karras": karras}
LEVELS = [
    ("ddpm-linear", {}),
    ("ddpm-linear", {"steps": 1}),
    ("ddpm-linear", {"steps": 3}),
    ("ddpm-linear", {"steps": 7, "train_steps": 7}),
    ("ddpm-linear", {"steps": 1, "train_steps": 1}),
    ("ddpm-linear", {"steps": 5, "beta_start": 0.001, "beta_end": 0.03, "train_steps": 400}),
    ("cosine", {}),
    ("cosine", {"offset": 0.008}),
    ("cosine", {"steps": 2}),
    ("cosine", {"steps": 6, "sampler": "ddim"}),
    ("cosine", {"steps": 6, "sampler": "ddim", "offset": 0.008}),
    ("karras", {}),
    ("karras", {"steps": 1}),
    ("karras", {"steps": 6, "sigma_min": 0.02, "sigma_max": 40.0}),
    ("karras", {"steps": 5, "sigma_min": 0.1, "sigma_max": 10.0, "rho": 3.0}),
]
TRAJECTORIES = [
    ("ddpm-linear", {"steps": 6}),
    ("ddpm-linear", {"steps": 6, "clip": False}),
    ("ddpm-linear", {"steps": 1}),
    ("ddpm-linear", {"steps": 12, "train_steps": 12, "beta_end": 0.5}),
    ("cosine", {"steps": 8}),
    ("cosine", {"steps": 8, "offset": 0.008}),
    ("cosine", {"steps": 8, "sampler": "ddim"}),
    ("karras", {"steps": 7}),
    ("karras", {"steps": 7, "sampler": "heun"}),
    ("karras", {"steps": 1, "sampler": "heun"}),
]
SHAPE = (2, 1, 2, 3)


def toy_model(rng):
    """A linear denoiser with a mean, a variance and a neighbour's pull for every pixel."""
    mean = rng.uniform(-1.6, 1.6, SHAPE[1:]).astype(np.float32).astype(float)
    variance = rng.uniform(0.2, 2.0, SHAPE[1:]).astype(np.float32).astype(float)

    def denoise(x, a, s):
        gain = a * variance / (a * a * variance + s * s)
        residual = x - a * mean
        turned = np.roll(residual.reshape(len(x), -1), 1, axis=1).reshape(x.shape)
        return mean + gain * (residual + 0.25 * turned)

    return mean, variance, denoise


def trajectory(name, parameters, levels, noise, denoise):
    if name == "karras":
        return probability_flow(denoise, noise, levels, parameters.get("sampler") == "heun")
    if name == "cosine" and parameters.get("sampler", "kamb") == "kamb":
        return kamb_reverse(denoise, noise, levels)
    return ddim(denoise, noise, levels, parameters.get("clip", True))


def schedules():
    rng = np.random.default_rng(1)
    levels = []
    for name, parameters in LEVELS:
        rows = SCHEDULES[name](**parameters)
        scale = rows[0][1] if name == "karras" else 1.0
        levels.append(
            {"schedule": name, "parameters": parameters, "levels": rows, "start_scale": scale}
        )
    runs = []
    for name, parameters in TRAJECTORIES:
        noise = rng.standard_normal(SHAPE).astype(np.float32).astype(float)
        mean, variance, denoise = toy_model(rng)
        own = {key: value for key, value in parameters.items() if key != "clip"}
        trail = trajectory(name, parameters, SCHEDULES[name](**own), noise, denoise)
        if name == "ddpm-linear" and parameters.get("clip", True) and len(trail) > 1:
            assert np.abs([x0 for _, x0 in trail[:-1]]).max() > 1.1, "clipping must matter"
        runs.append(
            {
                "schedule": name,
                "parameters": parameters,
                "mean": mean,
                "variance": variance,
                "noise": noise,
                "noisy": [x for x, _ in trail],
                "estimates": [x0 for _, x0 in trail],
            }
        )
    write("FrameworkTests/Fixtures/schedules/levels.json", levels)
    write("FrameworkTests/Fixtures/schedules/trajectories.json", runs)


# Metrics ------------------------------------------------------------------------------------------


def r2(y, ref):
    m = ref.shape[1]
    spread = ((ref - ref.mean(1, keepdims=True)) ** 2).sum(1)
    constant = (ref == ref[:, :1]).all(1)
    variance = np.where(constant, 1, spread / max(m - 1, 1))
    return 1 - ((y - ref) ** 2).sum(1) / (variance * m)


def mse(y, ref):
    return ((y - ref) ** 2).mean(1)


def l2(y, ref):
    return np.sqrt(((y - ref) ** 2).sum(1))


def cosine_similarity(y, ref):
    return (y * ref).sum(1) / np.sqrt((y * y).sum(1) * (ref * ref).sum(1))


def pearson(y, ref):
    """NaN where a side is constant; the mean of equal numbers is that number."""
    constant = (y == y[:, :1]).all(1) | (ref == ref[:, :1]).all(1)
    value = cosine_similarity(y - y.mean(1, keepdims=True), ref - ref.mean(1, keepdims=True))
    return np.where(constant, np.nan, value)


def nearest_distance(y, training):
    return np.sqrt(((y[:, None] - training) ** 2).sum(2).min(1))


def copy_ratio(y, training):
    """The first two training images are equal, and count as one."""
    found = []
    for image in y:
        distances = np.sort(np.sqrt(((image - np.unique(training, axis=0)) ** 2).sum(1)))
        found.append(distances[0] / distances[1])
    return np.array(found)


def l1(y, ref):
    return np.abs(y - ref).mean(1)


def psnr(y, ref):
    """NaN for equal images."""
    error = mse(y, ref)
    return np.where(error == 0, np.nan, 10 * np.log10(4 / error))


METRICS = {
    "r2": r2, "mse": mse, "l2": l2, "pearson": pearson, "cosine": cosine_similarity, "l1": l1,
    "psnr": psnr,
}


def float32(values):
    return np.asarray(values, np.float32).astype(float)


def metrics():
    rng = np.random.default_rng(2)
    batches = []
    for note, (c, h, w), spread, clip in [
        ("grey", (1, 5, 4), 0.6, None),
        ("colour", (3, 4, 6), 1.5, None),
        ("far from zero", (1, 6, 6), 0.01, None),
        ("one pixel", (1, 1, 1), 1.0, None),
        ("clipped to the data's range", (3, 4, 4), 1.4, [-1.0, 1.0]),
        ("clipped to positive values", (1, 4, 4), 1.4, [0.0, 1.0]),
    ]:
        m = c * h * w
        centre = 30.0 if note == "far from zero" else 0.1
        ref = float32(centre + spread * rng.standard_normal((5, m)))
        y = float32(ref + 0.5 * spread * rng.standard_normal((5, m)))
        y[1] = ref[1]
        training = float32(centre + spread * rng.standard_normal((9, m)))
        training[1] = training[0]
        a, b = (y, ref) if clip is None else (np.clip(y, *clip), np.clip(ref, *clip))
        with np.errstate(invalid="ignore", divide="ignore"):
            values = {name: metric(a, b) for name, metric in METRICS.items()}
        values["nearest-distance"] = nearest_distance(a, training)
        values["copy-ratio"] = copy_ratio(a, training)
        batches.append(
            {
                "note": note,
                "shape": [c, h, w],
                "clip": clip,
                "candidate": y.ravel(),
                "reference": ref.ravel(),
                "training": training.ravel(),
                "values": values,
            }
        )
    write("MetricsTests/Fixtures/metrics.json", batches)


# Data sets in MNIST's format ----------------------------------------------------------------------


def digits():
    """Three training and two held-out images of 4 × 5 pixels, as gzipped IDX files.

    Byte j of the pixels is (7 j + start) mod 256, label i is (3 i + start) mod 10; start is 1 for
    training images and 2 for held-out ones.
    """
    folder = TESTS / "DatasetsTests/Fixtures/mnist"
    folder.mkdir(parents=True, exist_ok=True)
    for prefix, n, start in [("train", 3, 1), ("t10k", 2, 2)]:
        pixels = bytes((7 * j + start) % 256 for j in range(n * 20))
        labels = bytes((3 * i + start) % 10 for i in range(n))
        for kind, dimensions, content in [
            ("images-idx3", (n, 4, 5), pixels),
            ("labels-idx1", (n,), labels),
        ]:
            header = bytes([0, 0, 8, len(dimensions)]) + struct.pack(
                f">{len(dimensions)}I", *dimensions
            )
            packed = gzip.compress(header + content, mtime=0)
            (folder / f"{prefix}-{kind}-ubyte.gz").write_bytes(packed)


# Writing ------------------------------------------------------------------------------------------


def plain(value):
    """The value as JSON has it: arrays as nested lists, numbers in their shortest exact form."""
    if isinstance(value, dict):
        return {key: plain(item) for key, item in value.items()}
    if isinstance(value, (list, tuple, np.ndarray)):
        return [plain(item) for item in value]
    if isinstance(value, (bool, int, str)) or value is None:
        return value
    number = float(value)
    return number if math.isfinite(number) else str(number)


def write(name, cases):
    path = TESTS / name
    path.parent.mkdir(parents=True, exist_ok=True)
    lines = ",\n".join(json.dumps(plain(case)) for case in cases)
    path.write_text('{"cases": [\n' + lines + "\n]}\n")


if __name__ == "__main__":
    schedules()
    metrics()
    digits()
