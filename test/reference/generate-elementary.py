"""Regenerates elementary.json with mpmath at 50 digits. Every value is given as a double and the double nearest to the rest.

Run: python3 test/reference/generate-elementary.py
"""

import json
import pathlib
import platform
import random

import mpmath as mp

mp.mp.dps = 50
random.seed(20260731)
POINTS = 150


def parts(value):
    high = float(value)
    return [high, float(value - mp.mpf(high))]


def uniform(low, high):
    return [random.uniform(low, high) for _ in range(POINTS)]


def logarithmic(low, high):
    return [float(mp.mpf(10) ** random.uniform(low, high)) for _ in range(POINTS)]


def signed(values):
    return [x if i % 2 else -x for i, x in enumerate(values)]


def normal_cdf(x):
    return mp.erfc(-x / mp.sqrt(2)) / 2


RANGES = {
    "exp": (mp.exp, {"[-1, 1]": uniform(-1, 1), "[-708, 709.7]": uniform(-708, 709.7), "[-745, -708.4]": uniform(-745, -708.4)}),
    "log": (mp.log, {"[0.5, 2]": uniform(0.5, 2), "[1e-307, 1e308]": logarithmic(-307, 308), "[5e-324, 1e-308]": logarithmic(-323, -308)}),
    "tanh": (mp.tanh, {"|x| in [1e-9, 0.625]": signed(logarithmic(-9, -0.2042)), "|x| in [0.625, 20]": signed(uniform(0.625, 20))}),
    "erf": (mp.erf, {"|x| in [1e-9, 0.84]": signed(logarithmic(-9, -0.0758)), "|x| in [0.84, 6]": signed(uniform(0.84, 6))}),
    "normalCdf": (
        normal_cdf,
        {"[-37.5, -5.66]": uniform(-37.5, -5.66), "[-5.66, -0.66]": uniform(-5.66, -0.66), "[-0.66, 0.66]": uniform(-0.66, 0.66), "[0.66, 9]": uniform(0.66, 9)},
    ),
    "normalDensity": (mp.npdf, {"[-1, 1]": uniform(-1, 1), "[1, 8]": uniform(1, 8), "[8, 37.5]": uniform(8, 37.5)}),
}


def softmax(states, points, log_weights, scale, variance):
    logs, means, covariances = [], [], []
    dim = len(points[0])
    for x in states:
        e = [mp.mpf(l) - sum((mp.mpf(a) - mp.mpf(scale) * mp.mpf(b)) ** 2 for a, b in zip(x, p)) / (2 * mp.mpf(variance)) for p, l in zip(points, log_weights)]
        w = [mp.exp(v) for v in e]
        total = mp.fsum(w)
        mean = [mp.fsum(a * mp.mpf(p[d]) for a, p in zip(w, points)) / total for d in range(dim)]
        logs.append(float(mp.log(total)))
        means += [float(m) for m in mean]
        covariances += [
            float(mp.fsum(a * (mp.mpf(p[d]) - mean[d]) * (mp.mpf(p[e_]) - mean[e_]) for a, p in zip(w, points)) / total)
            for d in range(dim)
            for e_ in range(dim)
        ]
    return {"logTotals": logs, "means": means, "covariances": covariances}


def problem(dim, count, scale, variance):
    # Small covariances are differences of means: at 50 digits they would drown below 1e-100.
    with mp.workdps(800):
        return problem_in_full(dim, count, scale, variance)


def problem_in_full(dim, count, scale, variance):
    normal = lambda: round(random.gauss(0, 1), 12)
    points = [[normal() for _ in range(dim)] for _ in range(count)]
    log_weights = [round(random.uniform(-3, 0), 12) for _ in range(count)]
    # Half of the states as the law has them, half near the origin.
    states = [[scale * a + variance**0.5 * normal() for a in points[n]] if n % 2 else [0.1 * normal() for _ in range(dim)] for n in range(4)]
    return {
        "scale": scale,
        "variance": variance,
        "states": states,
        "points": points,
        "logWeights": log_weights,
        **softmax(states, points, log_weights, scale, variance),
    }


rows = [[random.uniform(-30, 30) for _ in range(n)] for n in [1, 2, 7, 64, 129]] + [[-800.5, -801.25, -1200], [3e5, 3e5 - 1e-3]]

reference = {
    "generator": "test/reference/generate-elementary.py",
    "versions": {"python": platform.python_version(), "mpmath": mp.__version__},
    "functions": {
        name: {label: [[x, *parts(f(mp.mpf(x)))] for x in values] for label, values in ranges.items()}
        for name, (f, ranges) in RANGES.items()
    },
    "logSumExpRows": [[row, *parts(mp.log(mp.fsum(mp.exp(mp.mpf(x)) for x in row)))] for row in rows],
    "softmax": [problem(d, m, a, v) for d, m, a, v in [(1, 70, 0.6, 0.6), (3, 40, 0.9, 0.2), (3, 40, 0.999, 2e-3), (20, 30, 0.5, 0.75), (20, 30, 0.99, 0.02), (20, 30, 1.0, 1e-6)]],
}

path = pathlib.Path(__file__).with_name("elementary.json")
path.write_text(json.dumps(reference) + "\n")
