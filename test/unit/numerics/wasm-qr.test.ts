import { describe, it } from "vitest";
import { matrix, seededRng, wasmAlgebra } from "../../../src/numerics/index.ts";
import { expectClose, rounding } from "../../support/tolerance.ts";

const seed = 8301;
const rows = 12;
const cols = 4;

describe("QR in WebAssembly", () => {
  it.each([0, -100, -150, -158, -161, -200, -300])("keeps Q orthogonal with a column of size 1e%i", (exponent) => {
    const a = matrix(rows, cols, seededRng(seed).normals(rows * cols));
    for (let i = 0; i < rows; i++) a.values[i * cols + 2]! *= 10 ** exponent;
    const { q, r } = wasmAlgebra.qr(a);
    for (let i = 0; i < cols; i++) {
      for (let j = 0; j < cols; j++) {
        let dot = 0;
        for (let k = 0; k < rows; k++) dot += q.values[k * cols + i]! * q.values[k * cols + j]!;
        expectClose(dot, i === j ? 1 : 0, rounding(1, rows * cols), `(QᵀQ)[${i}][${j}]`);
      }
    }
    for (let i = 0; i < rows; i++) {
      for (let j = 0; j < cols; j++) {
        let sum = 0;
        for (let k = 0; k < cols; k++) sum += q.values[i * cols + k]! * r.values[k * cols + j]!;
        const scale = j === 2 ? 4 * 10 ** exponent : 4;
        expectClose(sum, a.values[i * cols + j]!, rounding(scale, rows * cols), `(QR)[${i}][${j}]`);
      }
    }
  });
});
