import { Command, CommanderError } from "commander";
import { type MeasureOptions, type MeasureParts, measure, measurementNames } from "./commands/measure.ts";
import { exitCodes, failure } from "./exit-codes.ts";
import { wholeNumber } from "./global-options.ts";
import { handleSignals } from "./interruption.ts";

/**
 * The program of the bundle for a machine with a graphics card: measurements on trained networks and nothing else. Ends the
 * process, which a device that is still open would keep running.
 */
export async function gpuProgram(parts: MeasureParts): Promise<never> {
  handleSignals();
  let code: number = exitCodes.done;
  const program = new Command("scorepath-gpu")
    .argument("<measurement>", measurementNames.join(", "))
    .option("--backend <name>", "training backend", "webgpu")
    .option("--out <folder>", "where the JSON files go", "scorepath-gpu-out")
    .option("--seed <n>", "seed", wholeNumber("--seed", 0))
    .option("--limit-seconds <n>", "stop after so long, with what there is", wholeNumber("--limit-seconds", 1), 600)
    .option("--depths <list>", "depths of wide networks, such as 1,2")
    .option("--cases <list>", "data of ordinary networks: three-points, four-points, digits")
    .option("--memory <gib>", "memory for the members trained together, GiB", wholeNumber("--memory", 1))
    .option("--tiny", "small settings, to see that everything runs")
    .exitOverride()
    .action(async (name: string, options: MeasureOptions) => {
      code = await measure(name, options, parts);
    });
  try {
    await program.parseAsync();
  } catch (error) {
    if (error instanceof CommanderError) process.exit(error.exitCode === 0 ? exitCodes.done : exitCodes.badInput);
    const found = failure(error);
    process.stderr.write(`scorepath: ${found.line}\n`);
    if (error instanceof Error && found.code === exitCodes.internal) process.stderr.write(`${error.stack ?? ""}\n`);
    code = found.code;
  }
  process.exit(code);
}
