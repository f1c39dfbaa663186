import { describe, expect, it } from "vitest";
import { type GaussianMixtureOptions, gaussianMixture } from "../../../../src/core/index.ts";
import { seededRng } from "../../../../src/numerics/index.ts";

const component = {
  weight: 1,
  mean: [0, 1],
  covariance: [
    [1, 0],
    [0, 2],
  ],
};

function withComponent(change: object): GaussianMixtureOptions {
  return { components: [component, { ...component, ...change }] } as GaussianMixtureOptions;
}

describe("gaussianMixture", () => {
  it("normalises weights and keeps means and covariances", () => {
    const data = gaussianMixture(withComponent({ weight: 3, covariance: 0.5 }));
    expect(data.components.map(({ weight }) => weight)).toEqual([0.25, 0.75]);
    expect([...data.components[1]!.covariance!]).toEqual([0.5, 0, 0, 0.5]);
    expect([...data.components[0]!.mean]).toEqual([0, 1]);
    expect(data.dim).toBe(2);
  });

  it("a zero covariance, as number or as matrix, is a point mass", () => {
    const data = gaussianMixture({
      components: [
        { ...component, covariance: 0 },
        {
          ...component,
          covariance: [
            [0, 0],
            [0, 0],
          ],
        },
      ],
    });
    expect(data.components.map(({ covariance }) => covariance)).toEqual([null, null]);
    expect([...data.sample(seededRng(1), 2).values]).toEqual([0, 1, 0, 1]);
  });

  it("takes a singular covariance", () => {
    const data = gaussianMixture(
      withComponent({
        covariance: [
          [1, 1],
          [1, 1],
        ],
      }),
    );
    const { values } = gaussianMixture({
      components: [
        {
          weight: 1,
          mean: [0, 0],
          covariance: [
            [1, 1],
            [1, 1],
          ],
        },
      ],
    }).sample(seededRng(2), 1);
    expect(data.components[1]!.covariance).toEqual(Float64Array.of(1, 1, 1, 1));
    expect(values[0]).toBeCloseTo(values[1]!, 14);
  });

  it("keeps huge weights finite", () => {
    const data = gaussianMixture({
      components: [
        { ...component, weight: 1e308 },
        { ...component, weight: 1e308 },
      ],
    });
    expect(data.components.map(({ weight }) => weight)).toEqual([0.5, 0.5]);
  });

  it.each([
    [{ weight: 0 }, "weights[1] = 0 must be a finite number above 0"],
    [{ weight: -1 }, "weights[1] = -1"],
    [{ weight: Number.NaN }, "weights[1] = NaN"],
    [{ mean: [0] }, "components[1].mean is [1], components[0].mean is [2]; means must be equally long"],
    [{ mean: [0, Number.NaN] }, "components[1].mean[1] = NaN must be a finite number"],
    [{ covariance: -1 }, "components[1].covariance = -1 must be a finite variance, at least 0"],
    [{ covariance: [[1]] }, "components[1].covariance is [1, 1], mean is [2]; covariance must be [D, D]"],
    [{ covariance: [[1, 0], [0]] }, "covariance must be [D, D]"],
    [
      {
        covariance: [
          [1, Number.POSITIVE_INFINITY],
          [0, 1],
        ],
      },
      "components[1].covariance[0][1] = Infinity",
    ],
    [
      {
        covariance: [
          [1, 0.5],
          [0, 1],
        ],
      },
      "components[1].covariance[1][0] = 0 must be equal to its mirror entry 0.5",
    ],
    [
      {
        covariance: [
          [0, 1],
          [1, 0],
        ],
      },
      "must be positive semi-definite; its smallest eigenvalue is -1",
    ],
    [
      {
        covariance: [
          [-1, 0],
          [0, -1],
        ],
      },
      "its smallest eigenvalue is -1",
    ],
  ])("refuses a component with %o", (change, message) => {
    expect(() => gaussianMixture(withComponent(change))).toThrow(message);
  });

  it("refuses no components and no dimension", () => {
    expect(() => gaussianMixture({ components: [] })).toThrow(
      "components = [] must be a list of at least one component",
    );
    expect(() => gaussianMixture({ components: [{ weight: 1, mean: [], covariance: 0 }] })).toThrow(
      "components[0].mean = []",
    );
  });
});
