import { ArgumentError } from "../../numerics/index.ts";
import { decompress } from "./decompress.ts";
import { type NpyArray, parseNpy } from "./npy.ts";
import { isZip, unzip } from "./zip.ts";

/**
 * The arrays of a file by name: .npz (names without ".npy"), a single .npy (name ""), or JSON, where nested lists are named
 * by their keys and a bare nested list by "". JSON and .npy may be gzipped.
 *
 * @param bytes - the file
 * @param name - what errors call it
 * @throws ArgumentError when the file is damaged, none of these, or a list is ragged or holds anything but finite numbers
 */
export async function arraysFromFile(bytes: Uint8Array, name: string): Promise<ReadonlyMap<string, NpyArray>> {
  if (isZip(bytes)) {
    const arrays = new Map<string, NpyArray>();
    for (const [entry, content] of await unzip(bytes, name)) {
      if (entry.endsWith(".npy"))
        arrays.set(entry.slice(0, -4), parseNpy(content, `${name}, entry ${JSON.stringify(entry)}`));
    }
    return arrays;
  }
  const plain = await decompress(bytes);
  if (plain[0] === 0x93) return new Map([["", parseNpy(plain, name)]]);
  let json: unknown;
  try {
    json = JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(plain));
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new ArgumentError("arraysFromFile", name, `${bytes.length} bytes`, `a .npz, .npy or JSON file: ${reason}`);
  }
  if (Array.isArray(json)) return new Map([["", nestedArray(json, name)]]);
  const arrays = new Map<string, NpyArray>();
  for (const [key, value] of Object.entries(json ?? {}))
    if (Array.isArray(value)) arrays.set(key, nestedArray(value, `${name}, entry ${JSON.stringify(key)}`));
  return arrays;
}

/** A nested list as an array; its shape is that of the first of each level. */
function nestedArray(list: readonly unknown[], name: string): NpyArray {
  const shape: number[] = [];
  for (let level: unknown = list; Array.isArray(level); level = level[0]) shape.push(level.length);
  const values = new Float64Array(shape.reduce((product, size) => product * size, 1));
  let at = 0;
  const visit = (item: unknown, depth: number, place: string): void => {
    if (depth < shape.length) {
      if (!Array.isArray(item) || item.length !== shape[depth]) {
        const found = Array.isArray(item) ? `${item.length} items` : item;
        throw new ArgumentError("arraysFromFile", `${name}: ${place}`, found, `a list of ${shape[depth]} items`);
      }
      item.forEach((inner, k) => {
        visit(inner, depth + 1, `${place}[${k}]`);
      });
    } else if (typeof item !== "number" || !Number.isFinite(item)) {
      throw new ArgumentError("arraysFromFile", `${name}: ${place}`, item, "a finite number");
    } else values[at++] = item;
  };
  visit(list, 0, "list");
  return { shape, values };
}
