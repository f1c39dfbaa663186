/** Every test file runs with the engine that SCOREPATH_ENGINE names. */
import { forceEngine } from "../../src/numerics/index.ts";

forceEngine(process.env.SCOREPATH_ENGINE || "auto");
