import type { LibraryHandle } from "koffi";

/** How to get what `openblasLibrary` looks for. */
export const openblasAdvice =
  "install it (apt install libopenblas0, or brew install openblas) with the npm package koffi, or set SCOREPATH_OPENBLAS to the library file";

/** Values of the enumerations in cblas.h. */
export const cblas = {
  rowMajor: 101,
  noTranspose: 111,
  transpose: 112,
  lower: 122,
  nonUnit: 131,
  left: 141,
} as const;

type Routine = (...args: readonly (number | Float64Array | Int32Array | Uint8Array)[]) => number;

/** The routines by their C names without decoration; LAPACK's take every argument through `int32` and `letter`. */
export interface OpenblasLibrary {
  readonly path: string;
  /** As the library describes itself: version, build options, kernels for this processor. */
  readonly version: string;
  readonly ddot: Routine;
  readonly dgemm: Routine;
  readonly dsyrk: Routine;
  readonly dtrsm: Routine;
  readonly dpotrf: Routine;
  readonly dsyevd: Routine;
  readonly dgesdd: Routine;
  readonly dgelqf: Routine;
  readonly dorglq: Routine;
}

/** A Fortran integer. */
export const int32 = (value: number): Int32Array => Int32Array.of(value);
/** A Fortran character; the number of its letters follows as 1 behind all other arguments. */
export const letter = (value: string): Uint8Array => Uint8Array.of(value.charCodeAt(0));

let found: Promise<OpenblasLibrary | null> | undefined;

/** The first OpenBLAS with LAPACK that loads, set to one thread; null where there is none, or no koffi. Found once. */
export function openblasLibrary(): Promise<OpenblasLibrary | null> {
  found ??= find();
  return found;
}

async function find(): Promise<OpenblasLibrary | null> {
  try {
    const { load } = await import("koffi");
    return withOneThread(() => {
      for (const path of candidates()) {
        try {
          return bound(path, load(path));
        } catch {}
      }
      return null;
    });
  } catch {
    return null;
  }
}

/** Reads its environment while it loads: with one thread it starts none that would wait for work. */
function withOneThread<T>(work: () => T): T {
  const name = "OPENBLAS_NUM_THREADS";
  const before = process.env[name];
  process.env[name] = "1";
  try {
    return work();
  } finally {
    if (before === undefined) delete process.env[name];
    else process.env[name] = before;
  }
}

function candidates(): string[] {
  const asked = process.env.SCOREPATH_OPENBLAS;
  return [
    ...(asked ? [asked] : []),
    "libopenblas.so.0",
    "libopenblas.so",
    `/usr/lib/${process.arch === "arm64" ? "aarch64" : "x86_64"}-linux-gnu/openblas-pthread/libopenblas.so.0`,
    "/opt/homebrew/opt/openblas/lib/libopenblas.dylib",
    "/usr/local/opt/openblas/lib/libopenblas.dylib",
    "libopenblas.dylib",
  ];
}

/** @throws Error where a routine is missing, or integers have 64 bits */
function bound(path: string, library: LibraryHandle): OpenblasLibrary {
  const version = String(library.func("openblas_get_config", "str", [])());
  if (version.includes("USE64BITINT")) throw new Error(`${path}: integers of 64 bits`);
  // i: int, d: double, D: double *, I: int *, c: char *, n: length of a Fortran character
  const types: Readonly<Record<string, string>> = {
    i: "int",
    d: "double",
    D: "double *",
    I: "int *",
    c: "uint8_t *",
    n: "size_t",
  };
  const routine = (name: string, parameters: string, result: string = "void"): Routine =>
    library.func(
      name,
      result,
      [...parameters].map((key) => types[key]!),
    );
  const one = library.func("openblas_set_num_threads", "void", ["int"]);
  one(1);
  return {
    path,
    version,
    ddot: routine("cblas_ddot", "iDiDi", "double"),
    dgemm: routine("cblas_dgemm", "iiiiiidDiDidDi"),
    dsyrk: routine("cblas_dsyrk", "iiiiidDidDi"),
    dtrsm: routine("cblas_dtrsm", "iiiiiiidDiDi"),
    dpotrf: routine("dpotrf_", "cIDIIn"),
    dsyevd: routine("dsyevd_", "ccIDIDDIIIInn"),
    dgesdd: routine("dgesdd_", "cIIDIDDIDIDIIIn"),
    dgelqf: routine("dgelqf_", "IIDIDDII"),
    dorglq: routine("dorglq_", "IIIDIDDII"),
  };
}
