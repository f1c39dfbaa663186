import { availableParallelism } from "node:os";
import { UsageError } from "./usage-error.ts";

/** Options of every command. */
export interface GlobalOptions {
  readonly seed?: number;
  readonly threads?: number;
  readonly engine?: string;
  readonly json?: boolean;
  readonly strict?: boolean;
}

/** Threads to use: as many as asked for, or one per core that this process may use. */
export function threadCount({ threads }: GlobalOptions): number {
  return threads ?? availableParallelism();
}

/** Parser of a number above 0 on the command line. */
export function positiveNumber(name: string): (text: string) => number {
  return (text) => {
    const value = /^\d*\.?\d+$/.test(text) ? Number(text) : Number.NaN;
    if (!(value > 0)) throw new UsageError(`${name}: ${JSON.stringify(text)} must be a number above 0, such as 0.5`);
    return value;
  };
}

/** Parser of a whole number on the command line. */
export function wholeNumber(
  name: string,
  low: number,
  high: number = Number.MAX_SAFE_INTEGER,
): (text: string) => number {
  return (text) => {
    const value = /^\d+$/.test(text) ? Number(text) : Number.NaN;
    if (!(value >= low && value <= high)) {
      const range = high === Number.MAX_SAFE_INTEGER ? `at least ${low}` : `from ${low} to ${high}`;
      throw new UsageError(`${name}: ${JSON.stringify(text)} must be a whole number, ${range}`);
    }
    return value;
  };
}
