import { describe, it } from "vitest";
import { pointMasses } from "../../../src/core/index.ts";
import { diagonalMixture } from "../../../src/theory/diagonal-mixture.ts";
import { mixtureSlice } from "../../../src/theory/mixture-slice.ts";
import { forEachCovariance, forEachHessian } from "../../../src/theory/posterior-spread.ts";
import { responsibilities, weighInto } from "../../../src/theory/responsibilities.ts";
import { frozenSchedule } from "../../support/mixtures.ts";
import { expectClose, rounding } from "../../support/tolerance.ts";

describe("spread of the posterior", () => {
  it("of points equals the pair form ½ Σ ω_i ω_j (μ_i − μ_j)(μ_i − μ_j)ᵀ, also when one weight is near one", () => {
    const rows = [
      [-1, 0.5],
      [1, 0],
      [0.2, 0.3],
      [0.1, -0.9],
    ];
    const slice = mixtureSlice(diagonalMixture(pointMasses(rows)), frozenSchedule(0.999, 0.002), 1);
    const states = Float64Array.of(0.5, 0.2, -0.98, 0.5);
    const out = responsibilities(4);
    forEachCovariance(slice, states, 0, 2, (covariance_DD, n) => {
      weighInto(out, slice, states, n, 1);
      for (let k = 0; k < 4; k++) {
        const [d, e] = [k >> 1, k & 1];
        let expected = 0;
        let scale = 0;
        for (let i = 0; i < 4; i++)
          for (let j = 0; j < i; j++) {
            const weight = out.weight_TM[i] * out.weight_TM[j];
            expected += weight * (rows[i][d] - rows[j][d]) * (rows[i][e] - rows[j][e]);
            scale += weight * 4;
          }
        expectClose(covariance_DD[k], expected, rounding(scale), `entry ${k} of state ${n}`);
      }
    });
  });

  it("of one point leaves the curvature −I / σ²", () => {
    const slice = mixtureSlice(diagonalMixture(pointMasses([[0.3, 0.1]])), frozenSchedule(0.8, 0.36), 1);
    forEachHessian(slice, Float64Array.of(2, -1), 0, 1, (hessian_DD) => {
      [-1 / 0.36, 0, 0, -1 / 0.36].forEach((expected, k) => {
        expectClose(hessian_DD[k], expected, rounding(1 / 0.36));
      });
    });
  });
});
