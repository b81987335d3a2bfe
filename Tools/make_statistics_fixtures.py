"""Writes Tests/NumericsTests/Fixtures/statistics/*.json, what the statistics tests expect.

Run from the repository root:  python3 Tools/make_statistics_fixtures.py
Needs SciPy 1.17 and mpmath 1.3.

Every expected value is computed from the exact doubles of the input with mpmath, in enough digits
that it is right to the last bit of a double, and compared with SciPy. `judge` says who vouches:
  "both"    SciPy agrees to 1e-11 relative in every number of the case;
  "mpmath"  SciPy does not, as it loses digits or underflows; `scipy` keeps what it says;
  "scipy"   a degenerate case, decided by SciPy's behaviour and not by a formula;
  "rule"    a degenerate case where SciPy gives rounding error or NaN; `rule` says what holds.
Numbers that JSON cannot hold are the strings "nan", "inf" and "-inf".
"""

import collections
import functools
import itertools
import json
import math
import warnings
from pathlib import Path

import mpmath as mp
import numpy as np
from scipy import special, stats

warnings.simplefilter("ignore")
FOLDER = Path("Tests/NumericsTests/Fixtures/statistics")
AGREEMENT = 1e-11
ALTERNATIVES = ["two-sided", "greater", "less"]


# Student t in many digits -------------------------------------------------------------------------


def front(a, b, x, y):
    """x^a y^b / B(a, b)."""
    log_beta = mp.loggamma(a) + mp.loggamma(b) - mp.loggamma(a + b)
    return mp.exp(a * mp.log(x) + b * mp.log(y) - log_beta)


def kernel_series(a, b, x, y):
    """I_x(a, b) by DLMF 8.17.8, a series of positive terms: nothing cancels at any precision."""
    term = total = mp.mpf(1)
    n = 0
    while True:
        ratio = (a + b + n) / (a + 1 + n) * x
        term *= ratio
        total += term
        n += 1
        if ratio < mp.mpf("0.9999") and term < total * mp.eps:
            break
    return front(a, b, x, y) / a * total


def log_of(p, complement):
    """log p, also where p rounds to 1."""
    return mp.log(p) if p < complement else mp.log1p(-complement)


def far_tail(a, b, x, y):
    """I_x(a, b) for ay in the thousands and b = 1/2, by F(1 - b, 1; a + 1; -x/y), DLMF 8.17.9.

    The terms alternate and shrink until their number nears ay; the error is below the first one
    left out.
    """
    term = total = mp.mpf(1)
    n = 0
    while abs(term) > mp.eps:
        term *= -(1 - b + n) / (a + 1 + n) * x / y
        total += term
        n += 1
        assert n < a * y / 4
    return front(a, b, x, y) / (a * y) * total


def incomplete_beta(a, b, x, y):
    """(I_x(a, b), 1 - I_x(a, b)), both to more than twenty digits; x + y = 1 in mpmath numbers."""
    if x > y:
        upper, lower = incomplete_beta(b, a, y, x)
        return lower, upper
    # The other tail is 1 minus this one: digits enough for either to be the tiny one.
    with mp.workdps(60):
        size = max(0, -int(mp.log10(front(a, b, x, y))))
    with mp.workdps(70 + size):
        lower = kernel_series(a, b, x, y)
        return lower, 1 - lower


@functools.lru_cache(maxsize=None)
def two_sided(t, df):
    """P(|T| > t) and P(|T| <= t) for mpmath t >= 0 and df."""
    if t == 0:
        return mp.mpf(1), mp.mpf(0)
    half = mp.mpf(1) / 2
    with mp.workdps(60):
        a, x, y = df / 2, df / (df + t * t), t * t / (df + t * t)
        log_tail = -a * mp.log(x)
        if y > mp.mpf("0.2"):
            tail = kernel_series(a, half, x, y)
            return tail, 1 - tail
        if log_tail > 2000:
            tail = far_tail(a, half, x, y)
            return tail, 1 - tail
    # 1 minus the central part: digits enough to leave sixty of the tail.
    with mp.workdps(int(70 + log_tail / mp.log(10))):
        x, y = df / (df + t * t), t * t / (df + t * t)
        central = kernel_series(half, a, y, x)
        return 1 - central, central


