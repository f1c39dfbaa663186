"""Writes theory.json: noised marginals of random Gaussian mixtures in 1 to 5 dimensions, with 50 digits.

Every number is computed by definition: component densities from B = q I + a^2 L by LU, the score as the weighted sum of
component scores, the posterior covariance from the conditional moments of every component. Run with

    python3 test/reference/generate-theory.py
"""

import json
import pathlib
import platform
import random

import mpmath as mp

mp.mp.dps = 50
rng = random.Random(20250412)


def covariance(dim, kind):
    if kind == "points":
        return None
    if kind == "isotropic":
        scale = rng.choice([1e-6, 1e-3, 0.1, 1.0])
        return [[scale if i == j else 0.0 for j in range(dim)] for i in range(dim)]
    factor = [[rng.gauss(0, 0.5) for _ in range(dim)] for _ in range(dim)]
    return [[sum(factor[i][k] * factor[j][k] for k in range(dim)) for j in range(dim)] for i in range(dim)]


def mixture(dim, count, kind):
    raw = [rng.uniform(0.2, 1) for _ in range(count)]
    kinds = [kind if kind != "mixed" else rng.choice(["isotropic", "full"]) for _ in range(count)]
    return [
        {
            "weight": raw[i] / sum(raw),
            "mean": [rng.uniform(-1, 1) for _ in range(dim)],
            "covariance": covariance(dim, kinds[i]),
        }
        for i in range(count)
    ]


def state(components, a, q):
    """Near a component, between two components, or anywhere."""
    dim = len(components[0]["mean"])
    where = rng.choice(["near", "between", "anywhere"])
    if where == "anywhere":
        return [rng.uniform(-1.5, 1.5) for _ in range(dim)]
    first, second = rng.sample(components, 2)
    share = 1.0 if where == "near" else 0.5
    sigma = q**0.5
    return [
        a * (share * first["mean"][d] + (1 - share) * second["mean"][d]) + (rng.gauss(0, sigma) if where == "near" else rng.gauss(0, q))
        for d in range(dim)
    ]


def evaluate(components, a, q, x):
    dim = len(x)
    a, q = mp.mpf(a), mp.mpf(q)
    xs = mp.matrix([mp.mpf(v) for v in x])
    total = mp.fsum(mp.mpf(c["weight"]) for c in components)
    logs, scores, means, inner = [], [], [], []
    for c in components:
        mean = mp.matrix([mp.mpf(v) for v in c["mean"]])
        lam = mp.zeros(dim) if c["covariance"] is None else mp.matrix(c["covariance"])
        B = q * mp.eye(dim) + a**2 * lam
        inverse = B**-1
        r = xs - a * mean
        logs.append(mp.log(c["weight"] / total) - (dim * mp.log(2 * mp.pi) + mp.log(mp.det(B)) + (r.T * inverse * r)[0]) / 2)
        scores.append(-inverse * r)
        means.append(mean + a * lam * inverse * r)
        inner.append(lam - a**2 * lam * inverse * lam)
    top = max(logs)
    raw = [mp.exp(v - top) for v in logs]
    z = mp.fsum(raw)
    weights = [v / z for v in raw]
    score, m, gamma = mp.zeros(dim, 1), mp.zeros(dim, 1), mp.zeros(dim)
    for w, e, mi in zip(weights, scores, means):
        score += w * e
        m += w * mi
    for w, mi, gi in zip(weights, means, inner):
        gamma += w * (gi + (mi - m) * (mi - m).T)
    return {
        "logDensity": float(top + mp.log(z)),
        "score": [float(v) for v in score],
        "posteriorMean": [float(v) for v in m],
        "posteriorCovariance": [float(v) for v in gamma],
        "targetCovariance": [float(v) for v in (a / q) ** 2 * gamma],
    }


cases = []
for dim in range(1, 6):
    for kind in ("points", "points", "isotropic", "mixed"):
        components = mixture(dim, rng.randint(2, 5), kind)
        for q in (1e-12, 1e-8, 1e-4, 0.01, 0.3, 0.999999):
            a = (1 - q) ** 0.5
            x = state(components, a, q)
            cases.append({"components": components, "alpha": a, "variance": q, "x": x, **evaluate(components, a, q, x)})

target = pathlib.Path(__file__).with_name("theory.json")
made_with = f"Python {platform.python_version()}, mpmath {mp.__version__}, {mp.mp.dps} digits"
target.write_text(json.dumps({"generator": "generate-theory.py", "madeWith": made_with, "cases": cases}, separators=(",", ":")) + "\n")
print(len(cases), "cases,", target.stat().st_size, "bytes")
