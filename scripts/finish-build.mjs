// What the compiler leaves to do: see that everything the command needs was emitted, bundle the command line and its worker,
// and make it executable.
import { accessSync, chmodSync, readdirSync, renameSync, rmSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { bundleCli } from "./bundle-cli.mjs";

const dist = new URL("../dist/", import.meta.url);
for (const file of ["cli/main.js", "cli/worker.js", "experiments/catalogue/three-points.json"])
  accessSync(new URL(file, dist));

const cli = fileURLToPath(new URL("cli/", dist));
const fresh = `${cli}bundle-${process.pid}`;
await bundleCli(cli, "js", fresh);
const made = new Set(readdirSync(fresh));
for (const name of readdirSync(cli)) {
  // Chunks of an earlier build, and maps of files that are replaced.
  if (/-[0-9a-f]{8}\.js$/.test(name) || made.has(name.replace(/\.map$/, ""))) rmSync(`${cli}${name}`);
}
for (const name of made) renameSync(`${fresh}/${name}`, `${cli}${name}`);
rmSync(fresh, { recursive: true });
chmodSync(new URL("cli/main.js", dist), 0o755);
