import { describe, expect, it } from "vitest";
import { installedPackages } from "../../src/cli/training-packages.ts";
import { findOrdinary } from "../../src/experiments/figures/ordinary-laws.ts";
import {
  ordinaryClaims,
  ordinaryFigureSetting,
  ordinaryFigureSetup,
} from "../../src/experiments/figures/ordinary-setting.ts";
import { runOrdinaryTask } from "../../src/experiments/figures/ordinary-tasks.ts";
import { inThread, meanAgreement, memberAgreement, varianceRatio } from "../../src/experiments/index.ts";
import { matrix } from "../../src/numerics/index.ts";
import { noisedMarginal } from "../../src/theory/index.ts";

const seed = 20681;
const members = 12;
const setting = {
  ...ordinaryFigureSetting,
  case: { ...ordinaryFigureSetting.case, steps: 500 },
  snapshots: [250, 500],
};

describe("early in their training ordinary networks are their lazy counterparts at equal loss", async () => {
  const parallel = inThread((task) => runOrdinaryTask(task, installedPackages));
  const { snapshots } = await findOrdinary(seed, members, "wasm", setting, parallel, () => {});
  const { process, states } = ordinaryFigureSetup(seed, setting);
  const share = states.t.map((t) => process.schedule.variance(t));
  const truth = noisedMarginal(process.data, process.schedule).score(states);

  it.each(snapshots.map((snapshot) => [snapshot.step, snapshot] as const))(
    "at step %d",
    (_, { trained, lazy, field }) => {
      const own = meanAgreement(trained.scores, lazy!.scores, share).determination;
      const { determination, standardError } = { determination: own.value, standardError: own.standardError };
      expect(determination - 2 * standardError).toBeGreaterThan(ordinaryClaims.determination);
      const infinite = meanAgreement(trained.scores, matrix(1, truth.length, field!.mean), share).determination;
      expect(infinite.value).toBeGreaterThan(ordinaryClaims.determination);
      // The exact score is what they will be like much later, if at all.
      expect(meanAgreement(trained.scores, matrix(1, truth.length, truth), share).determination.value).toBeLessThan(0);
      const [low, high] = ordinaryClaims.varianceRatio;
      for (const predicted of [{ scores: lazy!.scores }, { variances: field!.variances }]) {
        const ratio = varianceRatio(trained.scores, predicted, share).value;
        expect(ratio).toBeGreaterThan(low);
        expect(ratio).toBeLessThan(high);
      }
      // Members err where the theory of their own draws and initial weights says.
      expect(memberAgreement(trained.scores, lazy!.scores, share).correlation.value).toBeGreaterThan(0.8);
    },
  );
});
