"""The measuring loop of the scripts that compare Locus with other libraries.

Every round starts a process of Locus and one of each peer, so that a machine whose speed drifts is
fair to all. A ratio is the median over the rounds of peer / Locus: above 1 Locus is faster.
"""

import argparse
import os
import pathlib
import statistics
import subprocess
import sys
import time

PROGRAM = pathlib.Path(__file__).resolve().parent / ".build/release/Benchmarks"


def main(about, names, body, peers, environment=None, prepare=lambda: None):
    """Runs the script: prints the table, or is the process that measures one body.

    about: the script's docstring; names: the benchmarks; body(name): a function to measure, called
    in the peer's process; peers: name of a column: variables of that peer's environment; environment:
    variables for all processes; prepare: called before the first of them.
    """
    arguments = parse(about)
    if arguments.peer:
        return print(*seconds(body(arguments.peer), arguments.repeats))
    if not PROGRAM.exists():
        sys.exit("build first: swift build -c release --package-path Benchmarks")
    prepare()
    unit = "ms of CPU" if arguments.cpu else "ms"
    print(f"{unit}, medians of {arguments.rounds} rounds; ratio: peer / Locus, above 1 Locus is faster")
    columns = "".join(f"{peer:>11}{'ratio':>7}" for peer in peers)
    print(f"{'':24}{'threads':>8}{'Locus':>11}{columns}")
    for name in names:
        if arguments.filter not in name:
            continue
        for threads in arguments.threads:
            ours, theirs = compare(name, threads, peers, environment or {}, arguments)
            columns = "".join(f"{1e3 * time:11.3f}{ratio:7.2f}" for time, ratio in theirs)
            print(f"{name:24}{threads:8}{1e3 * ours:11.3f}{columns}", flush=True)


def parse(about):
    parser = argparse.ArgumentParser(description=about.splitlines()[0])
    parser.add_argument("--threads", type=int, nargs="+", default=[1, os.cpu_count()])
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--repeats", type=int, default=3, help="runs in one process")
    parser.add_argument("--filter", default="", help="only benchmarks with this in their name")
    parser.add_argument("--cpu", action="store_true", help="processor time in place of the clock")
    parser.add_argument("--peer", metavar="NAME", help=argparse.SUPPRESS)
    return parser.parse_args()


def seconds(body, repeats):
    """Wall and processor seconds of one run: medians over batches of at least 20 ms."""
    body()
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
    return statistics.median(wall), statistics.median(processor)


def compare(name, threads, peers, environment, arguments):
    """Seconds of Locus, and for each peer its seconds and its ratio: medians over the rounds."""
    kind = 1 if arguments.cpu else 0
    repeats = ["--repeats", str(arguments.repeats)]
    ours, theirs = [], [[] for _ in peers]
    for _ in range(arguments.rounds):
        ours.append(run_locus(name, threads, repeats, environment)[kind])
        for times, variables in zip(theirs, peers.values()):
            times.append(run_peer(name, threads, repeats, {**environment, **variables})[kind])
    median = statistics.median
    return median(ours), [
        (median(times), median(t / own for t, own in zip(times, ours))) for times in theirs
    ]


def run_locus(name, threads, repeats, environment):
    command = [PROGRAM, "--tsv", "--only", name, "--threads", str(threads)] + repeats
    output = subprocess.run(
        command, env={**os.environ, **environment}, capture_output=True, text=True)
    fields = output.stdout.split()
    if len(fields) != 4 or fields[3] != "right":
        sys.exit(f"{name}: the result of Locus is wrong\n{output.stdout}{output.stderr}")
    return float(fields[1]), float(fields[2])


def run_peer(name, threads, repeats, environment):
    limits = ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS")
    environment = {**os.environ, **environment, **dict.fromkeys(limits, str(threads))}
    command = [sys.executable, sys.argv[0], "--peer", name] + repeats
    output = subprocess.run(command, env=environment, stdout=subprocess.PIPE, text=True)
    if output.returncode != 0:
        sys.exit(f"{name}: the peer failed")
    return tuple(map(float, output.stdout.split()))
