// Records the exported names of every public folder in test/architecture/public-api.json.
import { spawnSync } from "node:child_process";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const { status } = spawnSync(
  join(root, "node_modules/.bin/vitest"),
  ["run", "--project", "architecture", "test/architecture/public-api.test.ts"],
  { cwd: root, stdio: "inherit", env: { ...process.env, UPDATE_PUBLIC_API: "1" } },
);
spawnSync(join(root, "node_modules/.bin/biome"), ["format", "--write", "test/architecture/public-api.json"], {
  cwd: root,
});
process.exitCode = status ?? 1;
