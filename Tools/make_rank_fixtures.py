"""Writes the rank tests', sign test's, equivalence test's and bootstrap's fixtures to
Tests/NumericsTests/Fixtures/statistics/: signed-rank, mann-whitney, sign, hodges-lehmann,
quartiles, equivalence, bootstrap and normal.json.

Run from the repository root:  python3 Tools/make_rank_fixtures.py
Needs SciPy 1.17.

`judge` says who vouches for a case:
  "scipy"  SciPy or NumPy;
  "exact"  SciPy loses digits; the number is a fraction of whole numbers, counted out;
  "rule"   a degenerate case in which SciPy has no answer, or another one for other sizes.
Numbers that JSON cannot hold are the strings "nan", "inf" and "-inf".
"""

import collections
import fractions
import itertools
import json
import math
import warnings
from pathlib import Path

import numpy as np
from scipy import special, stats
from scipy.stats._resampling import BootstrapResult

warnings.simplefilter("ignore")
FOLDER = Path("Tests/NumericsTests/Fixtures/statistics")
ALTERNATIVES = ["two-sided", "greater", "less"]


def number(value):
    value = float(value)
    return value if math.isfinite(value) else str(value)


def numbers(values):
    return [number(v) for v in values]


def write(name, about, cases):
    lines = ",\n".join("    " + json.dumps(case, allow_nan=False) for case in cases)
    (FOLDER / name).write_text(
        f'{{\n  "about": {json.dumps(about)},\n  "cases": [\n{lines}\n  ]\n}}\n')
    print(f"{name}: {len(cases)} cases, {dict(collections.Counter(c['judge'] for c in cases))}")


def close(a, b, tolerance=1e-11):
    return a == b or (math.isnan(a) and math.isnan(b)) or abs(a - b) <= tolerance * abs(b)


