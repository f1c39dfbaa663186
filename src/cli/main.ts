#!/usr/bin/env node
import { readFileSync } from "node:fs";
import { Command, CommanderError, Option } from "commander";
import type { DoctorOptions } from "./commands/doctor.ts";
import { exitCodes, failure } from "./exit-codes.ts";
import { type GlobalOptions, positiveNumber, wholeNumber } from "./global-options.ts";
import { handleSignals } from "./interruption.ts";

/** Commands are loaded when they are called, so that --help answers at once. */
function program(): Command {
  const { version } = JSON.parse(readFileSync(new URL("../../package.json", import.meta.url), "utf8")) as {
    version: string;
  };
  const scorepath = new Command("scorepath")
    .description(
      "Predict what a diffusion model learns before training it, and hold the prediction against trained models.",
    )
    .version(version)
    .option("--seed <n>", "seed of all randomness, instead of the spec's", wholeNumber("--seed", 0))
    .option("--threads <n>", "worker threads (default: one per core)", wholeNumber("--threads", 1, 1024))
    .addOption(
      new Option(
        "--engine <name>",
        "dense algebra and elementary functions by this engine (doctor lists them; auto: by size)",
      )
        .env("SCOREPATH_ENGINE")
        .default("auto"),
    )
    .option("--json", "machine-readable output on stdout, everything else on stderr")
    .option("--strict", "exit with code 1 when a claim fails its verdict")
    .showHelpAfterError("(scorepath --help shows commands and options)")
    .exitOverride()
    .hook("preAction", async (_, command) => {
      if (command.name() === "schema" || command.opts<{ list?: boolean }>().list) return;
      const { useEngine } = await import("./algebra-engine.ts");
      await useEngine(command.optsWithGlobals<GlobalOptions>().engine || "auto");
    });
  scorepath
    .command("run")
    .description("one experiment: predict, train, compare; without a spec, the three-point experiment")
    .argument("[spec]", "experiment file (JSON), or - for standard input")
    .option("--out <folder>", "where result.json and report.html go", "scorepath-report")
    .option("--images", "also SVG and PNG figures, through a headless Chromium")
    .action(async (spec: string | undefined, _, command: Command) => {
      const { run } = await import("./commands/run.ts");
      process.exitCode = await run(spec, command.optsWithGlobals());
    });
  scorepath
    .command("figure")
    .description("a published figure again, with the published numbers beside ours")
    .argument("[id]", "which figure")
    .option("--list", "list the figures")
    .option("--scheme <name>", "published (as in the paper's code) or accurate", "accurate")
    .option("--models <n>", "trained models per panel", wholeNumber("--models", 2, 1_000_000))
    .option("--backend <name>", "what networks are trained on (doctor lists them)", "wasm")
    .option(
      "--data <file>",
      "images beside the digits, a CSV or IDX file (validate-images; may be given more than once)",
      (file: string, before: readonly string[]) => [...before, file],
      [] as readonly string[],
    )
    .option("--out <folder>", "where result.json and report.html go (default: the figure's id)")
    .option("--images", "also SVG and PNG figures, through a headless Chromium")
    .action(async (id: string | undefined, _, command: Command) => {
      const { figure } = await import("./commands/figure.ts");
      process.exitCode = await figure(id, command.optsWithGlobals());
    });
  scorepath
    .command("eval")
    .description("one theoretical quantity, printed as JSON with 17 digits")
    .argument("<request>", "request file (JSON), or - for standard input")
    .action(async (request: string) => {
      const { evaluate } = await import("./commands/eval.ts");
      process.exitCode = await evaluate(request);
    });
  scorepath
    .command("schema")
    .description("JSON schema of a file format, for editors")
    .argument("[format]", "spec, result, request or training", "spec")
    .action(async (format: string) => {
      const { schema } = await import("./commands/schema.ts");
      process.exitCode = await schema(format);
    });
  scorepath
    .command("train")
    .description(
      "only the measurement side: trains an ensemble, with checkpoints; called again, it goes on where it was",
    )
    .argument("<spec>", "training file (JSON), or - for standard input")
    .option("--backend <name>", "training backend (doctor lists them; auto: the best there is)", "auto")
    .option("--out <folder>", "where training.json, report.html and the checkpoints go", "scorepath-training")
    .option("--memory <gib>", "memory for the members trained together, GiB", positiveNumber("--memory"))
    .option("--checkpoint-steps <n>", "steps between two checkpoints", wholeNumber("--checkpoint-steps", 1), 500)
    .action(async (spec: string, _, command: Command) => {
      const { train } = await import("./commands/train.ts");
      await train(spec, command.optsWithGlobals());
    });
  scorepath
    .command("measure")
    .description("trained networks of fixed settings: self-check, wide-networks or ordinary-networks")
    .argument("<measurement>", "which one")
    .option("--backend <name>", "training backend (doctor lists them; auto: the best there is)", "auto")
    .option("--out <folder>", "where its JSON file goes", "scorepath-measurement")
    .option("--limit-seconds <n>", "stop after so long, with what there is", wholeNumber("--limit-seconds", 1), 600)
    .option("--depths <list>", "depths of wide networks, such as 1,2")
    .option("--cases <list>", "data of ordinary networks: three-points, four-points, digits")
    .option("--memory <gib>", "memory for the members trained together, GiB", wholeNumber("--memory", 1))
    .option("--tiny", "small settings, to see that everything runs")
    .action(async (name: string, _, command: Command) => {
      const { measureHere } = await import("./commands/measure.ts");
      await measureHere(name, command.optsWithGlobals());
    });
  scorepath
    .command("doctor")
    .description("what this machine offers, and how to get what is missing")
    .option("--gpu", "also trains a small fixed model on the best device, compares it with a reference, and times it")
    .option("--backend <name>", "training backend that --gpu checks", "auto")
    .action(async (_, command: Command) => {
      const { doctor } = await import("./commands/doctor.ts");
      process.exitCode = await doctor(command.optsWithGlobals<DoctorOptions>());
    });
  return scorepath;
}

async function main(): Promise<void> {
  handleSignals();
  process.stdout.on("error", (error: NodeJS.ErrnoException) => {
    if (error.code === "EPIPE") process.exit(exitCodes.done);
    throw error;
  });
  try {
    await program().parseAsync();
  } catch (error) {
    if (error instanceof CommanderError) {
      process.exitCode = error.exitCode === 0 ? exitCodes.done : exitCodes.badInput;
      return;
    }
    const { line, code } = failure(error);
    const stack = process.env.SCOREPATH_DEBUG === "1" && error instanceof Error ? `${error.stack ?? ""}\n` : "";
    process.exitCode = code;
    // An open device would keep the process running.
    process.stderr.write(`scorepath: ${line}\n${stack}`, () => process.exit(code));
  }
}

await main();
