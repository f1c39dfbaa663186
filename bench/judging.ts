/**
 * Family-wise rates of error of verdicts: nine claims at the edge between holding and not, on means over E models.
 * Run: npx tsx bench/judging.ts [repetitions]
 */
import { seededRng } from "../src/numerics/index.ts";
import { anyRates } from "../test/support/edge-claims.ts";

const repetitions = Number(process.argv[2] ?? 20_000);
const error = (rate: number): string =>
  `${rate.toFixed(4)} ± ${Math.sqrt((rate * (1 - rate)) / repetitions).toFixed(4)}`;
for (const confidence of [0.9, 0.9772498680518208])
  for (const correction of ["holm", "none"] as const)
    for (const models of [4, 6, 12, 40]) {
      const rng = seededRng(30804).split(`${correction}/${models}`);
      const { passed, failed } = anyRates(rng, repetitions, models, { confidence, correction });
      process.stdout.write(
        `confidence ${confidence.toFixed(4)}, ${correction}, ${models} models: passed ${error(passed)}, failed ${error(failed)}\n`,
      );
    }
