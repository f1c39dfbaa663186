"""Regenerates naive.json: variance of the naive estimator on Gaussian data, by integrating the moment equation of the SDE.

dv/dtau = 2 (r - k/v_t) v + kappa k^2 C from v = q(T), with DOP853 to 1e-13; an independent route to the closed formula.
Run: python3 test/reference/generate-naive.py
"""

import json
import pathlib
import platform

import numpy as np
import scipy
from scipy.integrate import solve_ivp


def beta(t):
    return 0.1 + 19.9 * t


def vp(t):
    a = np.exp(-(0.1 * t + 19.9 * t * t / 2))
    return a, -np.expm1(-2 * (0.1 * t + 19.9 * t * t / 2)), beta(t), beta(t)


def ve(t):
    return 1.0, t * t, 0.0, t


def variance(schedule, lam, kappa, low, high):
    def right(log_time, v):
        t = np.exp(log_time)
        a, q, r, k = schedule(t)
        noised = a * a * lam + q
        c = a * a * lam / (q * noised)
        return -t * (2 * (r - k / noised) * v + kappa * k * k * c)

    start = schedule(high)[1]
    out = solve_ivp(right, (np.log(high), np.log(low)), [start], method="DOP853", rtol=1e-13, atol=1e-16)
    return float(out.y[0, -1])


cases = [
    {"schedule": name, "eigenvalue": lam, "kappa": kappa, "cutoffTime": low, "terminalTime": high,
     "variance": variance(schedule, lam, kappa, low, high)}
    for name, schedule, low, high in [("vp", vp, 0.01, 1.0), ("vp", vp, 0.001, 1.0), ("ve", ve, 0.002, 80.0)]
    for lam, kappa in [(0.5, 0.3), (0.5, 0.0), (2.0, 1.5), (0.01, 0.1)]
]
target = pathlib.Path(__file__).with_name("naive.json")
target.write_text(json.dumps({
    "generator": "generate-naive.py",
    "python": platform.python_version(), "numpy": np.__version__, "scipy": scipy.__version__,
    "cases": cases,
}, indent=1) + "\n")