def p_value(t, df, alternative):
    if mp.isinf(t):
        extreme = {"two-sided": True, "greater": t > 0, "less": t < 0}[alternative]
        return mp.mpf(0 if extreme else 1)
    tail, _ = two_sided(abs(t), df)
    if alternative == "two-sided":
        return tail
    same_side = (t > 0) == (alternative == "greater")
    with mp.workdps(60):
        return tail / 2 if same_side else 1 - tail / 2


def critical(tail, central, df, guess):
    """t >= 0 with P(|T| > t) = tail, by Newton in log t from SciPy's value."""
    if central == 0:
        return mp.mpf(0)
    with mp.workdps(40):
        t = mp.mpf(guess)
        for _ in range(60):
            p, c = two_sided(t, df)
            a, half = df / 2, mp.mpf(1) / 2
            x, y = df / (df + t * t), t * t / (df + t * t)
            kernel = front(a, half, x, y)
            if tail < central:
                step = (mp.log(p) - mp.log(tail)) * p / (2 * kernel)
            else:
                step = (mp.log(central) - mp.log(c)) * c / (2 * kernel)
            t *= mp.exp(step)
            if abs(step) < mp.mpf("1e-25"):
                return +t
    raise ArithmeticError(f"no convergence: tail {tail}, df {df}")


def quantile_guess(tail, df):
    guess = -special.stdtrit(df, tail / 2)
    if math.isfinite(guess) and guess > 0:
        return guess
    with mp.workdps(30):
        return mp.sqrt(df * mp.expm1(-2 * mp.log(mp.mpf(tail)) / df))


# t-tests in many digits ---------------------------------------------------------------------------


def moments(values):
    """Mean and sum of squared deviations of exact doubles."""
    if len(values) > 100_000:  # multiples of 1/1024, see large_cases
        scaled = np.round(np.asarray(values) * 1024).astype(np.int64)
        assert (scaled / 1024.0 == values).all()
        n, total, squares = len(scaled), int(scaled.sum()), int((scaled * scaled).sum())
        mean = mp.mpf(total) / n
        return mean / 1024, (squares - mean * total) / 2**20
    exact = [mp.mpf(float(v)) for v in values]
    mean = mp.fsum(exact) / len(exact)
    return mean, mp.fsum((v - mean) ** 2 for v in exact)


def exact_test(kind, a, b, alternative, level):
    with mp.workdps(60):
        (mean_a, ss_a), (mean_b, ss_b) = moments(a), moments(b)
        na, nb = mp.mpf(len(a)), mp.mpf(len(b))
        difference = mean_a - mean_b
        if kind == "student":
            df = na + nb - 2
            error = mp.sqrt((ss_a + ss_b) / df * (1 / na + 1 / nb))
        elif kind == "welch":
            va, vb = ss_a / (na - 1) / na, ss_b / (nb - 1) / nb
            df = (va + vb) ** 2 / (va**2 / (na - 1) + vb**2 / (nb - 1))
            error = mp.sqrt(va + vb)
        else:
            # The differences are rounded to doubles first: that is what the test is defined on.
            difference, ss = moments(np.subtract(a, b))
            df = na - 1
            error = mp.sqrt(ss / df / na)
        t = difference / error
        p = p_value(t, df, alternative)
        level = mp.mpf(level)
        if alternative == "two-sided":
            tail, central = 1 - level, level
        else:
            tail, central = 2 * (1 - level), 2 * level - 1
        reach = error * critical(tail, central, df, quantile_guess(float(tail), float(df)))
        low = -mp.inf if alternative == "less" else difference - reach
        high = mp.inf if alternative == "greater" else difference + reach
        return dict(statistic=t, df=df, p=p, mean_difference=difference, standard_error=error,
                    mean_a=mean_a, mean_b=mean_b, low=low, high=high)


def scipy_test(kind, a, b, alternative, level):
    a, b = np.asarray(a, float), np.asarray(b, float)
    if kind == "paired":
        r = stats.ttest_rel(a, b, alternative=alternative)
    else:
        r = stats.ttest_ind(a, b, equal_var=kind == "student", alternative=alternative)
    ci = r.confidence_interval(level)
    return dict(statistic=r.statistic, df=r.df, p=r.pvalue, mean_difference=r._estimate,
                standard_error=r._standard_error, mean_a=a.mean() if len(a) else math.nan,
                mean_b=b.mean() if len(b) else math.nan, low=ci.low, high=ci.high)


