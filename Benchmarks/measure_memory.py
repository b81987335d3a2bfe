"""Holds the memory that `locus plan` foretells against what runs take, one process for each denoiser.

    python3 Benchmarks/measure_memory.py                          # synthetic images of both kinds
    python3 Benchmarks/measure_memory.py --dataset '{"name": "cifar10"}' --filter "pca.*" --steps 10
    python3 Benchmarks/measure_memory.py --memory 300MB           # data that are read in every pass

Takes the program that `swift build -c release` makes, or any other with --program. Exits with 1 where a
run takes 15 % or 20 MB, whichever is more, more or less than was foretold. Caches are off, so that
spectra and masks are made, which takes more memory than reading them.
"""

import argparse
import csv
import json
import os
import pathlib
import re
import subprocess
import sys
import tempfile

ROOT = pathlib.Path(__file__).resolve().parent.parent
SHARE, BYTES = 0.15, 20e6

GREY = {"name": "synthetic", "images": 60000, "resolution": 28}
COLOUR = {"name": "synthetic", "images": 20000, "resolution": 32, "channels": 3}

CASES = [
    {"name": "nearest"},
    {"name": "optimal"},
    {"name": "smoothed-optimal"},
    {"name": "smoothed-optimal", "label": "smoothed-optimal pca", "shape": "pca"},
    {"name": "wiener"},
    {"name": "local-wiener"},
    {"name": "gaussian-mixture", "components": 3},
    {"name": "kamb-ls", "scales": 9},
    {"name": "kamb-els", "scales": 5, "dataset": {"limit": 500}},
    {"name": "kamb-bbels", "scales": 5, "dataset": {"limit": 500}},
    {"name": "kamb-els", "label": "kamb-els clusters", "scales": 3, "clusters": 16,
     "dataset": {"limit": 2000}},
    {"name": "pspc-square", "patch_sizes": 9},
    {"name": "pspc-flex"},
    {"name": "pspc-flex", "label": "pspc-flex of a denoiser",
     "heatmaps": {"from": {"name": "wiener"}, "images": 2}},
    {"name": "golden-subset", "threshold": 0.05},
    {"name": "golden-subset", "label": "golden-subset optimal", "over": "optimal"},
    {"name": "pca-locality", "threshold": 0.05},
    {"name": "pca-locality", "label": "pca-locality real", "mask": "real"},
    {"name": "pca-locality", "label": "pca-locality dct", "basis": "dct", "threshold": 0.05},
    {"name": "filtered-posterior"},
    {"name": "filtered-posterior", "label": "filtered-posterior wiener", "precision": {"wiener": 1}},
    {"name": "filtered-posterior", "label": "filtered-posterior locality",
     "precision": {"locality": 0.05}},
    {"name": "switch", "label": "switch", "entries": [
        {"name": "wiener", "above": 1}, {"name": "pspc-square", "patch_sizes": 8}]},
]


def main():
    arguments = parse()
    wrong = 0
    print(f"{'MB':34}{'foretold':>10}{'taken':>10}{'ratio':>8}")
    with tempfile.TemporaryDirectory() as folder:
        for dataset in arguments.dataset or [GREY, COLOUR]:
            print(json.dumps(dataset))
            for case in CASES:
                if not re.fullmatch(arguments.filter, case.get("label", case["name"])):
                    continue
                wrong += not measure(case, dataset, pathlib.Path(folder), arguments)
    sys.exit(1 if wrong else 0)


def parse():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--program", default=ROOT / ".build/release/locus")
    parser.add_argument("--dataset", type=json.loads, action="append", help="as a spec has it")
    parser.add_argument("--filter", default=".*", help="only labels that match")
    parser.add_argument("--steps", type=int, default=4)
    parser.add_argument("--samples", type=int, default=16, help="eight are a unit")
    parser.add_argument("--threads", type=int, default=os.cpu_count())
    parser.add_argument("--memory", help="of locus run, e.g. 300MB")
    parser.add_argument("--data", help="folder of downloaded data sets")
    return parser.parse_args()


def measure(case, dataset, folder, arguments):
    """Whether one denoiser takes what was foretold; prints both."""
    case = dict(case)
    label = case.setdefault("label", case["name"])
    data = {**dataset, **case.pop("dataset", {})}
    spec = {
        "version": 1, "name": "memory", "task": "generate", "dataset": data,
        "schedule": {"name": "ddpm-linear", "steps": arguments.steps},
        "samples": arguments.samples, "denoisers": [case],
    }
    file = folder / "spec.json"
    file.write_text(json.dumps(spec))
    options = [["--memory", arguments.memory], ["--data", arguments.data]]
    options = [word for option in options if option[1] for word in option]
    options += ["--threads", str(arguments.threads)]
    plan = json.loads(locus(arguments, "plan", file, "--json", *options))
    output = folder / label.replace(" ", "-")
    locus(arguments, "run", file, "--no-report", "--quiet", "--output", output, *options)
    rows = csv.DictReader((output / "memory/timing.csv").open())
    taken = max(int(row["peak_rss_bytes"]) for row in rows)
    foretold = plan["memory_bytes"]
    error = abs(taken - foretold)
    isRight = error <= max(SHARE * taken, BYTES)
    print(f"  {label:32}{foretold / 1e6:10.1f}{taken / 1e6:10.1f}{taken / foretold:8.2f}"
          + ("" if isRight else "  off"), flush=True)
    return isRight


def locus(arguments, *words):
    process = subprocess.run(
        [str(arguments.program), *map(str, words)], capture_output=True, text=True,
        env={**os.environ, "LOCUS_CACHE": "off", "NO_COLOR": "1"})
    if process.returncode != 0:
        sys.exit(f"locus {' '.join(map(str, words))}\n{process.stdout}{process.stderr}")
    return process.stdout


if __name__ == "__main__":
    main()
