/**
 * The ordinary networks measured on a graphics card beside their lazy counterparts: tangent kernel of the same architecture, gradient
 * flow on the very draws of the first networks from their very initial functions, for the time τ after which the mean training loss is
 * that of the networks. Nothing else is fitted. Where the lazy model does not come to the loss within τ = 1e14 over its largest
 * eigenvalue, nothing is predicted.
 * Run: npx tsx bench/ordinary-theory.ts [three-points | four-points] [members, 12 by default]
 */
import { readFileSync } from "node:fs";
import { gunzipSync } from "node:zlib";
import { type Estimate, meanEstimate } from "../src/core/index.ts";
import {
  counterpartFields,
  counterpartMember,
  latticeSamples,
  latticeStates,
  lazyCounterpart,
  lossAfter,
  meanAgreement,
  meanLargestEigenvalue,
  memberAgreement,
  type OrdinaryFound,
  ordinarySetup,
  scoreLattice,
  timeOfLoss,
  unpackArray,
  varianceRatio,
} from "../src/experiments/index.ts";
import { matrix, seededRng } from "../src/numerics/index.ts";
import { noisedMarginal } from "../src/theory/index.ts";

const [data = "three-points", memberText = "12"] = process.argv.slice(2);
const members = Number(memberText);
const name = data === "three-points" ? "ordinary-three-points" : "ordinary-others";
const file = new URL(`../test/reference/h100/${name}.json.gz`, import.meta.url);
const { found, provenance } = JSON.parse(gunzipSync(readFileSync(file)).toString("utf8")) as {
  found: OrdinaryFound[];
  provenance: { seed: number };
};
const one = found.find((own) => own.case.data === data)!;
if (one.case.draws.kind !== "fixed") throw new Error(`${data}: its draws are not fixed`);
const sampleCount = one.case.draws.count;
const rng = seededRng(provenance.seed).split("ordinary networks").split(data);
const { plan, process: forward, states, trainingTimes } = ordinarySetup(one.case, null, rng);
const { dim } = forward.data;
const size = states.t.length * dim;
const share = Float64Array.from({ length: size }, (_, i) => forward.schedule.variance(states.t[Math.floor(i / dim)]!));
/** The same, times the density of noisy data at its time relative to the largest on the lattice: states that training visits. */
const marginal = noisedMarginal(forward.data, forward.schedule);
const logDensity = marginal.logDensity(states);
const visited = share.map((value, i) => {
  const n = Math.floor(i / dim);
  const largestThere = logDensity.reduce(
    (top, own, k) => (states.t[k] === states.t[n] ? Math.max(top, own) : top),
    Number.NEGATIVE_INFINITY,
  );
  return value * Math.exp(logDensity[n]! - largestThere);
});
const counterpart = lazyCounterpart(plan, sampleCount, trainingTimes);
const lazyOf = (m: number) => counterpartMember(counterpart, plan, forward, rng.split("members"), m);
const spectra = Array.from({ length: members }, (_, m) => lazyOf(m).spectrum);
const largest = meanLargestEigenvalue(spectra);

const losses = unpackArray(one.losses);
const records = losses.length / one.case.members;
const shown = ({ value, standardError }: Estimate): string => `${value.toFixed(4)} ± ${standardError.toFixed(4)}`;
const say = (words: string): void => {
  process.stdout.write(`${words}\n`);
};
say(`${data}: loss of lazy networks at the start ${shown(meanEstimate(lossAfter(spectra, 0)))},`);
say(`after 1e14/λ ${shown(meanEstimate(lossAfter(spectra, 1e14 / largest)))}; λ = ${largest.toFixed(4)}`);

const looks = one.snapshots.map(({ step, scores, samples }) => {
  const record = Math.min(records - 1, Math.floor((step * records) / one.trainedSteps));
  const loss = meanEstimate(losses.subarray(record * one.case.members, (record + 1) * one.case.members));
  const time = timeOfLoss(spectra, loss.value);
  const ends = unpackArray(samples).subarray(0, members * one.case.paths * dim);
  return { step, loss, time, scores: matrix(members, size, unpackArray(scores).slice(0, members * size)), ends };
});
for (const { step, loss, time } of looks)
  say(
    `step ${step}: loss ${shown(loss)}, ${time === null ? "not reached" : `τ = ${(time * largest).toExponential(2)}/λ`}`,
  );