def exact_effects(a, b):
    """Hedges' g with the exact correction, and d_z where the sizes allow it."""
    with mp.workdps(60):
        (mean_a, ss_a), (mean_b, ss_b) = moments(a), moments(b)
        df = mp.mpf(len(a) + len(b) - 2)
        correction = mp.exp(mp.loggamma(df / 2) - mp.loggamma((df - 1) / 2)) / mp.sqrt(df / 2)
        effects = {"hedges_g": correction * (mean_a - mean_b) / mp.sqrt((ss_a + ss_b) / df)}
        if len(a) == len(b):
            mean, ss = moments(np.subtract(a, b))
            effects["d_z"] = mean / mp.sqrt(ss / (len(a) - 1))
        return effects


# Files --------------------------------------------------------------------------------------------


def number(value):
    value = float(value)
    return value if math.isfinite(value) else str(value)


def judged(case, exact, scipy):
    """The case with mpmath's numbers, and SciPy's beside them where it does not confirm them."""
    def confirms(key):
        e, s = float(exact[key]), float(scipy[key])
        return e == s or abs(e - s) <= AGREEMENT * abs(e)

    case = {**case, **{k: number(v) for k, v in exact.items()}}
    disputed = {k: number(scipy[k]) for k in scipy if not confirms(k)}
    case["judge"] = "mpmath" if disputed else "both"
    if disputed:
        case["scipy"] = disputed
    return case


def write(name, about, cases):
    FOLDER.mkdir(parents=True, exist_ok=True)
    lines = ",\n".join("    " + json.dumps(case, allow_nan=False) for case in cases)
    head = json.dumps(about)
    (FOLDER / name).write_text(f'{{\n  "about": {head},\n  "cases": [\n{lines}\n  ]\n}}\n')
    judges = collections.Counter(case["judge"] for case in cases)
    print(f"{name}: {len(cases)} cases, {dict(judges)}")


def distribution_cases():
    rng = np.random.default_rng(1)
    points = set()
    for df in [0.5, 1, 1.5, 2, 3, 4.75, 10, 29.97342210160153, 100, 1e3, 12345.678, 1e5, 1e6,
               999999.5, 1e7]:
        for t in [1e-12, 1e-6, 1e-3, 0.1, 0.5, 1, 1.7, 1.8, 2.5, 5, 10, 17.3, 25, 36, 100, 1e3,
                  1e6, 1e12]:
            points.add((df, float(t)))
    for _ in range(150):
        df, t = 10 ** rng.uniform(math.log10(0.5), 7), 10 ** rng.uniform(-2, 1.56)
        points.add((float(df), float(t)))
    # Large p-exponents: p near 1e-65, 1e-200 and 1e-300 at any df.
    for df in [3, 7.5, 20, 63, 126, 510, 1e4, 1e6, 1e7]:
        for p in [1e-65, 3.4e-65, 1e-200, 1e-300]:
            t = float(critical(mp.mpf(p), 1 - mp.mpf(p), mp.mpf(df), quantile_guess(p, df)))
            if t <= 1e12:
                points.add((df, t))
    cases = []
    for df, t in sorted(points):
        t_exact, df_exact = mp.mpf(t), mp.mpf(df)
        p = p_value(t_exact, df_exact, "two-sided")
        upper = p_value(t_exact, df_exact, "greater")
        lower = p_value(t_exact, df_exact, "less")
        with mp.workdps(60):
            exact = dict(two_sided=p, upper=upper, lower=lower)
            case = judged(dict(df=df, t=t), exact, dict(
                two_sided=2 * stats.t.sf(t, df), upper=stats.t.sf(t, df), lower=stats.t.cdf(t, df)))
            case["log_two_sided"] = number(log_of(p, two_sided(t_exact, df_exact)[1]))
            case["log_upper"] = number(mp.log(upper))
        cases.append(case)
    return cases


