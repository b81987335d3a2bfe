"""Reads what Locus writes, and serves a model of your own to it: one file, NumPy alone.

Results:

    import locus
    results = locus.load("results/quickstart")
    results.table("summary")      # a pandas DataFrame, or without pandas a dict of lists
    results.array("ours")         # x_0 of every step, [steps, samples, c, h, w]
    results.spec                  # the spec as a dict

A model (the denoiser `process`, {"name": "process", "command": ["python3", "model.py"]}):

    import locus
    model = lambda x, signal, noise, t: x / signal   # x is [n, c, h, w]; an estimate of x_0 like x
    locus.serve(model)
"""

import csv
import json
import os
import pathlib
import signal as signals
import sys

import numpy as np

__all__ = ["load", "serve", "Results"]


def load(folder):
    """The results in a folder that `locus run` wrote."""
    return Results(folder)


class Results:
    """One results folder. Nothing is read before it is asked for.

    folder: pathlib.Path; experiment: its name; spec, plan, provenance, columns: dicts.
    """

    def __init__(self, folder):
        self.folder = pathlib.Path(folder)
        if not (self.folder / "plan.json").exists():
            raise FileNotFoundError(f"{self.folder} has no plan.json: this is no results folder")
        self.plan = self._json("plan.json")
        self.experiment = self.plan["experiment"]

    spec = property(lambda self: self._json("spec.json"))
    provenance = property(lambda self: self._json("provenance.json"))
    columns = property(lambda self: self._json("columns.json"))
    """What every column means, by table and name."""

    @property
    def tables(self):
        """Names of the tables that are there."""
        return sorted(file.stem for file in self.folder.glob("*.csv"))

    def table(self, name):
        """A table with numbers as numbers: a DataFrame, or a dict of lists where pandas is missing.

        An empty cell is NaN in a column of numbers and None in one of words; whole numbers stay whole
        where no cell of their column is empty.
        """
        file = self.folder / f"{name}.csv"
        if not file.exists():
            raise FileNotFoundError(f"{file} is missing; there are {', '.join(self.tables)}")
        with open(file, encoding="utf-8", newline="") as lines:
            header, *rows = csv.reader(lines)
        table = {name: _column([row[place] for row in rows]) for place, name in enumerate(header)}
        try:
            import pandas
        except ImportError:
            return table
        return pandas.DataFrame(table)

    @property
    def labels(self):
        """Labels of the denoisers of the first run, in the order of the spec."""
        return [variant["label"] for variant in self.plan["runs"][0]["variants"]]

    def array(self, label, name="x0", run=0):
        """An array of a denoiser, or of the reference (label None): float32 [steps, samples, c, h, w].

        name: "x0", the unclipped estimates, or "xt", the noisy images (of the reference, and of all
        with `save_arrays`). Joined from the units, which lie in `units/`.
        """
        found = self.plan["runs"][run]
        if label is None:
            models = [found["reference_model"]] if found["reference_model"] else []
        else:
            models = [variant for variant in found["variants"] if variant["label"] == label]
        if not models:
            raise KeyError(f"no denoiser is labelled {label!r}; there are {self.labels}")
        parts = []
        for unit, first, end in models[0]["units"]:
            file = self.folder / "units" / f"{unit}.{name}.npy"
            if not file.exists():
                raise FileNotFoundError(
                    f"{file} is missing: samples {first} to {end - 1} of {label} are not finished, or "
                    f"keep no {name!r}")
            parts.append(np.load(file, allow_pickle=False))
        return np.concatenate(parts, axis=1)

    def _json(self, name):
        return json.loads((self.folder / name).read_text(encoding="utf-8"))


def _column(cells):
    """Cells as ints, floats, bools or words, whichever fits all that are not empty."""
    given = [cell for cell in cells if cell != ""]
    is_whole = len(given) == len(cells)
    if not given:
        return [None] * len(cells)
    for kind in (int, float) if is_whole else (float,):
        try:
            return [kind(cell) if cell != "" else float("nan") for cell in cells]
        except ValueError:
            pass
    if all(cell in ("true", "false") for cell in given):
        return [None if cell == "" else cell == "true" for cell in cells]
    return [None if cell == "" else cell for cell in cells]


def serve(model, version=None):
    """Answers the denoiser `process` until its input ends.

    model: called with x (float32 [n, c, h, w], x_t = signal·x_0 + noise·e), signal, noise and t;
    returns an estimate of x_0 of the same shape. What it raises becomes the error of the unit. What it
    prints goes to standard error. version: what `reports_version` expects, such as a hash of the weights.
    """
    # Ctrl-C is for Locus: it finishes the units in flight and then closes the input.
    signals.signal(signals.SIGINT, signals.SIG_IGN)
    questions, answers = sys.stdin.buffer, os.fdopen(os.dup(1), "wb")
    # Standard output belongs to the answers; prints of the model must not come between.
    os.dup2(2, 1)
    if version is not None:
        _say(answers, {"version": str(version)})
    while line := questions.readline():
        question = json.loads(line)
        shape = question["shape"]
        size = 4 * int(np.prod(shape))
        data = questions.read(size)
        if len(data) < size:
            return
        x = np.frombuffer(data, dtype="<f4").reshape(shape).astype(np.float32)
        try:
            estimate = np.asarray(
                model(x, question["signal"], question["noise"], question["t"]), dtype="<f4")
            if list(estimate.shape) != shape:
                raise ValueError(f"the model answered {list(estimate.shape)} to a batch of {shape}")
        except Exception as error:  # Any failure of the model belongs to the unit.
            _say(answers, {"error": f"{type(error).__name__}: {error}"})
            continue
        _say(answers, {"shape": shape}, estimate.tobytes())


def _say(answers, line, data=b""):
    answers.write(json.dumps(line).encode() + b"\n" + data)
    answers.flush()
