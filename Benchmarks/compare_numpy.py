#!/usr/bin/env python3
"""Runs the same sizes through Locus and through NumPy in turn, and prints them side by side.

    swift build -c release --package-path Benchmarks
    python3 Benchmarks/compare_numpy.py [--threads 1 2] [--rounds N] [--filter TEXT] [--cpu]

Every round starts a process of each, so that a machine whose speed drifts is fair to all; a ratio is
the median of the ratios of the rounds, above 1 where Locus is faster. NumPy runs twice, with OpenBLAS'
AVX2 kernels (OPENBLAS_CORETYPE=Haswell) and with its AVX-512 kernels (SkylakeX): which of them it
takes by itself depends on the processor and its release. `--cpu` compares the time of all processors together in place of the clock:
other programs on the machine disturb it less.
"""

import argparse
import os
import pathlib
import statistics
import subprocess
import sys
import tempfile
import time

PROGRAM = pathlib.Path(__file__).resolve().parent / ".build/release/Benchmarks"


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


def measure_numpy(name, repeats):
    """Prints wall and processor seconds of one run: medians over batches of at least 20 ms."""
    body = cases()[name]()
    start = time.perf_counter()
    body()
    batch = max(1, int(0.02 / (time.perf_counter() - start)))
    wall, processor = [], []
    for _ in range(repeats):
        start, start_processor = time.perf_counter(), time.process_time()
        for _ in range(batch):
            body()
        wall.append((time.perf_counter() - start) / batch)
        processor.append((time.process_time() - start_processor) / batch)
    print(statistics.median(wall), statistics.median(processor))


def run_numpy(name, threads, repeats, core_type):
    environment = dict(os.environ)
    for variable in ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS"):
        environment[variable] = str(threads)
    environment["OPENBLAS_CORETYPE"] = core_type
    command = [sys.executable, __file__, "--numpy", name, "--repeats", str(repeats)]
    output = subprocess.run(command, env=environment, check=True, capture_output=True, text=True)
    return tuple(map(float, output.stdout.split()))


def run_locus(name, threads, repeats):
    command = [PROGRAM, "--tsv", "--only", name, "--threads", str(threads)]
    command += ["--repeats", str(repeats)]
    output = subprocess.run(command, check=True, capture_output=True, text=True)
    _, wall, processor, verdict = output.stdout.split()
    if verdict != "right":
        sys.exit(f"{name}: the result of Locus is wrong")
    return float(wall), float(processor)


def compare(name, threads, arguments):
    """Seconds of Locus and of NumPy with either kernels, and the two ratios: medians."""
    kind = 1 if arguments.cpu else 0
    rounds = []
    for _ in range(arguments.rounds):
        ours = run_locus(name, threads, arguments.repeats)[kind]
        haswell = run_numpy(name, threads, arguments.repeats, "Haswell")[kind]
        skylake = run_numpy(name, threads, arguments.repeats, "SkylakeX")[kind]
        rounds.append((ours, haswell, skylake, haswell / ours, skylake / ours))
    return [statistics.median(column) for column in zip(*rounds)]


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--threads", type=int, nargs="+", default=[1, os.cpu_count()])
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--repeats", type=int, default=3, help="runs in one process")
    parser.add_argument("--filter", default="", help="only benchmarks with this in their name")
    parser.add_argument("--cpu", action="store_true", help="processor time in place of the clock")
    parser.add_argument("--numpy", metavar="NAME", help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    if arguments.numpy:
        return measure_numpy(arguments.numpy, arguments.repeats)
    if not PROGRAM.exists():
        sys.exit("build first: swift build -c release --package-path Benchmarks")

    unit = "ms of CPU" if arguments.cpu else "ms"
    print(f"{unit}, medians of {arguments.rounds} rounds; NumPy with OpenBLAS' Haswell and SkylakeX kernels")
    print(f"{'':24}{'threads':>8}{'Locus':>11}{'Haswell':>11}{'ratio':>7}{'SkylakeX':>11}{'ratio':>7}")
    for name in cases():
        if arguments.filter not in name:
            continue
        for threads in arguments.threads:
            ours, haswell, skylake, *ratios = compare(name, threads, arguments)
            print(
                f"{name:24}{threads:8}{1e3 * ours:11.3f}{1e3 * haswell:11.3f}{ratios[0]:7.2f}"
                f"{1e3 * skylake:11.3f}{ratios[1]:7.2f}",
                flush=True,
            )


if __name__ == "__main__":
    main()