def quantile_cases():
    rng = np.random.default_rng(2)
    points = []
    for df in [0.5, 1, 1.5, 2, 3, 4, 6.97342210160153, 9, 30, 98, 126.5, 1e3, 1e5, 1e6, 1e7]:
        for tail in [1, 0.999999, 0.9, 0.75, 0.5, 0.2, 0.1, 0.05, 0.01, 0.001, 1e-6, 1e-12, 1e-30,
                     1e-65, 1e-150, 1e-300]:
            points.append((df, tail))
    points += [(float(10 ** rng.uniform(math.log10(0.5), 7)), float(10 ** rng.uniform(-12, 0)))
               for _ in range(60)]
    cases = []
    for df, tail in points:
        if -math.log10(tail) / df > 250:  # t would not fit a double
            continue
        exact_tail = mp.mpf(tail)
        t = critical(exact_tail, 1 - exact_tail, mp.mpf(df), quantile_guess(tail, df))
        scipy = -special.stdtrit(df, tail / 2)
        cases.append(judged(dict(df=df, tail=tail), dict(t=t), dict(t=scipy)))
    return cases


def beta_cases():
    rng = np.random.default_rng(3)
    shapes = itertools.product([0.25, 0.5, 1.0, 2.5, 10.0, 300.0], [0.25, 0.5, 1.0, 4.0, 50.0])
    points = [(a, b, x) for a, b in shapes
              for x in [2.0**-30, 0.0625, 0.25, 0.5, 0.75, 0.9375, 1 - 2.0**-30]]
    for _ in range(150):
        a, b = 10 ** rng.uniform(-0.6, 3, 2)
        points.append((float(a), float(b), round(float(rng.beta(a, b)) * 2**30) / 2**30))
    for scale in [1e4, 1e5]:
        for shift in [-6.0, -1.0, 0.0, 0.5, 3.0, 20.0]:
            a, b = scale, 0.7 * scale
            mean = a / (a + b)
            x = mean + shift * math.sqrt(mean * (1 - mean) / (a + b))
            points.append((a, b, round(x * 2**30) / 2**30))
    cases = []
    for a, b, x in points:
        if not 0 < x < 1:
            continue
        y = 1 - x  # exact: x has at most 30 binary places
        lower, upper = incomplete_beta(mp.mpf(a), mp.mpf(b), mp.mpf(x), mp.mpf(y))
        if min(lower, upper) < mp.mpf("1e-300"):
            continue
        case = judged(dict(a=a, b=b, x=x), dict(lower=lower, upper=upper), dict(
            lower=special.betainc(a, b, x), upper=special.betaincc(a, b, x)))
        case["log_lower"] = number(log_of(lower, upper))
        case["log_upper"] = number(log_of(upper, lower))
        cases.append(case)
    return cases


def sample_pairs():
    """(note, a, b): the documented example, many sizes, offsets, ties, far tails."""
    a = [.1, .2, .35, .41, .52]
    b = [.15, .22, .30, .47, .61]
    yield "documented example", a, b
    yield "documented example, four of b", a, b[:4]
    yield "one against five", [0.7], b
    yield "five against one", a, [0.3]
    yield "constant against varying", [1.0, 1.0, 1.0], [1.0, 2.0, 3.0]
    rng = np.random.default_rng(4)
    for na, nb in [(2, 2), (2, 3), (3, 7), (5, 5), (8, 8), (12, 30), (16, 16), (64, 64), (100, 37),
                   (128, 128)]:
        for shift in [0.0, 0.3, 2.0]:
            yield "normal samples", rng.normal(0, 1, na), rng.normal(shift, rng.uniform(0.2, 3), nb)
    for n in [4, 16, 64]:
        noise = rng.normal(0, 0.1, n)
        yield "common noise", 0.6 + noise, 0.4 + noise + rng.normal(0, 0.02, n)
        yield "ties", rng.integers(0, 4, n).astype(float), rng.integers(0, 3, n).astype(float)
        small_a, small_b = rng.normal(0, 1e-3, n), rng.normal(5e-4, 1e-3, n)
        yield "offset 1e8, noise 1e-3", 1e8 + small_a, 1e8 + small_b
        yield "offset 1e8, noise 1", 1e8 + rng.normal(0, 1, n), 1e8 + rng.normal(0.2, 1, n)
        yield "tiny variances", 1 + rng.normal(0, 1e-12, n), 1 + rng.normal(1e-12, 1e-12, n)
        yield "tiny values", rng.normal(0, 1e-90, n), rng.normal(1e-90, 1e-90, n)
        yield "huge values", rng.normal(0, 1e90, n), rng.normal(1e90, 1e90, n)
        yield "very unequal variances", rng.normal(0, 1e-6, n), rng.normal(0.5, 1e3, n + 1)
    for shift in [1.6, 1.75, 1.9]:
        yield "p near 1e-65", rng.normal(shift, 0.5, 128), rng.normal(0.0, 0.5, 128)
    yield "p near 1e-200", rng.normal(8.0, 0.5, 128), rng.normal(0.0, 0.5, 128)
    yield "p near 1e-300", rng.normal(26.0, 0.5, 128), rng.normal(0.0, 0.5, 128)


