// What the compiler leaves to do: make the command executable, and see that everything it needs was emitted.
import { accessSync, chmodSync } from "node:fs";

const dist = new URL("../dist/", import.meta.url);
for (const file of ["cli/main.js", "cli/worker.js", "experiments/catalogue/three-points.json"])
  accessSync(new URL(file, dist));
chmodSync(new URL("cli/main.js", dist), 0o755);
