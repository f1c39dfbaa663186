import { type BackendError, backendNames, openBackend } from "../experiments/index.ts";
import { installedPackages } from "./training-packages.ts";

// Opens every backend and says where it computes, or what to install, as JSON; ends at once, whatever is still open.
const found: object[] = [];
for (const name of backendNames) {
  try {
    const { adapter } = await openBackend(name, installedPackages);
    const text = adapter.vendor === "none" ? adapter.description : `${adapter.description} (${adapter.vendor})`;
    found.push({ name, found: true, text, software: adapter.software });
  } catch (error) {
    found.push({ name, found: false, text: (error as BackendError).advice ?? String(error), software: false });
  }
}
process.stdout.write(JSON.stringify(found), () => process.exit(0));
