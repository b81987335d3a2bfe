#!/usr/bin/env python3
"""Principal components as single precision gives them, for `"spectrum"` of pca-locality and wiener.

    locus run images.json        # the task "images" writes results/NAME/images.npy
    python3 Tools/float32_spectrum.py results/NAME/images.npy spectrum.npz

The release of Lukoianov et al. forms the covariance and its decomposition in float32. Numbers that
are constant in the data then get a variance of rounding errors, and masks of nothing else. Locus
computes both in double precision; with this file a run shows what the difference is worth.

Needs NumPy.
"""

import sys

import numpy as np

if len(sys.argv) != 3:
    sys.exit(__doc__)
images = np.load(sys.argv[1])
if images.dtype == np.uint8:
    images = images.astype(np.float32) / np.float32(127.5) - np.float32(1)
rows = images.reshape(len(images), -1).astype(np.float32)
mean = rows.mean(axis=0, dtype=np.float32)
centred = rows - mean
covariance = (centred.T @ centred) / np.float32(len(rows) - 1)
axes, values, _ = np.linalg.svd(covariance)
np.savez(sys.argv[2], mean=mean, eigenvalues=values, eigenvectors=axes)
print(f"{len(values)} components in {axes.dtype}, variances from {values[0]:.3g} to {values[-1]:.3g}")
