// What the compiler leaves to do: see that everything the command needs was emitted, make it executable, and bundle the
// command line and its worker, since every process and every thread loads them anew and hundreds of small files cost more
// than a second's work.
import { accessSync, chmodSync, readdirSync, renameSync, rmSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { rolldown } from "rolldown";

const dist = new URL("../dist/", import.meta.url);
for (const file of ["cli/main.js", "cli/worker.js", "experiments/catalogue/three-points.json"])
  accessSync(new URL(file, dist));

/** Native, made for threads itself, or loaded only where a formula asks for it; their licences stay with them. */
const external = [/^node:/, "piscina", "koffi", "webgpu", /^@tensorflow\//, /^mathjs/];
const comments = { legal: true, annotation: false, jsdoc: false };
const options = { format: "esm", hashCharacters: "hex", comments };

/** The bundle of a compiled entry in a folder beside it, then moved over what was compiled. */
async function bundled(entry, output) {
  const bundle = await rolldown({
    input: fileURLToPath(new URL(entry, dist)),
    platform: "node",
    logLevel: "silent",
    external,
  });
  const { output: made } = await bundle.write({ ...options, ...output });
  await bundle.close();
  return made.map(({ fileName }) => fileName);
}

const cli = fileURLToPath(new URL("cli/", dist));
const fresh = `${cli}bundle-${process.pid}`;
await bundled("cli/worker.js", { dir: fresh, entryFileNames: "worker.js", codeSplitting: false });
// One chunk a command, so that --help loads none of them.
await bundled("cli/main.js", { dir: fresh, entryFileNames: "main.js", chunkFileNames: "[name]-[hash].js" });
const made = new Set(readdirSync(fresh));
for (const name of readdirSync(cli)) {
  // Chunks of an earlier build, and maps of files that are replaced.
  if (/-[0-9a-f]{8}\.js$/.test(name) || made.has(name.replace(/\.map$/, ""))) rmSync(`${cli}${name}`);
}
for (const name of made) renameSync(`${fresh}/${name}`, `${cli}${name}`);
rmSync(fresh, { recursive: true });
chmodSync(new URL("cli/main.js", dist), 0o755);