def test_cases():
    cases = []
    levels = [0.95, 0.99, 0.9, 0.5, 0.999]
    for index, (note, a, b) in enumerate(sample_pairs()):
        a, b = [float(v) for v in a], [float(v) for v in b]
        kinds = ["student"]
        if min(len(a), len(b)) > 1:
            kinds.append("welch")
        if len(a) == len(b):
            kinds.append("paired")
        level = levels[index % len(levels)]
        results = []
        for kind, alternative in itertools.product(kinds, ALTERNATIVES):
            exact = exact_test(kind, a, b, alternative, level)
            scipy = scipy_test(kind, a, b, alternative, level)
            results.append(judged(dict(kind=kind, alternative=alternative), exact, scipy))
        judges = "both" if all(r["judge"] == "both" for r in results) else "mpmath"
        effects = {k: number(v) for k, v in exact_effects(a, b).items()}
        cases.append(dict(note=note, a=a, b=b, level=level, judge=judges, effects=effects,
                          results=results))
    return cases


def degenerate_cases():
    nan, inf = math.nan, math.inf
    samples = [
        ("equal constants", [1.0] * 4, [1.0] * 4),
        ("equal constants whose sum is rounded", [0.1] * 3, [0.1] * 3),
        ("different constants", [1.0] * 4, [2.0] * 4),
        ("different constants, sizes differ", [2.0] * 4, [1.0] * 3),
        ("constant shift", [1.0, 2.0, 3.0, 4.0], [2.0, 3.0, 4.0, 5.0]),
        ("constant shift down", [1.0, 2.0, 3.0, 4.0], [0.5, 1.5, 2.5, 3.5]),
        ("one against one", [1.0], [2.0]),
        ("one against one, equal", [1.0], [1.0]),
        ("one against five", [1.0], [1.0, 2.0, 3.0, 4.0, 6.0]),
        ("five against one", [1.0, 2.0, 3.0, 4.0, 6.0], [1.0]),
        ("a NaN in a", [1.0, nan, 3.0], [2.0, 3.0, 4.5]),
        ("a NaN in b", [1.0, 2.0, 3.5], [2.0, 3.0, nan]),
        ("an infinity in a", [1.0, inf, 2.0], [1.0, 2.0, 3.5]),
        ("empty a", [], [1.0, 2.0]),
        ("empty b", [1.0, 2.0], []),
        ("both empty", [], []),
    ]
    cases = []
    for note, a, b in samples:
        for kind, alternative in itertools.product(["student", "welch", "paired"], ALTERNATIVES):
            if kind == "paired" and len(a) != len(b):
                continue
            r = scipy_test(kind, a, b, alternative, 0.95)
            judge, comment = "scipy", None
            if note == "equal constants whose sum is rounded" and kind != "paired":
                judge, comment = "rule", "equal constants: the variance is exactly 0, t and p NaN"
                r |= dict(statistic=nan, p=nan, standard_error=0.0, low=0.0, high=0.0,
                          df=1.0 if kind == "welch" else r["df"], mean_a=0.1, mean_b=0.1)
            if a and b and r["standard_error"] == 0 and alternative != "two-sided":
                judge = "rule"
                comment = "SciPy multiplies the infinite end by a standard error of 0 and gets NaN"
                r["low"] = -inf if alternative == "less" else r["mean_difference"]
                r["high"] = inf if alternative == "greater" else r["mean_difference"]
            if not a or not b:
                judge = "rule"
                comment = "an empty sample leaves everything undefined but the other sample's mean"
            case = dict(note=note, a=[number(v) for v in a], b=[number(v) for v in b], level=0.95,
                        kind=kind, alternative=alternative, judge=judge,
                        **{k: number(v) for k, v in r.items()})
            if comment:
                case["rule"] = comment
            cases.append(case)
    return cases


