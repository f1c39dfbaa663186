"""Baseline in plain numpy, all members side by side. Usage: ensemble.py quenched|field <members>; prints seconds."""

import sys
import time

import numpy as np

kind, members = sys.argv[1], int(sys.argv[2])
P, eps, T, steps, F1, ridge = 1024, 1e-2, 1.0, 300, 16, 0.1
rng = np.random.default_rng(0)
integral = lambda t: 0.1 * t + 0.5 * 19.9 * t**2
alpha = lambda t: np.exp(-integral(t))
variance = lambda t: -np.expm1(-2 * integral(t))


def bumps(z, low, high):
    centers = np.linspace(low, high, F1)
    s = (centers[1] - centers[0]) / 2
    return np.exp(-((z[:, None] - centers) ** 2) / (2 * s * s)) / (np.sqrt(2 * np.pi) * s)


def trained():
    W = np.empty((members, F1, F1))
    for m in range(members):
        u, t = rng.choice([-1.0, 0.0, 1.0], P), rng.uniform(eps, T, P)
        x = alpha(t) * u + np.sqrt(variance(t)) * rng.standard_normal(P)
        phi = (bumps(x, -1.5, 1.5)[:, :, None] * bumps(t, eps, T)[:, None, :]).reshape(P, -1)
        w = alpha(t) ** 2 / variance(t)
        gram = (phi * w[:, None]).T @ phi / P + ridge * np.eye(F1 * F1)
        W[m] = np.linalg.solve(gram, (phi * w[:, None]).T @ u / P).reshape(F1, F1)
    return W


mean, factor = rng.standard_normal(F1 * F1), 0.01 * rng.standard_normal((F1 * F1, 200))
times = np.linspace(T, eps, steps + 1)
start = time.perf_counter()
if kind == "quenched":
    W = trained()
else:
    W = (mean + rng.standard_normal((members, 200)) @ factor.T).reshape(members, F1, F1)
clock = bumps(times, eps, T)
x = np.sqrt(variance(T)) * rng.standard_normal(members)
for k in range(steps):
    t = times[k]
    denoiser = np.einsum("ms,ms->m", bumps(np.clip(x, -1.5, 1.5), -1.5, 1.5), W @ clock[k])
    beta = 0.1 + 19.9 * t
    x = x + (t - times[k + 1]) * beta * (x + (alpha(t) * denoiser - x) / variance(t))
print(time.perf_counter() - start)
