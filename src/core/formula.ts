import type { MathNode } from "mathjs";
import { ArgumentError } from "../numerics/index.ts";
import { closestName } from "./closest-name.ts";
import { formulaConstants, formulaFunctions, formulaOperators } from "./formula-functions.ts";

/** Longest formula, in characters. */
export const formulaLengthLimit = 500;
/** Largest syntax tree of a formula, and of a derivative. */
export const formulaNodeLimit = 250;
const derivativeNodeLimit = 20_000;

/**
 * A formula as a function of its variables, in the order given when it was compiled.
 *
 * @throws ArgumentError where the formula is not finite
 */
export interface Formula {
  (values: ArrayLike<number>): number;
  readonly text: string;
  readonly variables: readonly string[];
  /** ∂/∂variable, symbolic; refuses what has no derivative: comparisons, min, max, sign. */
  derivative(variable: string): Formula;
}

type Evaluate = (values: ArrayLike<number>) => number;

/**
 * A formula from text: data, not code. Numbers, the given variables, pi, e, tau, + − * / ^, comparisons, `? :` and
 * elementary functions; no assignment, no access to objects, no other function. Evaluation does not call mathjs.
 *
 * @param text - at most `formulaLengthLimit` characters and `formulaNodeLimit` nodes
 * @throws ArgumentError that names the symbol, function or construct that is not allowed
 */
export async function compileFormula(text: string, variables: readonly string[]): Promise<Formula> {
  const where = "compileFormula";
  if (typeof text !== "string" || text.trim() === "") throw new ArgumentError(where, "formula", text, "a formula");
  if (text.length > formulaLengthLimit) {
    throw new ArgumentError(where, "formula", text, `at most ${formulaLengthLimit} characters, not ${text.length}`);
  }
  const mathjs = await import("mathjs/number");
  const parsed = parse(mathjs.parse, text);
  const compiled = (node: MathNode, shown: string, limit: number): Formula => {
    checkSize(node, shown, limit);
    const evaluate = build(node, shown, variables);
    return Object.assign(finite(evaluate, shown, variables), {
      text: shown,
      variables,
      derivative(variable: string): Formula {
        if (!variables.includes(variable)) {
          throw new ArgumentError(where, "variable", variable, `one of ${variables.join(", ")}`);
        }
        const slope = differentiate(mathjs, node, shown, variable);
        return compiled(slope, `d/d${variable} (${shown})`, derivativeNodeLimit);
      },
    });
  };
  return compiled(parsed, text, formulaNodeLimit);
}

/** The formula, refusing to return what is not a finite number. */
function finite(evaluate: Evaluate, text: string, variables: readonly string[]): Evaluate {
  return (values) => {
    const value = evaluate(values);
    if (!Number.isFinite(value)) {
      const at = variables.map((name, i) => `${name} = ${values[i]}`).join(", ");
      throw new ArgumentError(`formula ${text}`, at === "" ? "value" : `value at ${at}`, value, "a finite number");
    }
    return value;
  };
}

function parse(parser: (text: string) => MathNode, text: string): MathNode {
  try {
    return parser(text);
  } catch (error) {
    throw new ArgumentError("compileFormula", "formula", text, `a formula: ${(error as Error).message}`);
  }
}

function checkSize(node: MathNode, text: string, limit: number): void {
  let count = 0;
  node.traverse(() => {
    count += 1;
  });
  if (count > limit)
    throw new ArgumentError("compileFormula", "formula", text, `of at most ${limit} nodes, not ${count}`);
}

interface Calculus {
  derivative(node: MathNode, variable: string, options: { simplify: boolean }): MathNode;
  parse(text: string): MathNode;
}

