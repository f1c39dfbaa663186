"""Baseline of bench/posterior-mean.ts: numpy's best form, two matrix products and exp in place, one thread, on the same arrays.

Arguments: a file of float64 (states [1000, 64], then points [1797, 64]), alpha, variance, runs. Prints the best processor
seconds, and the largest difference from the means that follow the points in the file.
"""

import sys
import time

import numpy as np

path, alpha, variance, runs = sys.argv[1], float(sys.argv[2]), float(sys.argv[3]), int(sys.argv[4])
numbers = np.fromfile(path).reshape(-1, 64)
x, mu, expected = numbers[:1000], numbers[1000:-1000], numbers[-1000:]
half = 0.5 * alpha * alpha / variance * (mu**2).sum(1)
best = np.inf
for _ in range(runs):
    start = time.process_time()
    weights = x @ (alpha / variance * mu.T)
    weights -= half
    weights -= weights.max(1, keepdims=True)
    np.exp(weights, out=weights)
    mean = weights @ mu
    mean /= weights.sum(1, keepdims=True)
    best = min(best, time.process_time() - start)
if not np.abs(mean - expected).max() < 1e-9 * np.abs(mu).max():
    sys.exit("numpy and scorepath differ")
print(best)
