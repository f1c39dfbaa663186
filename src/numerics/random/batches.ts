import { type ElementaryInstance, elementaryInstance } from "../wasm/elementary-kernels.ts";
import { uniformsInto } from "./xoshiro.ts";
import { normalsInto, zigguratTables } from "./ziggurat.ts";

/** Batches from this length on go through WebAssembly, where the calls and copies are repaid. */
const KERNEL_FROM = 128;
/** Numbers drawn at a time; they stay in the first levels of cache until they are copied out. */
const CHUNK = 4096;

const supplied = new WeakSet<ElementaryInstance>();

/** As `uniformsInto`, to the last bit. */
export function fillUniforms(out: Float64Array, state: Int32Array): void {
  const instance = out.length < KERNEL_FROM ? null : elementaryInstance();
  if (instance === null) uniformsInto(out, state);
  else drawInto(out, state, instance, instance.kernels.uniformsInto);
}

/** As `normalsInto`, to the last bit. */
export function fillNormals(out: Float64Array, state: Int32Array): void {
  const instance = out.length < KERNEL_FROM ? null : elementaryInstance();
  if (instance === null) {
    normalsInto(out, state);
    return;
  }
  if (!supplied.has(instance)) {
    const tables = zigguratTables();
    new Float64Array(instance.kernels.memory.buffer, instance.kernels.zigguratTable(), tables.length).set(tables);
    supplied.add(instance);
  }
  drawInto(out, state, instance, instance.kernels.normalsInto);
}

function drawInto(
  out: Float64Array,
  state: Int32Array,
  { kernels, heap }: ElementaryInstance,
  draw: (at: number, count: number, state: number) => void,
): void {
  heap.begin(CHUNK + 2);
  const at = heap.take(CHUNK);
  const stateAt = heap.take(2);
  const words = new Int32Array(kernels.memory.buffer, stateAt, 4);
  words.set(state);
  const room = heap.view(at, CHUNK);
  for (let from = 0; from < out.length; from += CHUNK) {
    const count = Math.min(CHUNK, out.length - from);
    draw(at, count, stateAt);
    out.set(count === CHUNK ? room : room.subarray(0, count), from);
  }
  state.set(words);
}
