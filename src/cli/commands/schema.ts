import { closestName } from "../../core/index.ts";
import { requestJsonSchema, resultJsonSchema, specJsonSchema, trainingJsonSchema } from "../../experiments/index.ts";
import { exitCodes } from "../exit-codes.ts";
import { UsageError } from "../usage-error.ts";

const schemas: Readonly<Record<string, () => unknown>> = {
  spec: specJsonSchema,
  result: resultJsonSchema,
  request: requestJsonSchema,
  training: trainingJsonSchema,
};

/** `scorepath schema [spec|result|request|training]`. */
export async function schema(format: string): Promise<number> {
  const make = Object.hasOwn(schemas, format) ? schemas[format] : undefined;
  if (make === undefined) {
    const near = closestName(format, Object.keys(schemas));
    const hint = near === null ? "" : ` (did you mean "${near}"?)`;
    throw new UsageError(`schema: ${JSON.stringify(format)} must be one of ${Object.keys(schemas).join(", ")}${hint}`);
  }
  process.stdout.write(`${JSON.stringify(make(), null, 2)}\n`);
  return exitCodes.done;
}
