import { describe, expect, it } from "vitest";
import { evaluateRequest, parseRequest } from "../../../src/experiments/evaluate.ts";
import { diskLoader } from "../../support/data-loader.ts";
import { expectClose, quadrature, rounding } from "../../support/tolerance.ts";

const evaluate = (request: unknown) => evaluateRequest(parseRequest(request), diskLoader);
const rows = async (request: unknown): Promise<number[][]> => (await evaluate(request)).value as number[][];
const inputs = [
  [1, 0],
  [0, 1],
  [1, 1],
];
const network = { inputs, depth: 2, bias: 0.1 };

describe("eval of wide-network kernels", () => {
  it("has nngp under both names, and cross kernels that are blocks of the whole", async () => {
    const whole = await rows({ quantity: "nngp", ...network });
    expect(await rows({ quantity: "nngp-kernel", ...network })).toEqual(whole);
    const against = [inputs[2]!];
    const response = await evaluate({ quantity: "ntk", ...network, inputs: inputs.slice(0, 2), against });
    expect(response.shape).toEqual([2, 1]);
    const tangent = await rows({ quantity: "ntk", ...network });
    expect(response.value).toEqual([[tangent[0]![2]], [tangent[1]![2]]]);
  });

  it("takes any formula in u for the activation, and says how accurate its averages are", async () => {
    const response = await evaluate({ quantity: "nngp", ...network, depth: 1, activation: "sin(u)" });
    const [a, c] = [0.5 + 0.01, 0.01];
    const kernel = (response.value as number[][])[0]!;
    expectClose(kernel[0]!, Math.exp(-a) * Math.sinh(a) + 0.01, quadrature(1e-12), "diagonal");
    expectClose(kernel[1]!, Math.exp(-a) * Math.sinh(c) + 0.01, quadrature(1e-12), "pair");
    expect(response.accuracy).toMatch(/^Gauss–Hermite averages of sin\(u\), .* relative at the first layer$/);
  });

  it("refuses a formula that has no derivative, an unknown name, and a weight variance for relu", async () => {
    const ask = (change: object) => evaluate({ quantity: "ntk", ...network, ...change });
    await expect(ask({ activation: "max(0, u)" })).rejects.toThrow("$.activation");
    await expect(ask({ activation: "tanh(v)" })).rejects.toThrow("$.activation");
    await expect(ask({ weightVariance: 1 })).rejects.toThrow("$.weightVariance: 1 must be 2 or left out for relu");
    await expect(ask({ against: [[1]] })).rejects.toThrow("equally long");
  });
});

describe("eval of an ensemble of lazy networks", () => {
  const schedule = { kind: "variance-preserving", betaMin: 0.1, betaMax: 20, drift: "beta", cutoffTime: 0.1 };
  const ensemble = {
    kind: "lazy",
    network: { depth: 1, bias: 0.3 },
    training: { kind: "gradient-flow", time: 3 },
    sampleCount: 40,
    rank: 30,
  };
  const states = [{ x: 0.3, t: 0.2 }];
  const data = { kind: "named", name: "three-points" };
  const variance = async (change: object): Promise<number> => {
    const request = { quantity: "score-covariance", data, schedule, at: states, ensemble: { ...ensemble, ...change } };
    return ((await evaluate(request)).value as number[][][][])[0]![0]![0]![0]!;
  };

  it("has a covariance that falls as 1/P, and a smaller one for the noise-free target", async () => {
    const noisy = await variance({});
    expectClose(await variance({ sampleCount: 80 }), noisy / 2, rounding(noisy, 1024));
    expect(await variance({ target: "noise-free" })).toBeLessThan(noisy);
  });

  it("has a random initial function that long training forgets", async () => {
    const excess = async (training: object): Promise<number> =>
      (await variance({ training, initial: "random" })) - (await variance({ training }));
    const short = await excess({ kind: "gradient-flow", time: 0.01 });
    expect(short).toBeGreaterThan(0);
    expect(await excess({ kind: "gradient-flow", time: 100 })).toBeLessThan(0.1 * short);
  });

  it("can be of trained models, and says so", async () => {
    const trained = { ...ensemble, law: "quenched", members: 4, initial: "random" };
    const response = await evaluate({ quantity: "v-kernel", data, schedule, at: states, ensemble: trained });
    expect(response.accuracy).toBe("moments of 4 trained models");
    expect((response.value as number[][][][])[0]![0]![0]![0]).toBeGreaterThan(0);
  });

  it("names the part that is wrong", async () => {
    await expect(variance({ network: { depth: 1, activation: "foo(u)" } })).rejects.toThrow("$.ensemble.network");
    await expect(variance({ weight: "-1" })).rejects.toThrow("$.ensemble.weight");
  });
});
