"""Baselines of bench/elementary.ts in numpy, one thread; prints the best processor seconds of the case named."""

import sys
import time

import numpy as np

rng = np.random.default_rng(0)
case, runs = sys.argv[1], int(sys.argv[2])
n = 1_000_000
out = np.empty(n)


def best(work):
    result = np.inf
    for _ in range(runs):
        start = time.process_time()
        work()
        result = min(result, time.process_time() - start)
    return result


if case == "exp":
    x = rng.uniform(-20, 5, n)
    work = lambda: np.exp(x, out=out)
elif case == "exp-new":
    x = rng.uniform(-20, 5, n)
    work = lambda: np.exp(x)
elif case == "log":
    x = rng.uniform(0, 20, n)
    work = lambda: np.log(x, out=out)
elif case == "tanh":
    x = rng.uniform(-5, 5, n)
    work = lambda: np.tanh(x, out=out)
elif case == "normals":
    work = lambda: rng.standard_normal(n)
elif case == "uniforms":
    work = lambda: rng.random(n)
elif case == "euler":
    # dx = -b x dt + s dW with the score of two points: one step of 100 000 particles.
    x = rng.standard_normal(100_000)

    def work():
        score = (0.9 * np.tanh(0.9 * x / 0.19) - x) / 0.19
        x + 0.01 * (x + score) + 0.1 * rng.standard_normal(x.size)


print(best(work))
