"""Regenerates numerics.json with mpmath at 60 digits, and integer generators written from their papers.

Run: python3 test/reference/generate-numerics.py
"""

import json
import pathlib
import platform

import mpmath as mp

mp.mp.dps = 60


def f(x):
    return float(x)


def normal_cdf(x):
    return mp.erfc(-mp.mpf(x) / mp.sqrt(2)) / 2


def normal_quantile(p):
    """Newton on log cdf from the asymptotic start, mirrored for the upper half."""
    p = mp.mpf(p)
    if p == mp.mpf("0.5"):
        return mp.mpf(0)
    if p > mp.mpf("0.5"):
        return -normal_quantile(1 - p)
    low, high = mp.mpf(-45), mp.mpf(0)
    for _ in range(12):
        middle = (low + high) / 2
        low, high = (middle, high) if normal_cdf(middle) < p else (low, middle)
    x = (low + high) / 2
    for _ in range(20):
        below = normal_cdf(x)
        x -= (mp.log(below) - mp.log(p)) * below / mp.npdf(x)
    return x


def chi_squared_cdf(x, k):
    return mp.gammainc(mp.mpf(k) / 2, 0, mp.mpf(x) / 2, regularized=True)


def student_t_cdf(t, nu):
    t, nu = mp.mpf(t), mp.mpf(nu)
    tail = mp.betainc(nu / 2, mp.mpf(1) / 2, 0, nu / (nu + t * t), regularized=True) / 2
    return tail if t < 0 else 1 - tail


def student_t_quantile(p, nu):
    p = mp.mpf(p)
    if p > mp.mpf("0.5"):
        return -student_t_quantile(1 - p, nu)
    low, high = mp.mpf(-1), mp.mpf(0)
    while student_t_cdf(low, nu) > p:
        low *= 2
    for _ in range(180):
        middle = (low + high) / 2
        low, high = (middle, high) if student_t_cdf(middle, nu) < p else (low, middle)
    return (low + high) / 2


def kolmogorov_survival(x):
    x = mp.mpf(x)
    return 2 * mp.nsum(lambda k: (-1) ** (int(k) - 1) * mp.exp(-2 * k * k * x * x), [1, 400], method="direct")


def gauss_legendre(n):
    roots = mp.polyroots(mp.taylor(lambda x: mp.legendre(n, x), 0, n)[::-1], maxsteps=500, extraprec=400)
    nodes = sorted(mp.re(r) for r in roots)
    slope = lambda x: n * (mp.legendre(n - 1, x) - x * mp.legendre(n, x)) / (1 - x * x)
    return nodes, [2 / ((1 - x * x) * slope(x) ** 2) for x in nodes]


def gauss_hermite(n):
    """Roots of He_n by Newton from eigenvalues; weight n! / (n He_{n-1})^2 for the normal density."""
    jacobi = mp.matrix(n, n)
    for k in range(1, n):
        jacobi[k - 1, k] = jacobi[k, k - 1] = mp.sqrt(k)
    nodes = sorted(mp.eigsy(jacobi, eigvals_only=True))

    def he(m, x):
        before, value = mp.mpf(0), mp.mpf(1)
        for k in range(m):
            before, value = value, x * value - k * before
        return value

    return nodes, [mp.factorial(n) / (n * he(n - 1, x)) ** 2 for x in nodes]


MASK = 0xFFFFFFFF


def philox(counter, key):
    c, k = list(counter), list(key)
    for _ in range(10):
        p0, p1 = 0xD2511F53 * c[0], 0xCD9E8D57 * c[2]
        c = [(p1 >> 32) ^ c[1] ^ k[0], p1 & MASK, (p0 >> 32) ^ c[3] ^ k[1], p0 & MASK]
        k = [(k[0] + 0x9E3779B9) & MASK, (k[1] + 0xBB67AE85) & MASK]
    return c


def rotate(x, k):
    return ((x << k) | (x >> (32 - k))) & MASK


