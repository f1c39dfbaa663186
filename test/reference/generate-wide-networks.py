"""Reference values of wide-network kernels: writes wide-networks.json. Needs mpmath (made with 1.3)."""

import json
from pathlib import Path

from mpmath import acos, exp, mp, mpf, pi, quad, sqrt, tanh

mp.dps = 60


def relu(z, other, depth, bias):
    """NNGP and NTK of a ReLU network by the recursion in 60 digits."""
    n = len(z)
    shift = mpf(bias) ** 2
    dot = lambda a, b: sum(mpf(x) * mpf(y) for x, y in zip(a, b)) / n + shift
    a, b, c = dot(z, z), dot(other, other), dot(z, other)
    theta = c
    for _ in range(depth):
        scale = sqrt(a * b)
        cosine = c / scale
        angle = acos(min(mpf(1), max(mpf(-1), cosine)))
        sine = sqrt(1 - min(mpf(1), cosine**2))
        c = scale * (sine + (pi - angle) * cosine) / pi + shift
        theta = c + theta * (pi - angle) / pi
        a, b = a + shift, b + shift
    return [mp.nstr(c, 20), mp.nstr(theta, 20)]


def average(f, a, b, c):
    """E[f(u) f(v)] for covariance (a, c, b) by nested quadrature over the two principal axes."""
    mp.dps = 20
    s = sqrt(mpf(b) - mpf(c) ** 2 / a)
    weight = lambda x: exp(-x * x / 2) / sqrt(2 * pi)
    points = [-9, -3, 0, 3, 9]
    inner = lambda x: quad(lambda y: weight(y) * f(c / sqrt(mpf(a)) * x + s * y), points)
    value = quad(lambda x: weight(x) * f(sqrt(mpf(a)) * x) * inner(x), points)
    mp.dps = 60
    return mp.nstr(value, 16)


pairs = [
    ([1.0, 0.5], [1.0, 0.5 + 2.0**-20]),
    ([1.0, 0.5], [1.0, 0.5 + 2.0**-40]),
    ([1.0, 0.5], [2.0, 1.0]),
    ([1.0, 0.5], [-1.0, -0.5 + 2.0**-30]),
    ([1.0, 0.5], [-3.0, 0.25]),
    ([0.3, -2.0, 0.7], [1.1, 0.4, -0.9]),
]
cases = [
    {"z": z, "other": other, "depth": depth, "bias": bias, "kernels": relu(z, other, depth, bias)}
    for z, other in pairs
    for depth in (1, 2, 4)
    for bias in (0.0, 0.5)
]
tanh_slope = lambda u: 1 - tanh(u) ** 2
averages = [
    {"a": a, "b": b, "c": c, "value": average(tanh, a, b, c), "slope": average(tanh_slope, a, b, c)}
    for a, b, c in [(1.0, 1.0, 0.5), (0.5, 1.2, -0.6), (1.0, 1.0, 0.9375)]
]
out = {"relu": cases, "tanh": averages}
Path(__file__).with_name("wide-networks.json").write_text(json.dumps(out, indent=1) + "\n")
