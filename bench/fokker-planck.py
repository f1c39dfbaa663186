"""Baselines of the Fokker-Planck solvers, one thread; prints seconds for the asked number of implicit steps.

line: scipy.linalg.solve_banded, one tridiagonal solve a step, rates given.
plane: scipy.sparse, one factorisation and solve of the nine-point matrix a step, rates given.
Run: python3 bench/fokker-planck.py line|plane CELLS STEPS
"""

import sys
import time

import numpy as np
import scipy.sparse as sp
from scipy.linalg import solve_banded
from scipy.sparse.linalg import splu

kind, cells, steps = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
rng = np.random.default_rng(0)
if kind == "line":
    up, down = rng.random(cells), rng.random(cells)
    mass = rng.random(cells)
    start = time.perf_counter()
    for _ in range(steps):
        bands = np.zeros((3, cells))
        bands[1] = 1 + up + down
        bands[0, 1:] = -down[1:]
        bands[2, :-1] = -up[:-1]
        mass = solve_banded((1, 1), bands, mass)
    print(time.perf_counter() - start)
else:
    one = sp.eye_array(cells, format="csr")
    second = sp.diags_array([np.ones(cells - 1), -2 * np.ones(cells), np.ones(cells - 1)], offsets=[-1, 0, 1])
    weights = [sp.diags_array(rng.random(cells * cells)) for _ in range(3)]
    mass = rng.random(cells * cells)
    shift = sp.eye_array(cells, k=1)
    start = time.perf_counter()
    for _ in range(steps):
        diagonal = sp.kron(shift, shift) + sp.kron(shift.T, shift.T) - 2 * sp.kron(one, one)
        matrix = sp.kron(one, second) @ weights[0] + sp.kron(second, one) @ weights[1] + diagonal @ weights[2]
        mass = splu((sp.eye_array(cells * cells) - 0.1 * matrix).tocsc()).solve(mass)
    print(time.perf_counter() - start)
