// Type-checks and executes every notebook; writes executed copies to build/notebooks.
// `--write` also puts the fresh outputs into the notebooks themselves; a part of a name, such as 02, runs those that have it.
import { execFileSync, spawnSync } from "node:child_process";
import { copyFileSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import ts from "typescript";

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const folder = join(root, "notebooks");
const built = join(root, "build", "notebooks");
/** Seconds that one cell may take. */
const cellLimit = 600;
/** Bytes of output that a committed notebook may carry. */
const outputLimit = 400_000;

function denoPath() {
  const installed = join(root, "node_modules", "deno", process.platform === "win32" ? "deno.exe" : "deno");
  // The package ships a launcher and fetches nothing: the binary is a dependency for this platform.
  return spawnSync(installed, ["--version"]).status === 0 ? installed : join(root, "node_modules", ".bin", "deno");
}

function requireJupyter() {
  if (spawnSync("jupyter", ["nbconvert", "--version"]).status === 0) return;
  console.error("run-notebooks: jupyter nbconvert is missing. Debian and Ubuntu: apt-get install jupyter-nbconvert.");
  console.error("Elsewhere: pip install nbconvert jupyter-client. The Deno kernel comes with npm ci.");
  console.log("0 passed, 1 failed");
  process.exit(1);
}

/** A Jupyter data folder of our own with the Deno kernel and our configuration, so that nothing is written into the user's home. */
function privateKernel(home) {
  const kernel = join(home, "kernels", "deno");
  mkdirSync(kernel, { recursive: true });
  mkdirSync(join(home, "config"));
  copyFileSync(
    new URL("jupyter_nbconvert_config.py", import.meta.url),
    join(home, "config", "jupyter_nbconvert_config.py"),
  );
  const argv = [denoPath(), "jupyter", "--kernel", "--conn", "{connection_file}"];
  writeFileSync(join(kernel, "kernel.json"), JSON.stringify({ argv, display_name: "Deno", language: "typescript" }));
}

const sourceOf = (cell) => [cell.source].flat().join("");

/** Problems that the compiler finds in the code cells, which the kernel would run unchecked. */
function typeErrors(name, notebook) {
  const file = join(folder, `${name}.cells.ts`);
  const text = notebook.cells
    .filter((cell) => cell.cell_type === "code")
    .map((cell) => `${sourceOf(cell)};`)
    .join("\n");
  const { config } = ts.readConfigFile(join(root, "tsconfig.json"), ts.sys.readFile);
  const { options } = ts.parseJsonConfigFileContent({ ...config, include: [] }, ts.sys, root);
  const relaxed = { ...options, isolatedDeclarations: false, declaration: false, noUnusedLocals: false };
  const host = ts.createCompilerHost(relaxed);
  const { readFile, fileExists, getSourceFile } = host;
  host.fileExists = (path) => path === file || fileExists.call(host, path);
  host.readFile = (path) => (path === file ? text : readFile.call(host, path));
  host.getSourceFile = (path, ...rest) =>
    path === file
      ? ts.createSourceFile(path, text, {
          languageVersion: ts.ScriptTarget.ES2023,
          impliedNodeFormat: ts.ModuleKind.ESNext,
        })
      : getSourceFile.call(host, path, ...rest);
  const ambient = join(root, "src", "numerics", "stdlib-stats.d.ts");
  const program = ts.createProgram([file, ambient], relaxed, host);
  return ts.getPreEmitDiagnostics(program).map((found) => {
    const at =
      found.file && found.start !== undefined ? found.file.getLineAndCharacterOfPosition(found.start).line + 1 : 0;
    return `${found.file?.fileName ?? name}:${at}: ${ts.flattenDiagnosticMessageText(found.messageText, " ")}`;
  });
}

/** Executes a notebook and returns it with outputs. */
function executed(file, home) {
  const args = ["nbconvert", "--to", "notebook", "--execute", "--stdout", "--log-level=ERROR"];
  const limits = [
    `--ExecutePreprocessor.timeout=${cellLimit}`,
    // Outputs come on a channel of their own, on a busy machine seconds after the cell is done.
    "--ExecutePreprocessor.iopub_timeout=120",
    "--ExecutePreprocessor.kernel_name=deno",
  ];
  const places = {
    JUPYTER_DATA_DIR: home,
    JUPYTER_CONFIG_DIR: join(home, "config"),
    IPYTHONDIR: join(home, "ipython"),
  };
  const runtime = {
    JUPYTER_RUNTIME_DIR: join(home, "runtime"),
    DENO_DIR: join(home, "deno"),
    DENO_NO_UPDATE_CHECK: "1",
  };
  const text = execFileSync("jupyter", [...args, ...limits, file], {
    cwd: folder,
    env: { ...process.env, ...places, ...runtime, NO_COLOR: "1" },
    maxBuffer: 1 << 28,
    stdio: ["ignore", "pipe", "pipe"],
    encoding: "utf8",
  });
  return JSON.parse(text);
}

/** Code cells without output. */
const silent = (notebook) =>
  notebook.cells.filter(({ cell_type, outputs }) => cell_type === "code" && outputs.length === 0).map(({ id }) => id);

/** The notebook without what differs between two equal runs. */
function tidy(notebook, original) {
  const cells = notebook.cells.map((cell, k) => {
    const { execution: _, ...metadata } = cell.metadata;
    return { ...cell, metadata, source: original.cells[k].source };
  });
  return { ...notebook, metadata: original.metadata, cells };
}

requireJupyter();
const write = process.argv.includes("--write");
const parts = process.argv.slice(2).filter((word) => word !== "--write");
const home = mkdtempSync(join(tmpdir(), "scorepath-notebooks-"));
let passed = 0;
let failed = 0;
try {
  privateKernel(home);
  mkdirSync(built, { recursive: true });
  for (const file of readdirSync(folder)
    .filter((name) => name.endsWith(".ipynb") && (parts.length === 0 || parts.some((part) => name.includes(part))))
    .sort()) {
    const start = performance.now();
    const problems = [];
    try {
      const original = JSON.parse(readFileSync(join(folder, file), "utf8"));
      problems.push(...typeErrors(file, original));
      const result = tidy(executed(file, home), original);
      const outputs = result.cells.flatMap((cell) => cell.outputs ?? []);
      for (const output of outputs)
        if (output.output_type === "error") problems.push(`${output.ename}: ${output.evalue}`);
      for (const id of silent(result)) problems.push(`${id}: shows nothing`);
      const size = JSON.stringify(outputs).length;
      if (size > outputLimit) problems.push(`outputs take ${size} bytes; at most ${outputLimit} are allowed`);
      const text = `${JSON.stringify(result, null, 1)}\n`;
      writeFileSync(join(built, file), text);
      if (write && problems.length === 0) writeFileSync(join(folder, file), text);
    } catch (error) {
      problems.push(error.stderr || error.message);
    }
    const seconds = ((performance.now() - start) / 1000).toFixed(0);
    if (problems.length === 0) passed++;
    else failed++;
    console.log(`${problems.length === 0 ? "ok" : "FAILED"}  ${file}  (${seconds} s)`);
    for (const problem of problems) console.log(problem.trimEnd());
  }
} finally {
  rmSync(home, { recursive: true, force: true });
}
console.log(`${passed} passed, ${failed} failed`);
process.exitCode = failed > 0 ? 1 : 0;
