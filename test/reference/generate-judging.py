"""Reference numbers for measurement and claims, by direct sums and SciPy; writes judging.json beside this file."""

import itertools
import json
import pathlib

import mpmath
import numpy as np
import scipy
from scipy import optimize, spatial, stats

mpmath.mp.dps = 40
rng = np.random.default_rng(20261126)


def student_cdf(t, nu):
    """P(T <= t) through the regularised incomplete beta function at 40 digits."""
    t, nu = mpmath.mpf(t), mpmath.mpf(nu)
    tail = mpmath.betainc(nu / 2, mpmath.mpf(1) / 2, 0, nu / (nu + t * t), regularized=True) / 2
    return float(tail if t < 0 else 1 - tail)


def holm(p):
    """Smallest level at which the step-down procedure rejects each hypothesis, by trying the levels in turn."""
    n = len(p)
    levels = sorted({min(1.0, k * q) for q in p for k in range(1, n + 1)} | {1.0})
    out = [1.0] * n
    for level in reversed(levels):
        left = list(range(n))
        rejected = []
        while left:
            i = min(left, key=lambda j: p[j])
            if p[i] * len(left) > level * (1 + 1e-15):
                break
            rejected.append(i)
            left.remove(i)
        for i in rejected:
            out[i] = level
    return out


def jackknife(values):
    values = np.asarray(values)
    n = len(values)
    return np.sqrt((n - 1) / n * ((values - values.mean(0)) ** 2).sum(0))


scores = rng.normal(size=(7, 4)) @ rng.normal(size=(4, 4)) + 0.3
without = [np.delete(scores, i, 0) for i in range(len(scores))]
moments = {
    "scores": scores.tolist(),
    "mean": scores.mean(0).tolist(),
    "meanError": jackknife([s.mean(0) for s in without]).tolist(),
    "covariance": np.cov(scores.T).tolist(),
    "covarianceError": jackknife([np.cov(s.T) for s in without]).tolist(),
}
predicted_mean, predicted_covariance = scores.mean(0) + 0.2, np.cov(scores.T) * 1.1 + 0.05
norm = np.linalg.norm
moments["predictedMean"] = predicted_mean.tolist()
moments["predictedCovariance"] = predicted_covariance.tolist()
mean_error = lambda s: norm(s.mean(0) - predicted_mean) / norm(predicted_mean)
covariance_error = lambda s: norm(np.cov(s.T) - predicted_covariance) / norm(predicted_covariance)
moments["relative"] = [
    [mean_error(scores), float(jackknife([mean_error(s) for s in without]))],
    [covariance_error(scores), float(jackknife([covariance_error(s) for s in without]))],
]


def mmd(models_x, models_y, h):
    """U-statistic over models by a loop over pairs of models."""
    kernel = lambda a, b: np.exp(-spatial.distance.cdist(a, b, "sqeuclidean") / (2 * h * h)).mean()
    own = lambda models: np.mean([kernel(a, b) for a, b in itertools.permutations(models, 2)])
    return own(models_x) + own(models_y) - 2 * np.mean([kernel(a, b) for a in models_x for b in models_y])


x = rng.normal(size=(5, 3, 2)) + rng.normal(size=(5, 1, 2))
y = 1.3 * rng.normal(size=(4, 2, 2)) + 0.5
h = 1.2
leave = lambda models: [np.delete(models, i, 0) for i in range(len(models))]
error = np.hypot(jackknife([mmd(m, y, h) for m in leave(x)]), jackknife([mmd(x, m, h) for m in leave(y)]))
directions = rng.normal(size=(6, 2))
directions /= np.linalg.norm(directions, axis=1, keepdims=True)
flat_x, flat_y = x.reshape(-1, 2), y.reshape(-1, 2)
w1 = [stats.wasserstein_distance(flat_x @ d, flat_y @ d) for d in directions]
# Equal numbers of atoms after repetition, so that W2 pairs sorted atoms.
many_x, many_y = np.repeat(flat_x, 8, 0), np.repeat(flat_y, 15, 0)
w2 = [np.mean((np.sort(many_x @ d) - np.sort(many_y @ d)) ** 2) for d in directions]
clouds = {
    "x": x.tolist(),
    "y": y.tolist(),
    "bandwidth": h,
    "mmd": [mmd(x, y, h), float(error)],
    "median": float(np.sort(spatial.distance.pdist(np.concatenate([flat_x, flat_y])))[(23 * 22 // 2) // 2]),
    "directions": directions.tolist(),
    "sliced": [float(np.mean(w1)), float(np.sqrt(np.mean(w2)))],
}

training = np.concatenate([rng.normal(size=(40, 3)), 1e4 + rng.normal(size=(10, 3))])
samples = np.concatenate([training[::7] + 1e-7 * rng.normal(size=(8, 3)), rng.normal(size=(20, 3))])
near = spatial.cKDTree(training).query(samples, k=2)[0]
memorised = {"training": training.tolist(), "samples": samples.tolist(), "ratios": (near[:, 0] / near[:, 1]).tolist()}

found, prediction = rng.normal(size=(5, 6)), rng.normal(size=(5, 6))
prediction = found + 0.3 * prediction
agreement = {
    "found": found.tolist(),
    "predicted": prediction.tolist(),
    "determination": [float(1 - ((f - p) ** 2).mean() / f.var()) for f, p in zip(found, prediction)],
    "correlation": [float(np.corrcoef(f, p)[0, 1] ** 2) for f, p in zip(found, prediction)],
}

fits = []
for k in (2, 3, 6):
    a = np.exp(rng.uniform(0, 4, k))
    b = 3 * a**-0.5 * np.exp(0.1 * rng.normal(size=k))
    s = b * rng.uniform(0.02, 0.2, k)
    line = lambda u, slope, level: slope * u + level
    (slope, level), covariance = optimize.curve_fit(line, np.log(a), np.log(b), sigma=s / b, absolute_sigma=True)
    chi2 = float((((np.log(b) - line(np.log(a), slope, level)) / (s / b)) ** 2).sum())
    scale = max(1.0, np.sqrt(chi2 / (k - 2))) if k > 2 else 1.0
    fits.append(
        {
            "x": a.tolist(),
            "y": b.tolist(),
            "error": s.tolist(),
            "slope": [float(slope), float(np.sqrt(covariance[0, 0]) * scale)],
            "level": float(level),
            "chi2": chi2,
            "p": float(stats.chi2.sf(chi2, k - 2)) if k > 2 else 1.0,
        }
    )

levels = [rng.uniform(0, 1, n).tolist() for n in (1, 2, 5, 9)] + [[0.01, 0.01, 0.01], [0.0, 1.0, 0.5], [0.001] + [0.04] * 4]
tails = [[t, nu, student_cdf(t, nu)] for nu in (1, 2, 3.5, 7, 19, 999) for t in (-30.0, -6.0, -2.0, -0.3, 0.0, 0.7, 4.0)]

out = {
    "versions": {"numpy": np.__version__, "scipy": scipy.__version__, "mpmath": mpmath.__version__},
    "student": tails,
    "holm": [{"p": p, "adjusted": holm(p)} for p in levels],
    "moments": moments,
    "clouds": clouds,
    "memorised": memorised,
    "agreement": agreement,
    "fits": fits,
}
pathlib.Path(__file__).with_name("judging.json").write_text(json.dumps(out, indent=1) + "\n")
