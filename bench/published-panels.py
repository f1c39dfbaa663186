"""Baseline: one panel of the published figure (100 models, 1e5 samples each) in plain numpy; prints seconds."""

import sys
import time

import numpy as np

P, models, samples = int(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3])
eps, T, steps, F1, ridge = 1e-2, 1.0, 30, 16, 0.1
rng = np.random.default_rng(0)
data = np.array([-1.0, 0.0, 1.0])
integral = lambda t: 0.1 * t + 0.5 * 19.9 * t**2
alpha = lambda t: np.exp(-integral(t))
variance = lambda t: -np.expm1(-2 * integral(t))


def bumps(z, low, high):
    centers = np.linspace(low, high, F1)
    s = (centers[1] - centers[0]) / 2
    return np.exp(-((z[:, None] - centers) ** 2) / (2 * s * s)) / (np.sqrt(2 * np.pi) * s)


grid = np.linspace(-1.5, 1.5, 200)
times = np.linspace(T, eps, steps + 1)
bx, bt = bumps(grid, -1.5, 1.5), bumps(times, eps, T)
start = time.perf_counter()
histogram = np.zeros(200)
for _ in range(models):
    u, t = rng.choice(data, P), rng.uniform(eps, T, P)
    x = alpha(t) * u + np.sqrt(variance(t)) * rng.standard_normal(P)
    phi = (bumps(x, -1.5, 1.5)[:, :, None] * bumps(t, eps, T)[:, None, :]).reshape(P, -1)
    w = alpha(t) ** 2 / variance(t)
    gram = (phi * w[:, None]).T @ phi / P + ridge * np.eye(F1 * F1)
    W = np.linalg.solve(gram, (phi * w[:, None]).T @ u / P).reshape(F1, F1)
    table = bx @ W @ bt.T
    state = rng.standard_normal(samples)
    for k in range(steps):
        a, q, beta = alpha(times[k]), variance(times[k]), 0.1 + 19.9 * times[k]
        cell = np.clip(np.searchsorted(grid, state), 0, 199)
        state = state + (times[k] - times[k + 1]) * beta * (state + (a * table[cell, k] - state) / q)
    histogram += np.histogram(state, bins=200, range=(-1.5075, 1.5075))[0]
print(time.perf_counter() - start)
