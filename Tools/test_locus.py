#!/usr/bin/env python3
"""Tests locus.py: with a results folder, its tables and arrays too.

    Tools/test_locus.py [RESULTS]
"""

import json
import pathlib
import subprocess
import sys
import unittest

try:
    import numpy as np
except ImportError:
    print("skipped: no NumPy")
    sys.exit(0)

TOOLS = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(TOOLS))
import locus  # noqa: E402

RESULTS = sys.argv.pop(1) if len(sys.argv) > 1 else None

MODEL = f"""
import sys
sys.path.insert(0, {str(TOOLS)!r})
import locus
def model(x, signal, noise, t):
    print("words of the model")
    if noise > 5:
        raise ValueError("too noisy")
    return x[:1] if noise > 2 else x / signal
locus.serve(model, version="7")
"""


class ColumnTests(unittest.TestCase):
    def test_types(self):
        for cells, expected in [
            (["1", "2"], [1, 2]), (["1.5", "2"], [1.5, 2.0]), (["a", ""], ["a", None]),
            (["true", "", "false"], [True, None, False]), (["", ""], [None, None]),
            (["1e-65", "inf"], [1e-65, float("inf")]), (["1", "x"], ["1", "x"]),
        ]:
            self.assertEqual(locus._column(cells), expected)
        first, second = locus._column(["1", ""])
        self.assertEqual((first, second != second), (1.0, True))


class ServeTests(unittest.TestCase):
    def test_protocol(self):
        x = np.arange(12, dtype="<f4").reshape(2, 1, 2, 3)

        def question(noise):
            line = {"op": "denoise", "shape": [2, 1, 2, 3], "signal": 0.5, "noise": noise, "t": 3}
            return json.dumps(line).encode() + b"\n" + x.tobytes()

        run = subprocess.run(
            [sys.executable, "-c", MODEL], input=question(1) + question(9) + question(3) + question(1),
            capture_output=True, timeout=60, check=True)
        greeting, rest = run.stdout.split(b"\n", 1)
        self.assertEqual(json.loads(greeting), {"version": "7"})
        line, rest = rest.split(b"\n", 1)
        self.assertEqual(json.loads(line), {"shape": [2, 1, 2, 3]})
        np.testing.assert_array_equal(np.frombuffer(rest[:48], "<f4"), 2 * x.ravel())
        line, rest = rest[48:].split(b"\n", 1)
        self.assertEqual(json.loads(line), {"error": "ValueError: too noisy"})
        line, rest = rest.split(b"\n", 1)
        self.assertIn("answered [1, 1, 2, 3]", json.loads(line)["error"])
        line, rest = rest.split(b"\n", 1)
        self.assertEqual((json.loads(line), len(rest)), ({"shape": [2, 1, 2, 3]}, 48))
        self.assertIn(b"words of the model", run.stderr)


@unittest.skipUnless(RESULTS, "no results folder given")
class ResultsTests(unittest.TestCase):
    def setUp(self):
        self.results = locus.load(RESULTS)

    def test_tables(self):
        self.assertEqual(self.results.experiment, self.results.spec["name"])
        samples = self.results.table("samples")
        self.assertEqual(set(samples["status"]), {"ok"})
        self.assertIn("samples.csv", self.results.columns)
        values = [v for v, d, m, s in zip(samples["value"], samples["variant"], samples["metric"],
                                          samples["step"])
                  if (d, m, s) == (self.results.labels[0], "mse", 0)]
        summary = self.results.table("summary")
        means = [v for v, d, m, s in zip(summary["mean"], summary["variant"], summary["metric"],
                                         summary["step"])
                 if (d, m, s) == (self.results.labels[0], "mse", 0)]
        np.testing.assert_allclose(np.mean(values), means[0], rtol=1e-12)

    def test_arrays_are_what_metrics_were_computed_from(self):
        samples = self.results.table("samples")
        reference = self.results.array(None)
        steps, count = reference.shape[:2]
        for label in self.results.labels:
            mine = self.results.array(label)
            self.assertEqual(mine.shape, reference.shape)
            mse = ((mine.astype(float) - reference) ** 2).reshape(steps, count, -1).mean(2)
            rows = [(s, k, v) for s, k, v, d, m in zip(
                samples["step"], samples["sample"], samples["value"], samples["variant"],
                samples["metric"]) if (d, m) == (label, "mse")]
            self.assertEqual(len(rows), steps * count)
            for step, sample, value in rows:
                np.testing.assert_allclose(mse[step, sample], value, rtol=1e-9)

    def test_errors_say_what_there_is(self):
        with self.assertRaisesRegex(FileNotFoundError, "there are .*summary"):
            self.results.table("nothing")
        with self.assertRaisesRegex(KeyError, self.results.labels[0].split("[")[0]):
            self.results.array("nobody")
        with self.assertRaisesRegex(FileNotFoundError, "no plan.json"):
            locus.load("/nowhere")


if __name__ == "__main__":
    unittest.main()
