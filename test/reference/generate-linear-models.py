"""Writes linear-models.json: population moments of small linear score models, by brute quadrature in NumPy and SciPy.

Every moment is integrated by definition: Gauss-Legendre panels in log t, the trapezoid rule with 40 nodes a noise scale in
x over 10 standard deviations around every component, posterior moments from component densities. Each case is computed a
second time with both steps halved; the largest difference, relative to the largest entry, is stored with it. Run with

    python3 test/reference/generate-linear-models.py
"""

import json
import pathlib
import platform

import numpy as np
import scipy
import scipy.linalg
import scipy.special
import scipy.stats

BETA_MIN, BETA_MAX, CUTOFF, TERMINAL = 0.1, 20.0, 0.1, 1.0
X_CENTRES, X_WIDTH = np.linspace(-1.5, 1.5, 3), 0.75
T_CENTRES, T_WIDTH = np.linspace(0.1, 1.0, 2), 0.45

DATA = {
    "three points": [(1 / 3, -1.0, 0.0), (1 / 3, 0.0, 0.0), (1 / 3, 1.0, 0.0)],
    "two Gaussians and a point": [(0.5, -0.8, 0.05), (0.3, 0.4, 0.2), (0.2, 1.1, 0.0)],
}
MODELS = [
    {"parameterization": "denoiser", "baseScore": "zero", "weight": "alpha^2/sigma^2", "ridge": 0.1, "trainingTimes": "uniform"},
    {"parameterization": "score", "baseScore": "zero", "weight": "sigma^2", "ridge": 0.02, "trainingTimes": "uniform"},
    {"parameterization": "score", "baseScore": "noise", "weight": "sigma^2", "ridge": 0.02, "trainingTimes": "log-uniform"},
]


def schedule(t):
    rate = BETA_MIN * t + 0.5 * (BETA_MAX - BETA_MIN) * t**2
    return np.exp(-rate), -np.expm1(-2 * rate)


def time_rule(panels):
    nodes, weights = scipy.special.roots_legendre(12)
    edges = np.linspace(np.log(CUTOFF), np.log(TERMINAL), panels + 1)
    half = np.diff(edges) / 2
    log_t = (edges[:-1] + half)[:, None] + half[:, None] * nodes
    return np.exp(log_t).ravel(), (half[:, None] * weights).ravel()


def moments(components, model, refinement):
    sizes = len(X_CENTRES) * len(T_CENTRES)
    sigma = np.zeros((sizes, sizes))
    cross = np.zeros(sizes)
    slices = []
    times, log_weights = time_rule(20 * refinement)
    density = times if model["trainingTimes"] == "uniform" else np.ones_like(times)
    shares = log_weights * density / (TERMINAL - CUTOFF if model["trainingTimes"] == "uniform" else np.log(TERMINAL / CUTOFF))
    for t, share in zip(times, shares):
        a, q = schedule(t)
        spreads = [np.sqrt(q + a * a * v) for _, _, v in components]
        low = min(a * m - 10 * s for (_, m, _), s in zip(components, spreads))
        high = max(a * m + 10 * s for (_, m, _), s in zip(components, spreads))
        h = np.sqrt(q) / (40 * refinement)
        x = np.arange(low, high, h)
        joint = np.array([p * scipy.stats.norm.pdf(x, a * m, s) for (p, m, _), s in zip(components, spreads)])
        marginal = joint.sum(0)
        means = np.array([m + a * v / (q + a * a * v) * (x - a * m) for _, m, v in components])
        within = np.array([v * q / (q + a * a * v) for _, _, v in components])[:, None]
        mean = (joint * means).sum(0) / np.maximum(marginal, 1e-300)
        variance = (joint * (within + (means - mean) ** 2)).sum(0) / np.maximum(marginal, 1e-300)
        phi = (
            np.exp(-((x[:, None] - X_CENTRES) ** 2) / (2 * X_WIDTH**2))[:, :, None]
            * np.exp(-((t - T_CENTRES) ** 2) / (2 * T_WIDTH**2))[None, None, :]
        ).reshape(len(x), sizes)
        gain = 1.0 if model["parameterization"] == "denoiser" else a / q
        target = gain * mean
        if model["parameterization"] == "score" and model["baseScore"] == "zero":
            target = target - x / q
        w = a * a / q if model["weight"] == "alpha^2/sigma^2" else q
        p = share * h * marginal
        sigma += phi.T @ (phi * (w * p)[:, None])
        cross += phi.T @ (w * p * target)
        slices.append((phi, w, p, target, gain * gain * variance))
    ridge = model["ridge"]
    solution = scipy.linalg.solve(sigma + ridge * np.eye(sizes), cross, assume_a="pos")
    noise, misfit = np.zeros_like(sigma), np.zeros_like(sigma)
    for phi, w, p, target, spread in slices:
        noise += phi.T @ (phi * (w * w * p * spread)[:, None])
        misfit += phi.T @ (phi * (w * w * p * (target - phi @ solution) ** 2)[:, None])
    misfit -= ridge**2 * np.outer(solution, solution)
    inverse = np.linalg.inv(sigma + ridge * np.eye(sizes))
    omega = inverse @ (noise + misfit) @ inverse
    return {"sigma": sigma, "solution": solution, "targetNoise": noise, "inputNoise": misfit, "omega": omega}


cases = []
for name, components in DATA.items():
    for model in MODELS:
        coarse, fine = moments(components, model, 1), moments(components, model, 2)
        change = max(np.abs(coarse[k] - fine[k]).max() / np.abs(fine[k]).max() for k in fine)
        assert change < 1e-11, (name, model, change)
        data = [{"weight": p, "mean": [m], "covariance": v} for p, m, v in components]
        values = {k: v.ravel().tolist() for k, v in fine.items()}
        cases.append({"title": f"{name}, {model['parameterization']} over {model['baseScore']}", "data": data, **model, **values, "change": change})

made_with = f"NumPy {np.__version__}, SciPy {scipy.__version__}, Python {platform.python_version()}"
path = pathlib.Path(__file__).with_name("linear-models.json")
path.write_text(json.dumps({"madeWith": made_with, "cases": cases}, indent=1, allow_nan=False) + "\n")
print(made_with, [c["change"] for c in cases])
