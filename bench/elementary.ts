/**
 * Elementary functions on arrays, random numbers and one particle step, one thread, against numpy: the best of alternating
 * runs, in processor time, so that both see the same machine. bench/posterior-mean.ts has the fused posterior mean.
 * Run: npx tsx bench/elementary.ts
 */
import { applyInto } from "../src/numerics/elementary/array-functions.ts";
import { expOf, seededRng } from "../src/numerics/index.ts";
import { bestProcessSeconds, numpySeconds, plainSeconds, printRow } from "./baseline.ts";

const rng = seededRng(1);
const n = 1_000_000;
const rounds = 4;

function compare(what: string, baseline: string, work: () => unknown): void {
  let ours = Number.POSITIVE_INFINITY;
  let theirs: number | null = null;
  for (let round = 0; round < rounds; round++) {
    ours = Math.min(ours, bestProcessSeconds(work));
    const found = numpySeconds("./elementary.py", baseline, "20");
    if (found !== null) theirs = Math.min(theirs ?? found, found);
  }
  if (theirs === null) printRow(what, ours, "plain TypeScript", plainSeconds(work));
  else printRow(what, ours, "numpy, one thread", theirs);
}

const spread = rng.uniforms(n).map((u) => 25 * u - 20);
const positive = rng.uniforms(n).map((u) => 20 * u);
const central = rng.uniforms(n).map((u) => 10 * u - 5);
const out = new Float64Array(n);
compare("exp of 1e6, into an array", "exp", () => applyInto(out, "exp", spread));
compare("log of 1e6, into an array", "log", () => applyInto(out, "log", positive));
compare("tanh of 1e6, into an array", "tanh", () => applyInto(out, "tanh", central));
compare("exp of 1e6, a new array", "exp-new", () => expOf(spread));
compare("1e6 standard normals", "normals", () => rng.normals(n));
compare("1e6 uniforms", "uniforms", () => rng.uniforms(n));

const particles = rng.normals(100_000);
const next = new Float64Array(particles.length);
compare("Euler step of 1e5 particles between two points", "euler", () => {
  for (let k = 0; k < next.length; k++) next[k] = (0.9 * particles[k]!) / 0.19;
  applyInto(next, "tanh", next);
  const normals = rng.normals(next.length);
  for (let k = 0; k < next.length; k++) {
    const x = particles[k]!;
    next[k] = x + 0.01 * (x + (0.9 * next[k]! - x) / 0.19) + 0.1 * normals[k]!;
  }
});
