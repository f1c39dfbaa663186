import { dirname, resolve } from "node:path";
import { evaluateRequest, parseRequest, responseJson } from "../../experiments/index.ts";
import { diskLoader } from "../disk-loader.ts";
import { exitCodes } from "../exit-codes.ts";
import { readJson } from "../read-json.ts";

/** `scorepath eval <request>`. */
export async function evaluate(path: string): Promise<number> {
  const request = parseRequest(await readJson(path));
  const loader = diskLoader(path === "-" ? process.cwd() : dirname(resolve(path)));
  process.stdout.write(`${responseJson(await evaluateRequest(request, loader))}\n`);
  return exitCodes.done;
}
