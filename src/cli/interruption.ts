import { exitCodes } from "./exit-codes.ts";

const cleanups = new Set<() => void>();

/**
 * Registers what must be undone when the run is interrupted; synchronous, since the process ends right after.
 *
 * @returns a function that takes the registration back
 */
export function onInterruption(cleanup: () => void): () => void {
  cleanups.add(cleanup);
  return () => cleanups.delete(cleanup);
}

/** Ends the process with code 130 on SIGINT, SIGTERM and SIGHUP, after the clean-ups; earlier results stay as they are. */
export function handleSignals(): void {
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) {
    process.once(signal, () => {
      undoAll();
      process.stderr.write(`\nscorepath: interrupted by ${signal}; earlier results are unchanged\n`);
      process.exit(exitCodes.interrupted);
    });
  }
}

function undoAll(): void {
  for (const cleanup of [...cleanups].reverse()) {
    try {
      cleanup();
    } catch {
      // The others still have to run, and there is nobody left to tell.
    }
  }
  cleanups.clear();
}
