/**
 * Errors of dense algebra against mpmath at 50 digits, as the table in docs/accuracy.md: a row a method, a column an engine.
 * Run: npx tsx bench/accuracy-algebra.ts
 */
import { measuredAlgebra } from "../test/support/algebra-accuracy.ts";
import { everyEngine } from "../test/support/engines.ts";

const engines = await everyEngine();
const measured = engines.map(measuredAlgebra);
const number = (value: number): string => value.toPrecision(2);
const methods = [...new Map(measured[0]!.map((row) => [row.method, row])).values()];
const lines = [
  `| method | unit | ${engines.map(({ name }) => name).join(" | ")} | bound, n = 14 |`,
  `| --- | --- | ${engines.map(() => "---").join(" | ")} | --- |`,
  ...methods.map(({ method, unit }) => {
    const of = (rows: (typeof measured)[number]) => rows.filter((row) => row.method === method);
    const worst = measured.map((rows) => number(Math.max(...of(rows).map(({ error }) => error))));
    const bound = Math.max(...of(measured[0]!).map((row) => row.bound));
    return `| ${method} | ${unit} | ${worst.join(" | ")} | ${bound.toFixed(0)} |`;
  }),
];
process.stdout.write(`${lines.join("\n")}\n`);
