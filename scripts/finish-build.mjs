// What the compiler leaves to do: see that everything the command needs was emitted, make it executable, and put the worker
// into one file, since every thread loads it anew and hundreds of small files cost more than a second's work.
import { accessSync, chmodSync, renameSync, rmSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { rolldown } from "rolldown";

const dist = new URL("../dist/", import.meta.url);
for (const file of ["cli/main.js", "cli/worker.js", "experiments/catalogue/three-points.json"])
  accessSync(new URL(file, dist));
chmodSync(new URL("cli/main.js", dist), 0o755);

const worker = fileURLToPath(new URL("cli/worker.js", dist));
/** Native, made for threads itself, or loaded only where a formula asks for it; their licences stay with them. */
const external = [/^node:/, "piscina", "koffi", /^mathjs/];
const bundle = await rolldown({ input: worker, platform: "node", logLevel: "silent", external });
const fresh = `${worker}.${process.pid}`;
await bundle.write({
  file: fresh,
  format: "esm",
  codeSplitting: false,
  comments: { legal: true, annotation: false, jsdoc: false },
});
await bundle.close();
renameSync(fresh, worker);
// It maps the lines of the file that was replaced.
rmSync(`${worker}.map`, { force: true });
