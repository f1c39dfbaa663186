"""Moments of n/(n + R) for binomial and multinomial counts, by direct sums with 40 digits.

Run: python3 test/reference/generate-binomial-averages.py   (mpmath 1.3)
Writes binomial-averages.json beside itself.
"""

import json
import os

from mpmath import mp, mpf, loggamma, log, exp

mp.dps = 40


def log_factorial(n):
    return loggamma(n + 1)


def window(count, p):
    """Counts within 40 standard deviations and 60 of the mean."""
    mean = float(count * p)
    reach = 40 * (mean * (1 - float(p))) ** 0.5 + 60
    return range(max(0, int(mean - reach)), min(count, int(mean + reach)) + 1)


def g(n, penalty):
    return mpf(0) if n == 0 else n / (n + penalty)


def single(count, p, ridge):
    p, penalty = mpf(p), mpf(ridge) * count
    mean = square = noise = mpf(0)
    for n in window(count, p):
        chance = exp(log_factorial(count) - log_factorial(n) - log_factorial(count - n) + n * log(p) + (count - n) * log(1 - p))
        mean += chance * g(n, penalty)
        square += chance * g(n, penalty) ** 2
        if n > 0:
            noise += chance * n / (n + penalty) ** 2
    return {"P": count, "p": float(p), "ridge": float(ridge), "mean": float(mean), "variance": float(square - mean**2), "noise": float(noise)}


def pair(count, p, q, ridge, other):
    """Covariance of n/(n + R) and m/(m + S) by the law of m given n."""
    p, q = mpf(p), mpf(q)
    first, second = mpf(ridge) * count, mpf(other) * count
    mean_n = mean_m = product = mpf(0)
    rest = q / (1 - p)
    for m in window(count, q):
        chance = exp(log_factorial(count) - log_factorial(m) - log_factorial(count - m) + m * log(q) + (count - m) * log(1 - q))
        mean_m += chance * g(m, second)
    for n in window(count, p):
        chance = exp(log_factorial(count) - log_factorial(n) - log_factorial(count - n) + n * log(p) + (count - n) * log(1 - p))
        inner = mpf(0)
        left = count - n
        for m in window(left, rest):
            inner += exp(log_factorial(left) - log_factorial(m) - log_factorial(left - m) + m * log(rest) + (left - m) * log(1 - rest)) * g(m, second)
        mean_n += chance * g(n, first)
        product += chance * g(n, first) * inner
    return {"P": count, "p": float(p), "q": float(q), "ridges": [float(ridge), float(other)], "covariance": float(product - mean_n * mean_m)}


singles = [
    single(count, p, ridge)
    for count, p, ridge in [
        (1, 0.3, 0.1),
        (20, 0.5, 0.01),
        (20, 1e-3, 0.0),
        (1000, 1e-9, 0.1),
        (5000, 0.02, 0.1),
        (20000, 1e-4, 1e-7),
        (10**6, 1e-12, 1e-3),
        (10**6, 1e-5, 1e-6),
        (10**6, 2e-3, 0.5),
    ]
]
pairs = [
    pair(count, p, q, ridge, other)
    for count, p, q, ridge, other in [
        (2, 0.3, 0.4, 0.05, 0.05),
        (20, 0.5, 0.3, 0.01, 0.2),
        (20, 1e-3, 0.7, 1e-6, 0.1),
        (300, 0.2, 0.1, 0.1, 0.1),
        (10**6, 1e-6, 2e-6, 1e-7, 1e-3),
        (10**6, 1e-9, 2e-6, 1e-2, 1e-3),
    ]
]
with open(os.path.join(os.path.dirname(os.path.abspath(__file__)), "binomial-averages.json"), "w") as file:
    json.dump({"source": "mpmath 1.3, 40 digits", "singles": singles, "pairs": pairs}, file, indent=1)
    file.write("\n")
