"""Regenerates algebra.json: dense algebra with mpmath at 50 digits on matrices of every class.

Inputs are doubles; results are rounded to the nearest double. A is positive semi-definite [n, n], C has n + 3 rows and n
columns, B two right sides, W weights of both signs, G a well-conditioned positive definite matrix. What does not exist
for a matrix without full rank is null.

Run: python3 test/reference/generate-algebra.py
"""

import json
import pathlib
import platform
import random

import mpmath as mp

mp.mp.dps = 50
random.seed(20261126)
SIZES = (4, 14)


def rounded(a):
    return mp.matrix([[mp.mpf(float(a[i, j])) for j in range(a.cols)] for i in range(a.rows)])


def symmetric(a):
    out = rounded(a)
    for i in range(out.rows):
        for j in range(i):
            out[j, i] = out[i, j]
    return out


def normals(rows, cols):
    return mp.matrix([[mp.mpf(random.gauss(0, 1)) for _ in range(cols)] for _ in range(rows)])


def orthonormal(rows, cols):
    return mp.qr(normals(rows, cols), mode="skinny")[0]


def from_spectrum(values):
    n = len(values)
    q = orthonormal(n, n)
    return symmetric(q * mp.diag(values) * q.T), rounded(orthonormal(n + 3, n) * mp.diag(values) * orthonormal(n, n).T)


def integers(rows, cols):
    return mp.matrix([[random.randint(-4, 4) for _ in range(cols)] for _ in range(rows)])


def well(n):
    return from_spectrum([1 - mp.mpf(i) / (2 * n) for i in range(n)])


def graded(n):
    return from_spectrum([mp.mpf(10) ** (-mp.mpf(10 * i) / n) for i in range(n)])


def clustered(n):
    return from_spectrum([(1 if i < n // 2 else mp.mpf(1) / 2) * (1 + mp.mpf(10) ** -14 * i) for i in range(n)])


def hilbert(n):
    """Hilbert's matrix with 1e-10 added to the diagonal, and its rectangular kind."""
    shift = mp.mpf(10) ** -10
    square = mp.matrix(n, n)
    tall = mp.matrix(n + 3, n)
    for i in range(n + 3):
        for j in range(n):
            tall[i, j] = mp.mpf(1) / (i + j + 1) + (shift if i == j else 0)
            if i < n:
                square[i, j] = tall[i, j]
    return symmetric(square), rounded(tall)


def deficient(n):
    """Of rank n/2 exactly: products of small integers."""
    g = integers(n, n // 2)
    return g * g.T, integers(n + 3, n // 2) * integers(n // 2, n)


# Builder and binary exponent of the norm. Results are found at norm one and scaled: exact, and mpmath's thresholds are absolute.
CLASSES = {
    "well conditioned": (well, 0),
    "graded": (graded, 0),
    "clustered": (clustered, 0),
    "Hilbert": (hilbert, 0),
    "rank deficient": (deficient, 0),
    "tiny": (well, -464),
    "huge": (well, 464),
}


def flat(a, factor=1):
    return [float(factor * a[i, j]) for i in range(a.rows) for j in range(a.cols)]


def ascending(values, factor=1):
    return sorted(float(factor * x) for x in values)


def reduced(a, g):
    """L⁻¹ A L⁻ᵀ for G = L Lᵀ."""
    inverse = mp.inverse(mp.cholesky(g))
    return inverse * a * inverse.T


def case(kind, n):
    build, exponent = CLASSES[kind]
    scale = mp.mpf(2) ** exponent
    a, c = build(n)
    b = rounded(normals(n, 2))
    w = rounded(normals(n + 3, 1))
    g, _ = well(n)
    full = kind != "rank deficient"
    l = mp.cholesky(a) if full else None
    return {
        "kind": kind,
        "n": n,
        "a": flat(a, scale),
        "c": flat(c, scale),
        "b": flat(b),
        "w": flat(w),
        "g": flat(g),
        "product": flat(c * a, scale**2),
        "weighted": flat(c.T * mp.diag([w[i] for i in range(n + 3)]) * c, scale**2),
        "cholesky": flat(l, mp.sqrt(scale)) if full else None,
        "solution": flat(mp.inverse(a) * b, 1 / scale) if full else None,
        "logDeterminant": float(n * mp.log(scale) + 2 * mp.fsum(mp.log(l[i, i]) for i in range(n))) if full else None,
        "eigenvalues": ascending(mp.eigsy(a, eigvals_only=True), scale),
        "generalized": ascending(mp.eigsy(reduced(a, g), eigvals_only=True), scale),
        "eigenvaluesOfG": ascending(mp.eigsy(g, eigvals_only=True)),
        "singularValues": ascending(mp.svd_r(c, compute_uv=False), scale),
        "r": flat(mp.cholesky(c.T * c).T, scale) if full else None,
    }


path = pathlib.Path(__file__).with_name("algebra.json")
path.write_text(
    json.dumps(
        {
            "generator": f"generate-algebra.py, Python {platform.python_version()}, mpmath {mp.__version__}, {mp.mp.dps} digits",
            "cases": [case(kind, n) for kind in CLASSES for n in SIZES],
        },
        ensure_ascii=False,
    )
    + "\n"
)
