import { ArgumentError, SpecError } from "../core/index.ts";

/** An error as plain data, since structured cloning drops class names and fields. */
export interface ErrorMessage {
  readonly name: string;
  readonly message: string;
  readonly stack: string;
  readonly fields: Readonly<Record<string, unknown>>;
}

/** What a worker is started with. */
export interface WorkerSetting {
  /** Where relative paths of files start. */
  readonly folder: string;
  /** Dense-algebra engine, as for --engine. */
  readonly engine: string;
  /** Whether the main thread has OpenBLAS: "auto" must choose among the same engines everywhere. */
  readonly openblas: boolean;
}

/** What a worker sends back. */
export type Reply =
  | { readonly done: true; readonly value: unknown }
  | { readonly done: false; readonly error: ErrorMessage };

/** An error, ready to cross a thread. */
export function describeError(error: unknown): ErrorMessage {
  if (!(error instanceof Error)) return { name: "Error", message: String(error), stack: "", fields: {} };
  const fields = Object.fromEntries(Object.entries(error).filter(([, value]) => isPlain(value)));
  return { name: error.name, message: error.message, stack: error.stack ?? "", fields };
}

/** The error again, with its message, name and fields, and its class where callers tell by class. */
export function restoreError({ name, message, stack, fields }: ErrorMessage): Error {
  const known = name === "SpecError" ? SpecError : name === "ArgumentError" ? ArgumentError : Error;
  const error = Object.create(known.prototype) as Error;
  for (const [key, value] of Object.entries({ ...fields, message, stack, name })) {
    Object.defineProperty(error, key, { value, enumerable: false, configurable: true, writable: true });
  }
  return error;
}

/** The buffers of every typed array in a result, each once; they are moved instead of copied. */
export function buffersOf(value: unknown): ArrayBuffer[] {
  const found = new Set<ArrayBuffer>();
  const visit = (item: unknown): void => {
    if (typeof item !== "object" || item === null) return;
    if (ArrayBuffer.isView(item)) {
      if (item.buffer instanceof ArrayBuffer && item.byteLength === item.buffer.byteLength) found.add(item.buffer);
      return;
    }
    Object.values(item).forEach(visit);
  };
  visit(value);
  return [...found];
}

function isPlain(value: unknown): boolean {
  try {
    structuredClone(value);
    return true;
  } catch {
    return false;
  }
}
