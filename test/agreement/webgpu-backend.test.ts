import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { describe, expect, it } from "vitest";
import type { BackendAgreement } from "../../src/experiments/index.ts";
import { root } from "../architecture/repository.ts";

/** SwiftShader as Debian's chromium-common has it: a Vulkan device on the processor. */
const softwareDriver = "/usr/lib/chromium/vk_swiftshader_icd.json";

/** In a process of its own, which an open device would keep alive: losses on WebGPU against WebAssembly, or why there is no device. */
const program = `
  import { compareBackends, openBackend } from "./src/experiments/index.ts";
  import { installedPackages } from "./src/cli/training-packages.ts";
  try {
    const backend = await openBackend("webgpu", installedPackages);
    const agreement = await compareBackends(backend, await openBackend("wasm", installedPackages));
    process.stdout.write(JSON.stringify({ adapter: backend.adapter, agreement }), () => process.exit(0));
  } catch (error) {
    process.stdout.write(JSON.stringify({ missing: error.message }), () => process.exit(0));
  }
`;

describe("training through WebGPU", () => {
  it("gives the losses of WebAssembly to four digits, or says what is missing for it", () => {
    const env = existsSync(softwareDriver) ? { VK_ICD_FILENAMES: softwareDriver, ...process.env } : process.env;
    const args = ["--import", "tsx", "--input-type=module", "-e", program];
    const { stdout, stderr } = spawnSync(process.execPath, args, { cwd: root, encoding: "utf8", env });
    const line = stdout.trim().split("\n").at(-1) ?? "";
    if (line === "") throw new Error(stderr);
    const found = JSON.parse(line) as {
      readonly missing?: string;
      readonly adapter?: { readonly description: string };
      readonly agreement?: BackendAgreement;
    };
    if (found.missing !== undefined) {
      process.stderr.write(`not compared on WebGPU: ${found.missing}\n`);
      expect(found.missing).toMatch(/^backend webgpu: .*(npm install|apt install)/);
      return;
    }
    process.stderr.write(`compared on ${found.adapter!.description}\n`);
    expect(found.agreement!.largestDifference).toBeLessThan(1e-4);
  });
});