def holm(p):
    """Holm by closed testing with Bonferroni, its definition: all sets of tests that contain i."""
    result = []
    for i in range(len(p)):
        others = [p[j] for j in range(len(p)) if j != i]
        worst = 0.0
        for size in range(len(others) + 1):
            for subset in itertools.combinations(others, size):
                worst = max(worst, min(1.0, (size + 1) * min((p[i], *subset))))
        result.append(worst)
    return result


def holm_counting(p):
    """The same for larger families: among tied values the first rank counts."""
    return [min(1.0, max(sum(q >= r for q in p) * r for r in p if r <= v)) for v in p]


def benjamini_hochberg(p):
    """Smallest false discovery rate at which each hypothesis is rejected, by its definition."""
    return [min([1.0] + [len(p) * r / sum(q <= r for q in p) for r in p if r >= v]) for v in p]


def correction_cases():
    rng = np.random.default_rng(5)
    families = [
        ("one", [0.03]), ("empty", []), ("one NaN", [math.nan]),
        ("textbook", [0.01, 0.04, 0.03, 0.005]),
        ("ties", [0.02, 0.02, 0.02, 0.5, 0.5]), ("all equal", [0.2] * 6),
        ("ones and zeros", [0.0, 1.0, 0.0, 1.0]),
        ("tiny", [1e-65, 3.4e-8, 8e-10, 0.035, 1e-300]),
        ("NaN among them", [0.01, math.nan, 0.04, 0.03, math.nan, 0.005]),
        ("Benjamini and Hochberg 1995, Sec. 4",
         [0.0001, 0.0004, 0.0019, 0.0095, 0.0201, 0.0278, 0.0298, 0.0344, 0.0459, 0.3240, 0.4262,
          0.5719, 0.6528, 0.7590, 1.000]),
    ]
    for size in [2, 3, 5, 8, 10]:
        families.append(("random", list(rng.uniform(0, 1, size) ** rng.integers(1, 6))))
        families.append(("random with ties", list(np.round(rng.uniform(0, 0.3, size), 1))))
    for size in [50, 200]:
        families.append(("random", list(rng.uniform(0, 1, size) ** 4)))
    cases = []
    for note, family in families:
        kept = [float(v) for v in family if not math.isnan(v)]
        adjusted_holm, adjusted_bh = holm_counting(kept), benjamini_hochberg(kept)
        if len(kept) <= 10:
            assert np.allclose(adjusted_holm, holm(kept), rtol=1e-14, atol=0), note
        if kept:
            scipy_bh = stats.false_discovery_control(kept)
            assert np.allclose(adjusted_bh, scipy_bh, rtol=1e-14, atol=0), note
        iter_holm, iter_bh = iter(adjusted_holm), iter(adjusted_bh)
        cases.append(dict(
            note=note, judge="both", p=[number(v) for v in family],
            holm=[number(v if math.isnan(v) else next(iter_holm)) for v in family],
            bh=[number(v if math.isnan(v) else next(iter_bh)) for v in family]))
    return cases


def summary_cases():
    rng = np.random.default_rng(6)
    samples = [("two", [1.0, 2.0]), ("even", [4.0, 1.0, 3.0, 2.0]), ("odd", [5.0, 1.0, 9.0]),
               ("constant", [0.1] * 7), ("offset", list(1e8 + rng.normal(0, 1e-3, 20)))]
    samples += [("normal", list(rng.normal(0.5, 0.2, n))) for n in [3, 5, 16, 64, 101]]
    cases = []
    for index, (note, values) in enumerate(samples):
        values = [float(v) for v in values]
        level = [0.95, 0.9, 0.99][index % 3]
        with mp.workdps(60):
            mean, ss = moments(values)
            std = mp.sqrt(ss / (len(values) - 1))
            sem = std / mp.sqrt(len(values))
            df, tail = mp.mpf(len(values) - 1), 1 - mp.mpf(level)
            reach = sem * critical(tail, mp.mpf(level), df, quantile_guess(float(tail), float(df)))
            exact = dict(mean=mean, std=std, sem=sem, median=np.median(values),
                         low=mean - reach, high=mean + reach)
        low, high = stats.t.interval(level, len(values) - 1, np.mean(values), stats.sem(values))
        scipy = dict(mean=np.mean(values), std=np.std(values, ddof=1), sem=stats.sem(values),
                     median=np.median(values), low=low, high=high)
        cases.append(judged(dict(note=note, values=values, level=level), exact, scipy))
    return cases


