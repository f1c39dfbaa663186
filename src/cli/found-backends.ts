import { spawnSync } from "node:child_process";
import { backendAdvice, backendNames } from "../experiments/index.ts";
import { backendProbePath } from "./backend-probe-path.ts";

/** A training backend as found on this machine. */
export interface FoundBackend {
  readonly name: string;
  /** Whether it is there. */
  readonly found: boolean;
  /** What computes, or what to do. */
  readonly text: string;
  /** A device whose programs run on the processor. */
  readonly software: boolean;
}

/** Every training backend: where it computes, or what to install. Dawn is asked in a process of its own, which it would keep alive. */
export function backendsFound(): FoundBackend[] {
  const { status, stdout } = spawnSync(process.execPath, [...process.execArgv, backendProbePath()], {
    encoding: "utf8",
    stdio: ["ignore", "pipe", "ignore"],
  });
  if (status === 0) return JSON.parse(stdout) as FoundBackend[];
  return backendNames.map((name) => ({ name, found: false, text: backendAdvice[name], software: false }));
}

/** The first backend that is there and real. */
export function bestBackend(backends: readonly FoundBackend[]): string {
  return backends.find(({ found, software }) => found && !software)?.name ?? "cpu";
}
