import { describe, expect, it } from "vitest";
import {
  counterpartMember,
  lazyCounterpart,
  lossAfter,
  networkLoss,
  ordinaryCases,
  ordinarySetup,
} from "../../../../src/experiments/index.ts";
import { seededRng } from "../../../../src/numerics/index.ts";
import { freshDraws, initialArrays, networkField, type TrainingPlan } from "../../../../src/validate/index.ts";
import { expectClose, rounding } from "../../../support/tolerance.ts";

const rng = seededRng(20675);

describe.each(["three-points", "four-points"] as const)("lazy counterparts of networks on %s", (data) => {
  const one = ordinaryCases.tiny.find((own) => own.data === data)!;
  const { plan, process, states, trainingTimes } = ordinarySetup(one, null, rng);
  const counterpart = lazyCounterpart(plan, 32, trainingTimes, 60);
  const member = counterpartMember(counterpart, plan, process, rng, 3);
  const own = rng.split("member/3");
  const start = { arrays: initialArrays(own.split("initial"), plan.network), initial: null };

  it("start as their networks, with their loss", () => {
    expectClose(lossAfter([member.spectrum], 0)[0]!, networkLoss(plan, start, rng, 3), rounding(1, 1024));
    const t = states.t[0]!;
    const first = { count: 5, dim: states.x.dim, values: states.x.values.subarray(0, 5 * states.x.dim) };
    const scores = member.scores([0], states).values;
    networkField(plan, start)
      .score(first, t)
      .forEach((value, i) => {
        expectClose(scores[i]!, value, rounding(Math.abs(value) + 1, 256));
      });
  });

  it.each([0.1, 10, 1e4])("have at their draws the scores that make the loss after τ = %d", (time) => {
    if (plan.source.kind !== "list") throw new Error("the draws of this case are fixed");
    const draws = plan.source.list(own.split("draws"));
    const scores = member.scores([time], draws.states).values;
    const { dim, count } = draws.states.x;
    let loss = 0;
    scores.forEach((score, i) => {
      const sigma = process.schedule.sigma(draws.states.t[Math.floor(i / dim)]!);
      loss += (draws.noise[i]! + sigma * score) ** 2 / (2 * count);
    });
    expectClose(lossAfter([member.spectrum], time)[0]!, loss, rounding(1, 1e6));
  });

  it("need fixed draws", () => {
    const law = { data: process.data, schedule: process.schedule, times: trainingTimes };
    const fresh: TrainingPlan = { ...plan, source: freshDraws(law) };
    expect(() => counterpartMember(counterpart, fresh, process, rng, 0)).toThrow(/a list of draws/);
    expect(() => networkLoss(fresh, start, rng, 0)).toThrow(/a list of draws/);
  });
});
