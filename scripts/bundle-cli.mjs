// The command line and its worker in few files, since every process and every thread loads them anew and hundreds of small
// files cost more than a second's work. `finish-build` bundles what the compiler made; the tests bundle the sources.
import { mkdirSync, mkdtempSync, renameSync, rmSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { rolldown } from "rolldown";

/** Native, made for threads itself, or loaded only where a formula asks for it; their licences stay with them. */
const external = [/^node:/, "piscina", "koffi", "webgpu", /^@tensorflow\//, /^mathjs/];
const comments = { legal: true, annotation: false, jsdoc: false };
const options = { format: "esm", hashCharacters: "hex", comments };

/** Bundles one entry; to be written where `output` says. */
async function bundled(input, output) {
  const bundle = await rolldown({ input, platform: "node", logLevel: "silent", external });
  await bundle.write({ ...options, ...output });
  await bundle.close();
}

/**
 * Bundles `main`, `worker` and the others named, of a folder, into a folder of their own.
 *
 * @param extension - of the files in the folder: js or ts
 */
export async function bundleCli(folder, extension, out, others = []) {
  for (const name of ["worker", ...others])
    await bundled(join(folder, `${name}.${extension}`), {
      dir: out,
      entryFileNames: `${name}.js`,
      codeSplitting: false,
    });
  // One chunk a command, so that --help loads none of them.
  await bundled(join(folder, `main.${extension}`), {
    dir: out,
    entryFileNames: "main.js",
    chunkFileNames: "[name]-[hash].js",
  });
}

const root = dirname(dirname(fileURLToPath(import.meta.url)));

/** Global setup of the tests: the sources' command line in build/cli, as deep as dist/cli. */
export default async function bundleSources() {
  const target = join(root, "build", "cli");
  mkdirSync(join(root, "build"), { recursive: true });
  const fresh = mkdtempSync(join(root, "build", "cli-"));
  await bundleCli(join(root, "src", "cli"), "ts", fresh, ["backend-probe"]);
  rmSync(target, { recursive: true, force: true });
  renameSync(fresh, target);
}
