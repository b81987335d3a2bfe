#!/usr/bin/env python3
"""Makes principal component analyses of a few small images as people publish them.

Needs numpy, safetensors and PyTorch. Run from the root of the repository:
    python3 Tools/make_spectrum_fixtures.py
"""

from pathlib import Path

import numpy as np
import torch
from safetensors.numpy import save_file

FOLDER = Path("Tests/DenoisersTests/Fixtures/Spectra")
RANDOM = np.random.default_rng(5)


def main() -> None:
    FOLDER.mkdir(parents=True, exist_ok=True)
    mixing = RANDOM.normal(size=(24, 24)) * 0.8 ** np.arange(24)
    images = (RANDOM.normal(size=(80, 24)) @ mixing.T * 18 + 120).clip(0, 255).astype(np.uint8)
    np.save(FOLDER / "images.npy", images.reshape(80, 4, 6))
    data = images / 127.5 - 1
    mean, covariance = data.mean(0), np.cov(data.T)
    values, vectors = np.linalg.eigh(covariance)
    np.savez(FOLDER / "columns.npz", mean=mean, eigenvalues=values, eigenvectors=vectors)
    values, rows = values[::-1], (vectors * RANDOM.choice([-1, 1], 24)).T[::-1]
    np.savez_compressed(FOLDER / "rows.npz", mean_=mean.reshape(1, 24), components_=rows,
                        explained_variance_=values)
    np.savez(FOLDER / "five.npz", mean_=mean.reshape(1, 4, 6), components_=rows[:5].reshape(5, 1, 4, 6),
             explained_variance_=values[:5])
    unit = {"mean": (mean + 1) / 2, "components": rows, "explained_variance": values / 4}
    save_file({name: np.ascontiguousarray(array, np.float32) for name, array in unit.items()},
              FOLDER / "unit.safetensors")
    torch.save({"mean": torch.tensor(mean), "eigenvalues": torch.tensor(values[:7].copy()),
                "eigenvectors": torch.tensor(rows[:7].T.copy())}, FOLDER / "seven.pt")
    # As the release of Lukoianov et al. saves them.
    (FOLDER / "release").mkdir(exist_ok=True)
    u, la, vh = torch.linalg.svd(torch.tensor(covariance, dtype=torch.float32))
    parts = {"U": u, "LA": la, "Vh": vh, "mean": torch.tensor(mean, dtype=torch.float32)}
    for name, tensor in parts.items():
        torch.save(tensor, FOLDER / "release" / f"{name}.pt")


if __name__ == "__main__":
    main()
