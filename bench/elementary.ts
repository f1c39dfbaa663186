/**
 * Elementary functions on arrays, random numbers, the fused posterior mean and one particle step, one thread, against
 * numpy: the best of alternating runs, so that both see the same machine.
 * Run: npx tsx bench/elementary.ts
 */
import { readFileSync } from "node:fs";
import { digitsFromBytes, pointMasses, variancePreserving } from "../src/core/index.ts";
import { applyInto } from "../src/numerics/elementary/array-functions.ts";
import { expOf, seededRng } from "../src/numerics/index.ts";
import { noisedMarginal } from "../src/theory/index.ts";
import { bestSeconds, numpySeconds, printRow } from "./baseline.ts";

const rng = seededRng(1);
const n = 1_000_000;
const rounds = 4;

async function compare(what: string, baseline: string, runs: number, work: () => unknown): Promise<void> {
  let ours = Number.POSITIVE_INFINITY;
  let theirs: number | null = null;
  for (let round = 0; round < rounds; round++) {
    ours = Math.min(ours, await bestSeconds(runs, work));
    const found = numpySeconds("./elementary.py", baseline, String(runs));
    if (found !== null) theirs = Math.min(theirs ?? found, found);
  }
  printRow(what, ours, "numpy, one thread", theirs);
}

const spread = rng.uniforms(n).map((u) => 25 * u - 20);
const positive = rng.uniforms(n).map((u) => 20 * u);
const central = rng.uniforms(n).map((u) => 10 * u - 5);
const out = new Float64Array(n);
await compare("exp of 1e6, into an array", "exp", 20, () => applyInto(out, "exp", spread));
await compare("log of 1e6, into an array", "log", 20, () => applyInto(out, "log", positive));
await compare("tanh of 1e6, into an array", "tanh", 20, () => applyInto(out, "tanh", central));
await compare("exp of 1e6, a new array", "exp-new", 20, () => expOf(spread));
await compare("1e6 standard normals", "normals", 20, () => rng.normals(n));
await compare("1e6 uniforms", "uniforms", 20, () => rng.uniforms(n));

const digits = await digitsFromBytes(readFileSync(new URL("../assets/digits.csv.gz", import.meta.url)), "standard");
const schedule = variancePreserving({ drift: "beta", cutoffTime: 1e-3 });
const marginal = noisedMarginal(pointMasses(digits), schedule);
const noise = rng.normals(64_000);
for (const t of [0.01, 0.1, 0.3, 0.5]) {
  const alpha = schedule.alpha(t);
  const sigma = schedule.sigma(t);
  const values = noise.map(
    (z, k) => alpha * digits.values[64 * ((17 * Math.floor(k / 64)) % digits.count) + (k % 64)]! + sigma * z,
  );
  const states = { count: 1000, dim: 64, values };
  await compare(`posterior mean, 1000 noised digits x 1797 x 64, t = ${t}`, "posterior", 10, () =>
    marginal.posteriorMeanAt(states, t),
  );
}
const pure = { count: 1000, dim: 64, values: noise };
await compare("posterior mean, 1000 states of pure noise, t = 0.1", "posterior", 10, () =>
  marginal.posteriorMeanAt(pure, 0.1),
);

const particles = rng.normals(100_000);
const next = new Float64Array(particles.length);
await compare("Euler step of 1e5 particles between two points", "euler", 20, () => {
  for (let k = 0; k < next.length; k++) next[k] = (0.9 * particles[k]!) / 0.19;
  applyInto(next, "tanh", next);
  const normals = rng.normals(next.length);
  for (let k = 0; k < next.length; k++) {
    const x = particles[k]!;
    next[k] = x + 0.01 * (x + (0.9 * next[k]! - x) / 0.19) + 0.1 * normals[k]!;
  }
});