def differences():
    """(note, differences): every size up to 60 without ties, with ties, with zeros; tails."""
    rng = np.random.default_rng(11)
    for n in range(1, 61):
        yield "plain", rng.normal(rng.uniform(-0.5, 0.5), 1, n)
        ties = rng.integers(-6, 7, n).astype(float)
        ties[ties == 0] = 1
        yield "ties", ties
        if n % 3 == 0 or n in (13, 14, 50):
            yield "ties and zeros", rng.integers(-2, 4, n).astype(float)
            zeros = rng.normal(0.2, 1, n)
            zeros[: max(1, n // 5)] = 0
            yield "zeros", zeros
    for n in [1, 2, 5, 13, 14, 40, 50, 51, 60]:
        yield "all positive", rng.uniform(0.1, 1, n)
        yield "all negative", -rng.uniform(0.1, 1, n)
        yield "constant", np.full(n, 0.1)
        yield "all zero", np.zeros(n)
    for n in [200, 1000]:
        yield "large", rng.normal(0.3, 1, n)
        yield "large, far tail", np.round(rng.normal(3, 1, n), 2)
    yield "heavy tails", np.append(rng.uniform(0.01, 1, 30), [-30.0, -9.2])


def signed_rank_cases():
    cases = []
    for note, d in differences():
        rule = not np.any(d)
        case = dict(note=note, d=numbers(d), judge="rule" if rule else "scipy")
        for alternative in ALTERNATIVES:
            if rule:
                case[alternative] = [0.0, "nan"]
                continue
            r = stats.wilcoxon(d, zero_method="wilcox", correction=False, method="auto",
                               alternative=alternative)
            case[alternative] = numbers([r.statistic, r.pvalue])
        cases.append(case)
    return cases


def sign_cases():
    counts = {(w, l) for n in range(1, 61) for w in {0, 1, n // 3, n // 2, n - 1, n} if w <= n
              for l in [n - w]}
    counts |= {(30, 2), (27, 5), (500, 500), (600, 400), (1000, 0), (0, 1000), (1060, 3)}
    counts |= {(5200, 4800)}
    cases = [dict(positive=0, negative=0, judge="rule", p=["nan"] * 3)]
    for w, l in sorted(counts):
        n = w + l
        ways = [math.comb(n, k) for k in range(n + 1)]
        greater = fractions.Fraction(sum(ways[w:]), 2**n)
        less = fractions.Fraction(sum(ways[: w + 1]), 2**n)
        exact = [float(min(1, 2 * min(greater, less))), float(greater), float(less)]
        scipy = [stats.binomtest(w, n, 0.5, alternative=a).pvalue for a in ALTERNATIVES]
        agree = all(close(e, s) for e, s in zip(exact, scipy))
        cases.append(dict(positive=w, negative=l, judge="scipy" if agree else "exact", p=exact))
    return cases


def exact_mann_whitney(u, n, m):
    """P(U >= u), counted in whole numbers."""
    table = {(0, 0): 1}
    for rank in range(1, n + m + 1):
        new = dict(table)
        for (k, s), count in table.items():
            if k < n:
                key = (k + 1, s + rank)
                new[key] = new.get(key, 0) + count
        table = new
    least = n * (n + 1) // 2
    return fractions.Fraction(
        sum(c for (k, s), c in table.items() if k == n and s - least >= u), math.comb(n + m, n))


def mann_whitney_cases():
    rng = np.random.default_rng(12)
    pairs = []
    for n, m in [(1, 1), (1, 2), (2, 2), (3, 4), (5, 5), (8, 8), (8, 9), (9, 8), (9, 9), (1, 60),
                 (8, 60), (60, 8), (12, 30), (60, 60), (200, 150)]:
        for shift in [0.0, 0.7, -3.0, 40.0]:
            pairs.append(("plain", rng.normal(shift, 1, n), rng.normal(0, 1, m)))
        pairs.append(("ties", rng.integers(0, 4, n).astype(float),
                      rng.integers(0, 3, m).astype(float)))
        pairs.append(("all equal", np.full(n, 0.1), np.full(m, 0.1)))
    cases = []
    for note, a, b in pairs:
        rule = len(set(a) | set(b)) == 1
        case = dict(note=note, a=numbers(a), b=numbers(b), judge="rule" if rule else "scipy")
        for alternative in ALTERNATIVES:
            r = stats.mannwhitneyu(a, b, alternative=alternative, method="auto")
            p = r.pvalue
            if min(len(a), len(b)) <= 8 and len(set(a) | set(b)) == len(a) + len(b) and len(a) <= 9:
                u, o = int(r.statistic), len(a) * len(b) - int(r.statistic)
                tails = [exact_mann_whitney(s, len(a), len(b)) for s in [u, o]]
                exact = float({"greater": tails[0], "less": tails[1],
                               "two-sided": min(1, 2 * min(tails))}[alternative])
                if not close(exact, p):
                    case["judge"], p = "exact", exact
            case[alternative] = numbers([r.statistic, math.nan if rule else p])
        cases.append(case)
    return cases


def hodges_lehmann_cases():
    cases = []
    for note, d in differences():
        if len(d) > 200:
            continue
        i, j = np.triu_indices(len(d))
        cases.append(dict(note=note, a=numbers(d), b=[], judge="scipy",
                          shift=number(np.median((d[i] + d[j]) / 2))))
    rng = np.random.default_rng(13)
    for n, m in [(1, 1), (1, 5), (2, 2), (3, 4), (16, 16), (60, 31)]:
        for a, b in [(rng.normal(0.4, 1, n), rng.normal(0, 1, m)),
                     (rng.integers(0, 3, n).astype(float), rng.integers(0, 3, m).astype(float))]:
            cases.append(dict(note="independent", a=numbers(a), b=numbers(b), judge="scipy",
                              shift=number(np.median(np.subtract.outer(a, b)))))
    return cases


def quartile_cases():
    cases = []
    for note, d in differences():
        if len(d) <= 60:
            cases.append(dict(note=note, values=numbers(d), judge="scipy",
                              quartiles=numbers(np.quantile(d, [0.25, 0.5, 0.75]))))
    return cases


def equivalence_cases():
    rng = np.random.default_rng(14)
    cases = []
    for n in [2, 3, 5, 16, 32, 64]:
        for mean, spread, margin in [(0.0, 0.05, 0.02), (0.01, 0.02, 0.02), (0.3, 0.1, 0.2),
                                     (-0.4, 1.9, 0.1), (0.0, 1e-3, 1.0)]:
            a = rng.normal(0, 1, n)
            b = a - rng.normal(mean, spread, n)
            above = stats.ttest_1samp(a - b, -margin, alternative="greater")
            below = stats.ttest_1samp(a - b, margin, alternative="less")
            ci = stats.ttest_1samp(a - b, 0).confidence_interval(0.9)
            decides = max(above, below, key=lambda r: r.pvalue)
            cases.append(dict(a=numbers(a), b=numbers(b), margin=margin, judge="scipy",
                              statistic=number(decides.statistic), p=number(decides.pvalue),
                              low=number(ci.low), high=number(ci.high)))
    return cases


def uniforms(seed):
    """splitmix64 in 0 ..< 1, as SampleNumbers of the tests."""
    state = seed
    while True:
        state = (state + 0x9E3779B97F4A7C15) % 2**64
        z = state
        z = ((z ^ (z >> 30)) * 0xBF58476D1CE4E5B9) % 2**64
        z = ((z ^ (z >> 27)) * 0x94D049BB133111EB) % 2**64
        yield ((z ^ (z >> 31)) >> 11) * 2.0**-53


def bootstrap_cases():
    """Values are multiples of 1/1024, whose sums are exact: a resample that has the mean of the
    sample has it to the last bit."""
    rng = np.random.default_rng(15)
    cases = []
    for seed, (n, m, resamples) in enumerate([(5, 0, 500), (12, 0, 1000), (32, 0, 2000),
                                              (32, 0, 2000), (6, 9, 1000), (20, 16, 2000)]):
        samples = [np.round(rng.standard_t(2, size) * 1024) / 1024 for size in [n, m] if size]
        stream = uniforms(seed)
        draws = [[[int(next(stream) * len(s)) for _ in s] for s in samples]
                 for _ in range(resamples)]
        distribution = np.array([
            samples[0][d[0]].mean() - (samples[1][d[1]].mean() if m else 0) for d in draws])
        statistic = ((lambda x, axis: np.mean(x, axis=axis)) if not m else
                     (lambda x, y, axis: np.mean(x, axis=axis) - np.mean(y, axis=axis)))
        for level, alternative in itertools.product([0.95, 0.9], ALTERNATIVES):
            r = stats.bootstrap(
                samples, statistic, n_resamples=0, confidence_level=level, alternative=alternative,
                method="BCa", bootstrap_result=BootstrapResult(None, distribution, None))
            ci = r.confidence_interval
            cases.append(dict(samples=[numbers(s) for s in samples], seed=seed, resamples=resamples,
                              level=level, alternative=alternative, judge="scipy",
                              low=number(ci.low), high=number(ci.high)))
    return cases


def normal_cases():
    cases = []
    for z in [0.0, 1e-12, 1e-3, 0.1, 0.5, 1.0, 1.6448536269514722, 1.96, 3.0, 5.0, 8.0, 20.0, 37.0]:
        for sign in [1, -1]:
            cases.append(dict(z=sign * z, judge="scipy", survival=number(special.ndtr(-sign * z))))
    for p in [1e-300, 1e-30, 1e-8, 0.001, 0.025, 0.05, 0.1, 0.25, 0.45, 0.499, 0.5, 0.6, 0.975,
              0.999]:
        cases.append(dict(p=p, judge="scipy", quantile=number(special.ndtri(p))))
    return cases


if __name__ == "__main__":
    write("signed-rank.json", "Wilcoxon's signed-rank test: [statistic, p].", signed_rank_cases())
    write("sign.json", "Sign tests: p two-sided, greater, less.", sign_cases())
    write("mann-whitney.json", "Mann-Whitney tests: [U, p].", mann_whitney_cases())
    write("hodges-lehmann.json", "Hodges-Lehmann shifts; paired where b is empty.",
          hodges_lehmann_cases())
    write("quartiles.json", "Quartiles by linear interpolation.", quartile_cases())
    write("equivalence.json", "Two one-sided paired tests; interval at 0.9.", equivalence_cases())
    write("bootstrap.json", "BCa intervals on resamples drawn by splitmix64.", bootstrap_cases())
    write("normal.json", "Tails and quantiles of the standard normal.", normal_cases())
