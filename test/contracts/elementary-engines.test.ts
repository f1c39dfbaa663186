import { engineNames } from "../../src/numerics/index.ts";
import { elementaryEngineContract } from "./elementary-engines.contract.ts";

for (const name of ["auto", ...engineNames()])
  elementaryEngineContract(name, name === "ml-matrix" || name === "typed-array" ? "plain" : "wasm");