function differentiate({ derivative, parse }: Calculus, node: MathNode, text: string, variable: string): MathNode {
  const plain = node.transform((child) => {
    if (child.type !== "FunctionNode") return child;
    const { fn, args } = child as unknown as { fn: { name: string }; args: MathNode[] };
    const template = fn.name === "expm1" ? "exp(u) - 1" : fn.name === "log1p" ? "log(1 + u)" : null;
    if (template === null) return child;
    return parse(template).transform((inner) => (isSymbol(inner, "u") ? args[0]! : inner));
  });
  try {
    return derivative(plain, variable, { simplify: false });
  } catch (error) {
    throw new ArgumentError("compileFormula", "formula", text, `differentiable: ${(error as Error).message}`);
  }
}

function isSymbol(node: MathNode, name: string): boolean {
  return node.type === "SymbolNode" && (node as unknown as { name: string }).name === name;
}

/** The syntax tree as nested closures; refuses every kind of node that is not arithmetic. */
function build(root: MathNode, text: string, variables: readonly string[]): Evaluate {
  const refuse = (rule: string): never => {
    throw new ArgumentError("compileFormula", "formula", text, rule);
  };
  const visit = (node: MathNode): Evaluate => {
    const parts = node as unknown as Parts;
    switch (node.type) {
      case "ParenthesisNode":
        return visit(parts.content);
      case "ConstantNode": {
        const { value } = parts;
        if (typeof value !== "number" || !Number.isFinite(value)) return refuse(`made of finite numbers, not ${value}`);
        return () => value;
      }
      case "SymbolNode": {
        const index = variables.indexOf(parts.name);
        if (index >= 0) return (values) => values[index]!;
        const constant = Object.hasOwn(formulaConstants, parts.name) ? formulaConstants[parts.name] : undefined;
        if (constant === undefined)
          return refuse(unknown("symbol", parts.name, [...variables, ...Object.keys(formulaConstants)]));
        return () => constant;
      }
      case "OperatorNode": {
        const operator = Object.hasOwn(formulaOperators, String(parts.fn))
          ? formulaOperators[String(parts.fn)]
          : undefined;
        if (operator === undefined) return refuse(`free of the operator ${parts.op}`);
        return applied(operator, parts.args.map(visit));
      }
      case "FunctionNode": {
        const name = isNamed(parts.fn) ? parts.fn.name : "";
        const called = Object.hasOwn(formulaFunctions, name) ? formulaFunctions[name] : undefined;
        if (called === undefined) return refuse(unknown("function", name, Object.keys(formulaFunctions)));
        const [least, most] = called.arity;
        if (parts.args.length < least || parts.args.length > most) {
          return refuse(`calling ${name} with ${least === most ? least : `${least} to ${most}`} arguments`);
        }
        return applied(called.apply, parts.args.map(visit));
      }
      case "ConditionalNode": {
        const [test, yes, no] = [visit(parts.condition), visit(parts.trueExpr), visit(parts.falseExpr)];
        return (values) => (test(values) !== 0 ? yes(values) : no(values));
      }
      default:
        return refuse(`arithmetic, without ${node.type.replace(/Node$/, "").toLowerCase()}`);
    }
  };
  return visit(root);
}

interface Parts {
  readonly content: MathNode;
  readonly value: unknown;
  readonly name: string;
  readonly op: string;
  readonly fn: unknown;
  readonly args: MathNode[];
  readonly condition: MathNode;
  readonly trueExpr: MathNode;
  readonly falseExpr: MathNode;
}

function isNamed(value: unknown): value is { readonly name: string } {
  return (value as { type?: unknown } | null)?.type === "SymbolNode";
}

function unknown(kind: string, name: string, names: readonly string[]): string {
  const near = closestName(name, names);
  const hint = near === null ? `; known are ${names.join(", ")}` : `; did you mean "${near}"?`;
  return `free of the unknown ${kind} "${name}"${hint}`;
}

function applied(apply: (...values: number[]) => number, args: readonly Evaluate[]): Evaluate {
  const [first, second] = args;
  if (args.length === 1) return (values) => apply(first!(values));
  if (args.length === 2) return (values) => apply(first!(values), second!(values));
  return (values) => apply(...args.map((arg) => arg(values)));
}
