#!/usr/bin/env python3
"""Runs the same sizes through Locus and through NumPy in turn, and prints them side by side.

    swift build -c release --package-path Benchmarks
    python3 Benchmarks/compare_numpy.py [--threads 1 2] [--rounds N] [--filter TEXT] [--cpu]

NumPy runs twice, with OpenBLAS' AVX2 kernels (OPENBLAS_CORETYPE=Haswell) and with its AVX-512 kernels
(SkylakeX): which of them it takes by itself depends on the processor and its release. A ratio is the
median of the rounds' ratios NumPy / Locus, above 1 where Locus is faster. `--cpu` compares the time of
all processors together in place of the clock: other programs on the machine disturb it less.
"""

import pathlib
import tempfile

import measure


def cases():
    """Name of the benchmark: function that makes the NumPy body."""
    import numpy as np

    random = np.random.default_rng(42)

    def matrix(rows, columns, dtype):
        return random.uniform(-1, 1, (rows, columns)).astype(dtype)

    def product(count, dtype):
        left, right = matrix(count, count, dtype), matrix(count, count, dtype)
        return lambda: left @ right

    def eigen(count, dtype):
        lower = np.tril(matrix(count, count, dtype))
        symmetric = lower + np.tril(lower, -1).T
        return lambda: np.linalg.eigh(symmetric)

    def cholesky(count):
        factor = matrix(count, count, np.float64)
        definite = factor @ factor.T + np.eye(count)
        try:
            from scipy.linalg import cholesky as scipy_cholesky
        except ImportError:
            return lambda: np.linalg.cholesky(definite)
        return lambda: scipy_cholesky(definite, lower=True, check_finite=False)

    def covariance(images, dimension):
        # Written by the benchmark of the same name, which runs first.
        file = pathlib.Path(tempfile.gettempdir()) / f"locus-benchmark-{images}x{dimension}.idx"

        def body():
            pixels = np.fromfile(file, dtype=np.uint8, offset=12).reshape(images, dimension)
            centred = pixels.astype(np.float32)
            centred -= centred.mean(axis=0)
            return centred.T @ centred / np.float32(images - 1)

        return body

    def exponential(count):
        x = random.uniform(-20, 0, count).astype(np.float32)
        result = np.empty_like(x)
        return lambda: np.exp(x, out=result)

    def softmax(count):
        distances = random.uniform(0, 20, count).astype(np.float32)

        def body():
            weights = np.exp(distances.min() - distances)
            return weights / weights.sum()

        return body

    table = {}
    for count in (256, 512, 1024, 2048, 3072, 4096):
        table[f"product-float-{count}"] = lambda n=count: product(n, np.float32)
    for count in (512, 1024, 2048):
        table[f"product-double-{count}"] = lambda n=count: product(n, np.float64)
    for count in (784, 3072):
        table[f"cholesky-double-{count}"] = lambda n=count: cholesky(n)
    for kind, dtype in (("float", np.float32), ("double", np.float64)):
        for count in (784, 1024, 3072):
            table[f"eigen-{kind}-{count}"] = lambda n=count, t=dtype: eigen(n, t)
    table["covariance-60000x784"] = lambda: covariance(60_000, 784)
    table["covariance-50000x3072"] = lambda: covariance(50_000, 3072)
    table["exp-float-65536"] = lambda: exponential(1 << 16)
    table["softmax-float-60000"] = lambda: softmax(60_000)
    return table


if __name__ == "__main__":
    table = cases()
    measure.main(
        __doc__, table, lambda name: table[name](),
        peers={kernels: {"OPENBLAS_CORETYPE": kernels} for kernels in ("Haswell", "SkylakeX")})
