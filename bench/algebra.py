"""Best seconds of one dense-algebra operation by numpy on its BLAS. Usage: algebra.py <operation> <n> [threads]

With a number of threads it is wall time, otherwise processor time on one thread. The Cholesky solve is scipy's where there is one, else numpy's LU solve.
"""

import os
import sys
import time

threads = int(sys.argv[3]) if len(sys.argv) > 3 else None
if threads:
    os.environ["OPENBLAS_NUM_THREADS"] = str(threads)
clock = time.perf_counter if threads else time.process_time

import numpy as np

operation, n = sys.argv[1], int(sys.argv[2])
rng = np.random.default_rng(1)
a = rng.standard_normal((n, n))
b = rng.standard_normal((n, n))
definite = a @ a.T / n + np.eye(n)


def solve():
    try:
        from scipy.linalg import cho_factor, cho_solve
    except ImportError:
        return lambda: np.linalg.solve(definite, b)
    return lambda: cho_solve(cho_factor(definite, lower=True), b)


work = {
    "gemm": lambda: lambda: a @ b,
    "syrk": lambda: lambda: a.T @ a,
    "cholesky-solve": solve,
    "symmetric-eigen": lambda: lambda: np.linalg.eigh(definite),
    "svd": lambda: lambda: np.linalg.svd(a, full_matrices=False),
}[operation]()


def timed(repeats):
    start = clock()
    for _ in range(repeats):
        work()
    return clock() - start


timed(1)
repeats = int(np.ceil(1e-3 / max(timed(1), 1e-6)))
best, spent, samples = np.inf, 0.0, 0
while samples < 3 or spent < 0.4:
    seconds = timed(repeats)
    spent += seconds
    samples += 1
    best = min(best, seconds / repeats)
print(best)
