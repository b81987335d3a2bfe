"""Writes numerical Jacobians in float64 that closed-form sensitivities are compared with.

Run from the repository root:  python3 Tools/make_sensitivity_fixtures.py
Needs NumPy.

Denoisers are stated here once more, plainly, and differenced at fourth order in the recorded noisy
images of the golden sets: the first query of each noise level, and a few elements of the estimate.
"""

from pathlib import Path

import numpy as np

FOLDER = Path("Tests/DenoisersTests/Fixtures/golden")


def posterior(images, x, a, s, pixels, elements):
    """Means of elements over images weighted by their distance in some pixels."""
    logits = -((x[pixels] - a * images[:, pixels]) ** 2).sum(1) / (2 * s * s)
    weights = np.exp(logits - logits.max())
    return weights @ images[:, elements] / weights.sum()


def optimal(images, x, a, s, elements, **_):
    return posterior(images, x, a, s, np.arange(len(x)), elements)


def wiener(images, x, a, s, elements, **_):
    mean, covariance = images.mean(0), np.cov(images.T)
    filtered = np.linalg.solve(s * s * np.eye(len(x)) + a * a * covariance, x - a * mean)
    return (mean + a * covariance @ filtered)[elements]


def locality(images, x, a, s, elements, mask, **_):
    """Element q reads the pixels n with mask[n, q] = 1."""
    return [posterior(images, x, a, s, np.flatnonzero(mask[:, q]), q) for q in elements]


def window(shape, rows, columns):
    places = np.zeros(shape, bool)
    places[:, max(0, rows.start) : rows.stop, max(0, columns.start) : columns.stop] = True
    return np.flatnonzero(places)


def local(images, x, a, s, elements, shape, side=5, **_):
    """Element q reads the side x side window around it."""
    answers = []
    for q in elements:
        _, row, column = np.unravel_index(q, shape)
        around = [slice(int(p) - side // 2, int(p) + side // 2 + 1) for p in (row, column)]
        answers.append(posterior(images, x, a, s, window(shape, *around), q))
    return answers


def patches(images, x, a, s, elements, shape, side=3, **_):
    """The mean over all side x side patches that hold element q."""
    answers = []
    for q in elements:
        _, row, column = np.unravel_index(q, shape)
        tops = range(max(0, row - side + 1), min(row, shape[1] - side) + 1)
        lefts = range(max(0, column - side + 1), min(column, shape[2] - side) + 1)
        answers.append(
            np.mean([
                posterior(
                    images, x, a, s,
                    window(shape, slice(top, top + side), slice(left, left + side)), q)
                for top in tops for left in lefts
            ])
        )
    return answers


def jacobian(denoise, x, step):
    """d denoise / d x, [element, input]."""
    columns = []
    for index in range(len(x)):
        def at(k):
            moved = x.copy()
            moved[index] += k * step
            return np.asarray(denoise(moved))
        columns.append((8 * (at(1) - at(-1)) - (at(2) - at(-2))) / (12 * step))
    return np.stack(columns, 1)


def main():
    for name in ["gray12", "rgb8"]:
        stored = np.load(FOLDER / f"{name}_images.npy").astype(np.float64) / 127.5 - 1
        images = stored.transpose(0, 3, 1, 2)
        shape = images.shape[1:]
        images = images.reshape(len(images), -1)
        size = images.shape[1]
        elements = np.array([0, size // 2 + 5, size - 1])
        np.save(FOLDER / f"{name}_sensitivity_elements.npy", elements)
        cumulative = np.cumprod(1 - np.linspace(1e-4, 0.02, 1000))
        masks = np.load(FOLDER / f"{name}_locality_masks.npy")
        results = {f.__name__: [] for f in [optimal, wiener, locality, local, patches]}
        for index, t in enumerate(np.load(FOLDER / f"{name}_ddpm_timesteps.npy")):
            a, s = np.sqrt(cumulative[t]), np.sqrt(1 - cumulative[t])
            x = np.load(FOLDER / f"{name}_ddpm_xt.npy")[index, 0].astype(np.float64).ravel()
            for method in [optimal, wiener, locality, local, patches]:
                results[method.__name__].append(
                    jacobian(
                        lambda x: method(
                            images, x, a, s, elements=elements, mask=masks[index], shape=shape),
                        x, 1e-3 * s * s / a))
        for key, rows in results.items():
            np.save(
                FOLDER / f"{name}_sensitivity_{key}.npy", np.array(rows).astype(np.float32))


if __name__ == "__main__":
    main()
