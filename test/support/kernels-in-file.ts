import { afterAll, beforeAll } from "vitest";
import { engineChoice, forceEngine } from "../../src/numerics/index.ts";

/** Forces WebAssembly for the tests of the calling file. */
export function testWithKernels(): void {
  const before = engineChoice();
  beforeAll(() => forceEngine("wasm"));
  afterAll(() => forceEngine(before));
}
