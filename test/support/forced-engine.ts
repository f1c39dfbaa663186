/** Every test file runs with the engine that SCOREPATH_ENGINE names. */
import { forceEngine, registerEngine } from "../../src/numerics/index.ts";

const name = process.env.SCOREPATH_ENGINE || "auto";
if (name === "openblas") {
  const { openblasAlgebra } = await import("../../src/cli/openblas-algebra.ts");
  const engine = await openblasAlgebra();
  if (engine !== null) registerEngine(engine, Number.POSITIVE_INFINITY);
}
forceEngine(name);
