type Apply = (...values: number[]) => number;

/** Functions that a formula may call, with the least and largest number of arguments of each. */
export const formulaFunctions: Readonly<
  Record<string, { readonly arity: readonly [number, number]; readonly apply: Apply }>
> = {
  ...unary({
    abs: Math.abs,
    acos: Math.acos,
    acosh: Math.acosh,
    asin: Math.asin,
    asinh: Math.asinh,
    atan: Math.atan,
    atanh: Math.atanh,
    cbrt: Math.cbrt,
    cos: Math.cos,
    cosh: Math.cosh,
    cot: (x) => 1 / Math.tan(x),
    coth: (x) => 1 / Math.tanh(x),
    csc: (x) => 1 / Math.sin(x),
    csch: (x) => 1 / Math.sinh(x),
    exp: Math.exp,
    expm1: Math.expm1,
    log10: Math.log10,
    log1p: Math.log1p,
    log2: Math.log2,
    sec: (x) => 1 / Math.cos(x),
    sech: (x) => 1 / Math.cosh(x),
    sign: Math.sign,
    sin: Math.sin,
    sinh: Math.sinh,
    sqrt: Math.sqrt,
    square: (x) => x * x,
    tan: Math.tan,
    tanh: Math.tanh,
  }),
  log: { arity: [1, 2], apply: (x, base) => (base === undefined ? Math.log(x!) : Math.log(x!) / Math.log(base)) },
  max: { arity: [1, 16], apply: Math.max },
  min: { arity: [1, 16], apply: Math.min },
  pow: { arity: [2, 2], apply: binary(Math.pow) },
};

/** Operators by their mathjs name; a comparison is 1 or 0. */
export const formulaOperators: Readonly<Record<string, Apply>> = {
  add: binary((a, b) => a + b),
  subtract: binary((a, b) => a - b),
  multiply: binary((a, b) => a * b),
  divide: binary((a, b) => a / b),
  pow: binary((a, b) => a ** b),
  unaryMinus: (a) => -a!,
  unaryPlus: (a) => a!,
  smaller: binary((a, b) => Number(a < b)),
  smallerEq: binary((a, b) => Number(a <= b)),
  larger: binary((a, b) => Number(a > b)),
  largerEq: binary((a, b) => Number(a >= b)),
  and: binary((a, b) => Number(a !== 0 && b !== 0)),
  or: binary((a, b) => Number(a !== 0 || b !== 0)),
  not: (a) => Number(a === 0),
};

/** Named constants of formulas. */
export const formulaConstants: Readonly<Record<string, number>> = { e: Math.E, pi: Math.PI, tau: 2 * Math.PI };

function unary(functions: Record<string, (x: number) => number>): typeof formulaFunctions {
  return Object.fromEntries(
    Object.entries(functions).map(([name, f]) => [name, { arity: [1, 1] as const, apply: f as Apply }]),
  );
}

/** A two-argument function under the common type; callers have checked the number of arguments. */
function binary(f: (a: number, b: number) => number): Apply {
  return f as Apply;
}