def xoshiro128pp(state, count):
    s, out = list(state), []
    for _ in range(count):
        out.append((rotate((s[0] + s[3]) & MASK, 7) + s[0]) & MASK)
        t = (s[1] << 9) & MASK
        s[2] ^= s[0]
        s[3] ^= s[1]
        s[1] ^= s[2]
        s[0] ^= s[3]
        s[2] ^= t
        s[3] = rotate(s[3], 11)
    return out


def absorb(state, key):
    return [a ^ b for a, b in zip(philox(state, key), state)]


def child(parent, name):
    units = [int.from_bytes(name.encode("utf-16-le")[i : i + 2], "little") for i in range(0, 2 * len(name), 2)]
    length = len(units)
    units += [0] * (-length % 4)
    state = parent
    for i in range(0, len(units), 4):
        state = absorb(state, [units[i] | units[i + 1] << 16, units[i + 2] | units[i + 3] << 16])
    return absorb(state, [length, MASK])


def uniforms(seed, names, count):
    state = child([0x73636F72, 0x65706174, 0x68, 1], seed)
    for name in names:
        state = child(state, name)
    words = xoshiro128pp(philox(state, [0x73746174, 0xFFFFFFFE]), 2 * count)
    return [((a >> 5) * 2**26 + (b >> 6)) / 2**53 for a, b in zip(words[::2], words[1::2])]


rule_cases = [1, 2, 3, 5, 8, 16, 31]
random_cases = [("1", []), ("1", ["train/17"]), ("scorepath", ["a", "b"]), ("-2.5", ["Gauß", ""])]
xoshiro_states = [[1, 2, 3, 4], [0x9E3779B9, 0xFFFFFFFF, 0, 0x80000000]]
logs = [[0, 0], [-1000, -1001, -999.5], [800, 1, -800], [-3e5, -3e5 + 1e-3]]

reference = {
    "generator": "test/reference/generate-numerics.py",
    "versions": {"python": platform.python_version(), "mpmath": mp.__version__},
    "normalCdf": [[x, f(normal_cdf(x))] for x in [-37.5, -30, -20, -10, -6, -3, -1, -0.1, 0, 0.5, 1, 2, 5, 8]],
    "normalQuantile": [
        [p, f(normal_quantile(p))]
        for p in [1e-307, 1e-200, 1e-100, 1e-50, 1e-20, 1e-16, 1e-10, 1e-6, 9.99e-4, 1.01e-3, 0.01, 0.025, 0.3, 0.5, 0.7, 0.975, 0.9999, 1 - 2**-30]
    ],
    "chiSquaredCdf": [[x, k, f(chi_squared_cdf(x, k))] for x, k in [(1e-8, 1), (0.5, 1), (3, 2), (10, 10), (40, 30), (120, 100), (0.01, 0.5), (2, 20)]],
    "studentTQuantile": [[p, v, f(student_t_quantile(p, v))] for p, v in [(0.975, 1), (0.975, 3), (0.995, 9), (0.6, 30), (1e-6, 4), (0.025, 100), (1e-12, 7.5), (0.75, 1000)]],
    "kolmogorovSurvival": [[x, f(kolmogorov_survival(x))] for x in [0.15, 0.3, 0.5, 0.8, 0.999, 1.0, 1.001, 1.36, 2, 3, 5, 10]],
    "logSumExp": [[v, f(mp.log(mp.fsum(mp.exp(mp.mpf(x)) for x in v)))] for v in logs],
    "gaussLegendre": [[n, *[[f(x) for x in part] for part in gauss_legendre(n)]] for n in rule_cases],
    "gaussHermite": [[n, *[[f(x) for x in part] for part in gauss_hermite(n)]] for n in rule_cases + [64]],
    "xoshiro128pp": [[s, xoshiro128pp(s, 12)] for s in xoshiro_states],
    "uniforms": [[seed, names, uniforms(seed, names, 6)] for seed, names in random_cases],
}

path = pathlib.Path(__file__).with_name("numerics.json")
path.write_text(json.dumps(reference, indent=1) + "\n")