const reached = looks.filter((look): look is typeof look & { time: number } => look.time !== null);
const times = reached.map(({ time }) => time);
const lattice = dim === 1 ? scoreLattice(forward, 91) : null;
const on = lattice && latticeStates(lattice);
const kernelOn = on && counterpart.kernel.toward(on);
const kernelAt = counterpart.kernel.toward(states);
const scores = times.map(() => matrix(members, size));
const tables = times.map(() => matrix(members, on?.t.length ?? 0));
for (let m = 0; m < members; m++) {
  const own = lazyOf(m);
  const atStates = own.scores(times, states, kernelAt);
  times.forEach((_, k) => {
    scores[k]!.values.set(atStates.values.subarray(k * size, (k + 1) * size), m * size);
  });
  if (on === null || kernelOn === null) continue;
  const table = own.scores(times, on, kernelOn);
  times.forEach((_, k) => {
    tables[k]!.values.set(table.values.subarray(k * table.cols, (k + 1) * table.cols), m * table.cols);
  });
}

const truth = marginal.score(states);
const exact = matrix(1, size, truth);
// Sixty nodes: landmarks are coarser than that.
const coarse = lazyCounterpart(plan, sampleCount, trainingTimes, 60);
const options = { rank: 160, refinement: 0.3, draws: 8000 };
const resolved = times.filter((time) => time * largest <= 1e8);
const fields = resolved.length === 0 ? [] : counterpartFields(coarse, forward, resolved, options);
const gapOf = (ends: Float64Array): Estimate => {
  const paths = ends.length / members;
  const inGap = (x: number): boolean => Math.abs(x) > 0.25 && Math.abs(x) < 0.75;
  return meanEstimate(
    Float64Array.from({ length: members }, (_, m) => {
      return ends.subarray(m * paths, (m + 1) * paths).filter(inGap).length / paths;
    }),
  );
};

say(
  "\nstep | who | r² of the mean score | relative error | r² where p(x | t) weighs states | variance, trained over predicted",
);
reached.forEach((look, k) => {
  const row = (who: string, predicted: typeof exact, ratio: Estimate | null): void => {
    const { determination, relativeError } = meanAgreement(look.scores, predicted, share);
    const where = meanAgreement(look.scores, predicted, visited).determination;
    const numbers = [determination, relativeError, where].map(shown);
    say([look.step, who, ...numbers, ratio === null ? "" : shown(ratio)].join(" | "));
  };
  row("exact score", exact, null);
  const field = fields[resolved.indexOf(look.time)];
  if (field !== undefined) {
    const loadings = field.ensemble.loadings(states);
    const variances = Float64Array.from({ length: size }, (_, n) =>
      loadings.values
        .subarray(n * loadings.cols, (n + 1) * loadings.cols)
        .reduce((sum, value) => sum + value * value, 0),
    );
    const mean = matrix(1, size, field.ensemble.meanScore(states).values);
    row("lazy, infinite data", mean, varianceRatio(look.scores, { variances }, share));
  }
  row("lazy, same draws", scores[k]!, varianceRatio(look.scores, { scores: scores[k]! }, share));
});
say("\nstep | r² of single networks | correlation of deviations | gap mass, trained | gap mass, lazy");
reached.forEach((look, k) => {
  const { determination, correlation } = memberAgreement(look.scores, scores[k]!, share);
  const masses =
    lattice === null
      ? []
      : [
          gapOf(look.ends),
          gapOf(latticeSamples(rng.split("samples"), forward, lattice, tables[k]!, 0, one.case.paths)),
        ].map(shown);
  say([look.step, shown(determination), shown(correlation), ...masses].join(" | "));
});
