/**
 * What the ordinary networks measured on a graphics card learned: per snapshot of their training, from the committed data.
 * Loss and its error over members; share of the squared true score that the mean network gets right; spread of members over the
 * same; gap mass of the three points with its error over members, beside p(x | ε).
 * The theory beside them: bench/ordinary-theory.ts.
 * Run: npx tsx bench/ordinary-networks.ts
 */
import { readFileSync } from "node:fs";
import { gunzipSync } from "node:zlib";
import { meanEstimate, type NoisyStates, namedData, variancePreserving } from "../src/core/index.ts";
import { type OrdinaryFound, unpackArray } from "../src/experiments/index.ts";
import { exactLaw, noisedMarginal } from "../src/theory/index.ts";

const file = new URL("../test/reference/h100/ordinary-three-points.json.gz", import.meta.url);
const { found } = JSON.parse(gunzipSync(readFileSync(file)).toString("utf8")) as { found: OrdinaryFound[] };
const one = found[0]!;
const { members } = one.case;
const schedule = variancePreserving({
  betaMin: 0.1,
  betaMax: 20,
  drift: "half-beta",
  cutoffTime: 0.01,
  terminalTime: 1,
});
const data = namedData("three-points");
const t = unpackArray(one.probeTimes);
const x = unpackArray(one.probeStates);
const states: NoisyStates = { x: { count: x.length, dim: 1, values: x }, t };
const truth = noisedMarginal(data, schedule).score(states);
/** Errors of a score count by σ², so that every noise level counts alike. */
const share = t.map((time) => schedule.variance(time));
const law = exactLaw(data, schedule, schedule.cutoffTime);
const inGap = (value: number): boolean => Math.abs(value) > 0.25 && Math.abs(value) < 0.75;
const blurred = law.mass(-0.75, -0.25) + law.mass(0.25, 0.75);
const shown = (value: number, error: number): string => `${value.toFixed(4)} ± ${error.toFixed(4)}`;

process.stdout.write(`${members} networks; gap mass of p(x | ε): ${blurred.toExponential(2)}\n`);
process.stdout.write("step | loss | r² of the mean score | variance over members / squared score | gap mass\n");
const losses = unpackArray(one.losses);
const records = losses.length / members;
for (const { step, scores, samples } of one.snapshots) {
  const values = unpackArray(scores);
  const size = t.length;
  let [error, variance, whole] = [0, 0, 0];
  for (let n = 0; n < size; n++) {
    const { value, standardError } = meanEstimate(
      Float64Array.from({ length: members }, (_, m) => values[m * size + n]!),
    );
    // The mean of finitely many members is off by its standard error as well.
    error += share[n]! * ((value - truth[n]!) ** 2 - standardError ** 2);
    variance += share[n]! * members * standardError ** 2;
    whole += share[n]! * truth[n]! ** 2;
  }
  const ends = unpackArray(samples);
  const paths = ends.length / members;
  const gap = meanEstimate(
    Float64Array.from(
      { length: members },
      (_, m) => ends.subarray(m * paths, (m + 1) * paths).filter(inGap).length / paths,
    ),
  );
  const record = Math.min(records - 1, Math.floor((step * records) / one.trainedSteps));
  const loss = meanEstimate(losses.subarray(record * members, (record + 1) * members));
  const row = [
    step,
    shown(loss.value, loss.standardError),
    (1 - error / whole).toFixed(4),
    (variance / whole).toFixed(4),
    shown(gap.value, gap.standardError),
  ];
  process.stdout.write(`${row.join(" | ")}\n`);
}
