// One folder, and one archive of it, for a linux-x64 machine with an NVIDIA card and neither Node nor a package registry: Node, Dawn, the
// Vulkan loader, and the measurements on trained networks with everything that they import.
//   npm run bundle:gpu [-- <folder>]     (dist-gpu by default)
import { execFileSync } from "node:child_process";
import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { basename, dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { rolldown } from "rolldown";

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const out = resolve(process.argv[2] ?? join(root, "dist-gpu"));
const require = createRequire(import.meta.url);
if (process.platform !== "linux" || process.arch !== "x64")
  throw new Error("bundle-gpu: runs on linux-x64, whose Node it packs");
const run = (command, args, options = {}) =>
  execFileSync(command, args, { stdio: ["ignore", "pipe", "inherit"], ...options });

rmSync(out, { recursive: true, force: true });
for (const part of ["app/dist/cli", "app/assets", "app/node_modules/webgpu/dist/linux-x64"])
  mkdirSync(join(out, part), { recursive: true });

// The program, with TensorFlow.js inside; Dawn stays a package, since it finds its binary beside itself.
const side = mkdtempSync(join(tmpdir(), "scorepath-bundle-gpu-"));
const entry = join(side, "entry.ts");
writeFileSync(
  entry,
  `
import { readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { gpuProgram } from ${JSON.stringify(join(root, "src/cli/gpu-program.ts"))};
const packages = {
  "@tensorflow/tfjs": () => import("@tensorflow/tfjs"),
  "@tensorflow/tfjs-backend-wasm": () => import("@tensorflow/tfjs-backend-wasm"),
  "@tensorflow/tfjs-backend-webgpu": () => import("@tensorflow/tfjs-backend-webgpu"),
  webgpu: () => import("webgpu"),
};
const here = new URL("./", import.meta.url);
await gpuProgram({
  packages: {
    load: (name) => (packages[name] ?? (() => Promise.reject(new Error("not in this bundle"))))(),
    wasmFolder: () => fileURLToPath(here),
  },
  digits: () => readFile(new URL("../../assets/digits.csv.gz", here)),
});
`,
);
const bundle = await rolldown({
  input: entry,
  platform: "node",
  logLevel: "silent",
  external: [/^node:/, "webgpu", "koffi", "piscina"],
  resolve: { modules: [join(root, "node_modules")] },
});
await bundle.write({
  dir: join(out, "app/dist/cli"),
  format: "esm",
  entryFileNames: "gpu.mjs",
  chunkFileNames: "[name]-[hash].mjs",
  minify: true,
});
await bundle.close();
rmSync(side, { recursive: true });

cpSync(join(root, "package.json"), join(out, "app/package.json"));
cpSync(join(root, "LICENSE"), join(out, "app/LICENSE"));
cpSync(join(root, "assets/digits.csv.gz"), join(out, "app/assets/digits.csv.gz"));
const wasm = dirname(require.resolve("@tensorflow/tfjs-backend-wasm"));
for (const name of readdirSync(wasm))
  if (name.endsWith(".wasm")) cpSync(join(wasm, name), join(out, "app/dist/cli", name));
const dawn = join(root, "node_modules/webgpu");
for (const name of ["index.js", "package.json", "dist/linux-x64/dawn.node"])
  cpSync(join(dawn, name), join(out, "app/node_modules/webgpu", name));

/** Shared libraries of Debian packages, with their licences. */
function libraries(folder, packages) {
  const debs = mkdtempSync(join(tmpdir(), "scorepath-debs-"));
  run("apt-get", ["download", ...packages], { cwd: debs, stdio: "ignore" });
  for (const deb of readdirSync(debs)) run("dpkg", ["-x", deb, "unpacked"], { cwd: debs });
  const lib = join(out, "app", folder);
  mkdirSync(lib);
  for (const part of ["usr/lib/x86_64-linux-gnu", "lib/x86_64-linux-gnu"]) {
    const from = join(debs, "unpacked", part);
    if (!existsSync(from)) continue;
    for (const name of readdirSync(from))
      if (/\.so\.\d+$/.test(name)) cpSync(join(from, name), join(lib, name), { dereference: true });
  }
  for (const name of packages)
    cpSync(join(debs, "unpacked/usr/share/doc", name, "copyright"), join(lib, `${name}.copyright`));
  rmSync(debs, { recursive: true });
}
// NVIDIA's driver needs the vendor-neutral libraries beside the loader: without them it offers no instance.
libraries("lib", ["libvulkan1", "libglvnd0", "libegl1", "libgl1", "libglx0", "libopengl0", "libgles2"]);
// What NVIDIA's driver links to, for machines without it.
libraries("lib-x11", ["libx11-6", "libxext6", "libxcb1", "libxau6", "libxdmcp6", "libbsd0", "libmd0"]);
cpSync(process.execPath, join(out, "app/node"), { dereference: true });
run("strip", ["--strip-unneeded", join(out, "app/node")]);

// Everything in one archive, and beside it what unpacks and starts it.
run("tar", ["-C", out, "-cf", join(out, "app.tar"), "app"]);
run("xz", ["-3", "-T0", "-f", join(out, "app.tar")]);
rmSync(join(out, "app"), { recursive: true });
cpSync(join(root, "scripts/run-gpu.sh"), join(out, "run.sh"));
const bytes = readdirSync(out).reduce((sum, name) => sum + statSync(join(out, name)).size, 0);
process.stdout.write(
  `${out}: ${(bytes / 1e6).toFixed(1)} MB (${readdirSync(out)
    .map((name) => basename(name))
    .join(", ")})\n`,
);
if (bytes > 45e6) throw new Error("bundle-gpu: above 45 MB");