def large_cases():
    """Samples of half a million values, given by a recipe: value i is
    ((i * step) % modulus) / 1024 + offset, exact in a double, and its moments exact integers."""
    recipes = [dict(count=500_001, step=7919, modulus=10007, offset=0.0),
               dict(count=500_001, step=104729, modulus=10009, offset=0.015625)]
    sides = []
    for r in recipes:
        i = np.arange(r["count"], dtype=np.int64)
        sides.append(((i * r["step"]) % r["modulus"]) / 1024.0 + r["offset"])
    a, b = sides
    results = []
    for kind, alternative in itertools.product(["student", "welch", "paired"], ALTERNATIVES):
        exact = exact_test(kind, a, b, alternative, 0.95)
        results.append(judged(dict(kind=kind, alternative=alternative), exact,
                              scipy_test(kind, a, b, alternative, 0.95)))
    judge = "both" if all(r["judge"] == "both" for r in results) else "mpmath"
    return [dict(a=recipes[0], b=recipes[1], level=0.95, judge=judge, results=results)]


def correction_factor_cases():
    cases = []
    for df in [2, 3, 4, 5.5, 8, 19, 20, 21, 30, 126, 1000, 1e5, 1e7]:
        with mp.workdps(60):
            m = mp.mpf(df)
            j = mp.exp(mp.loggamma(m / 2) - mp.loggamma((m - 1) / 2)) / mp.sqrt(m / 2)
            scipy = special.poch((df - 1) / 2, 0.5) / math.sqrt(df / 2)
        cases.append(judged(dict(df=df), dict(j=j), dict(j=scipy)))
    return cases


if __name__ == "__main__":
    # The series above against mpmath's own incomplete beta function, where that is quick.
    with mp.workdps(40):
        for a, b, x in [(2.5, 0.5, 0.3), (40, 7, 0.9), (0.25, 0.5, 0.999)]:
            own = incomplete_beta(mp.mpf(a), mp.mpf(b), mp.mpf(x), 1 - mp.mpf(x))[0]
            assert abs(own / mp.betainc(a, b, 0, mp.mpf(x), regularized=True) - 1) < mp.mpf("1e-30")
        # The three ways to a tail, where they meet.
        a, half = mp.mpf(20000), mp.mpf(1) / 2
        x, y = mp.mpf(4) / 5, mp.mpf(1) / 5
        assert abs(far_tail(a, half, x, y) / kernel_series(a, half, x, y) - 1) < mp.mpf("1e-35")
    t, df = mp.mpf(3), mp.mpf(35)  # y = 9/44, just beyond the switch
    with mp.workdps(80):
        central = kernel_series(mp.mpf(1) / 2, df / 2, t * t / (df + t * t), df / (df + t * t))
    assert abs(two_sided(t, df)[0] / (1 - central) - 1) < mp.mpf("1e-14")
    write("student-t.json", "Tail probabilities of Student's t.", distribution_cases())
    write("quantile.json", "t with P(|T| > t) = tail.", quantile_cases())
    write("incomplete-beta.json", "I_x(a, b) and 1 - I_x(a, b).", beta_cases())
    write("t-test.json", "t-tests and effect sizes of given samples.", test_cases())
    write("t-test-degenerate.json", "t-tests that have no ordinary answer.", degenerate_cases())
    write("t-test-large.json", "t-tests with a million degrees of freedom.", large_cases())
    write("correction.json", "Holm and Benjamini-Hochberg adjusted p-values.", correction_cases())
    write("hedges-correction.json", "Hedges' exact J.", correction_factor_cases())
    write("summary.json", "Descriptions of one sample.", summary_cases())
