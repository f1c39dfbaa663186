// Compiles every module of assembly/ that has an index.ts to src/numerics/wasm/<module>-binary.ts, a string of base64.
// Does nothing where that file is newer than all sources; --force compiles anyway, names of modules restrict it to them.
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const assembly = join(root, "assembly");

function newestChange(folder) {
  const files = readdirSync(folder, { recursive: true }).map((name) => join(folder, name));
  return Math.max(...files.map((path) => statSync(path).mtimeMs), statSync(fileURLToPath(import.meta.url)).mtimeMs);
}

async function compile(name, target) {
  const { default: asc } = await import("assemblyscript/asc");
  const binary = join(tmpdir(), `scorepath-${name}-${process.pid}.wasm`);
  const entry = join("assembly", name, "index.ts");
  const flags = ["--enable", "simd", "--runtime", "stub", "-O3", "--noAssert", "--outFile", binary];
  const { error, stderr } = await asc.main([entry, "--baseDir", root, ...flags]);
  if (error) throw new Error(`${entry} does not compile: ${error.message}\n${stderr.toString()}`);
  const bytes = readFileSync(binary);
  rmSync(binary);
  const text = [
    `// Made from assembly/${name} by scripts/build-wasm.mjs.`,
    `/** The WebAssembly module, ${bytes.length} bytes, in base64. */`,
    `export const ${name}Binary: string = "${bytes.toString("base64")}";`,
    "",
  ].join("\n");
  const fresh = `${target}.${process.pid}`;
  writeFileSync(fresh, text);
  renameSync(fresh, target);
  console.log(`build-wasm: ${name}, ${bytes.length} bytes`);
}

/** Brings every binary up to date; also the global setup of the tests. */
export default async function buildWasm() {
  await build(false, readdirSync(assembly));
}

async function build(force, names) {
  mkdirSync(join(root, "src/numerics/wasm"), { recursive: true });
  for (const name of names) {
    if (!existsSync(join(assembly, name, "index.ts"))) continue;
    const target = join(root, "src/numerics/wasm", `${name}-binary.ts`);
    const current = existsSync(target) && statSync(target).mtimeMs >= newestChange(join(assembly, name));
    if (force || !current) await compile(name, target);
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const options = process.argv.slice(2);
  const chosen = options.filter((text) => !text.startsWith("-"));
  await build(options.includes("--force"), chosen.length > 0 ? chosen : readdirSync(assembly)).catch((error) => {
    console.error(`build-wasm: ${error.message}`);
    process.exitCode = 1;
  });
}
