import { ArgumentError } from "../../core/index.ts";

/** A training between two steps: what it needs to go on as if it had never stopped. */
export interface TrainingState {
  /** Steps done. */
  readonly step: number;
  /** Members `from` … `to` − 1. */
  readonly from: number;
  readonly to: number;
  /** Stacked rows by name: "parameters", "average", and the moments of the optimizer; shape [E, length] each. */
  readonly rows: Readonly<Record<string, Float32Array>>;
  /** Losses at the steps that are recorded, so far; shape [records, E]. */
  readonly losses: Float32Array;
  /** Step at which a member's loss was not finite, or −1; shape [E]. */
  readonly failedAt: Int32Array;
}

/** The part of a state that members `from` … `to` − 1 of it have. */
export function stateOfMembers(state: TrainingState, from: number, to: number): TrainingState {
  const members = state.to - state.from;
  const [first, end] = [from - state.from, to - state.from];
  const part = (row: Float32Array): Float32Array => {
    const length = row.length / members;
    return row.slice(first * length, end * length);
  };
  const records = state.losses.length / members;
  const losses = new Float32Array(records * (to - from));
  for (let k = 0; k < records; k++)
    losses.set(state.losses.subarray(k * members + first, k * members + end), k * (to - from));
  return {
    step: state.step,
    from,
    to,
    rows: Object.fromEntries(Object.entries(state.rows).map(([name, row]) => [name, part(row)])),
    losses,
    failedAt: state.failedAt.slice(first, end),
  };
}

/** First bytes of a state. */
const magic = 0x73705431;

/**
 * A state as bytes with a checksum, so that a part of it is never taken for the whole.
 *
 * @param plan - words that name the training; a state is only read back under the same ones
 */
export function encodeTrainingState(plan: string, state: TrainingState): Uint8Array {
  const names = Object.keys(state.rows).sort();
  const header = new TextEncoder().encode(
    JSON.stringify({
      plan,
      step: state.step,
      from: state.from,
      to: state.to,
      failedAt: Array.from(state.failedAt),
      losses: state.losses.length,
      rows: names.map((name) => [name, state.rows[name]!.length]),
    }),
  );
  const arrays = [state.losses, ...names.map((name) => state.rows[name]!)];
  const start = 16 + Math.ceil(header.length / 4) * 4;
  const out = new Uint8Array(start + arrays.reduce((sum, array) => sum + array.byteLength, 0));
  let at = start;
  for (const array of arrays) {
    out.set(new Uint8Array(array.buffer, array.byteOffset, array.byteLength), at);
    at += array.byteLength;
  }
  out.set(header, 16);
  const words = new DataView(out.buffer);
  words.setUint32(0, magic);
  words.setUint32(4, header.length);
  words.setUint32(8, checksum(out.subarray(16)));
  words.setUint32(12, out.length);
  return out;
}

/**
 * The state that bytes stand for.
 *
 * @throws ArgumentError when they are no state, are damaged, or belong to another training
 */
export function decodeTrainingState(plan: string, bytes: Uint8Array): TrainingState {
  const refuse = (value: unknown, rule: string): never => {
    throw new ArgumentError("training state", "bytes", value, rule);
  };
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (bytes.length < 16 || view.getUint32(0) !== magic) refuse(`${bytes.length} bytes`, "a training state");
  if (view.getUint32(12) !== bytes.length || view.getUint32(8) !== checksum(bytes.subarray(16)))
    refuse(`${bytes.length} bytes`, "a whole training state, as its checksum says");
  const length = view.getUint32(4);
  const header = JSON.parse(new TextDecoder().decode(bytes.subarray(16, 16 + length))) as {
    plan: string;
    step: number;
    from: number;
    to: number;
    failedAt: number[];
    losses: number;
    rows: [string, number][];
  };
  if (header.plan !== plan) refuse(header.plan, `a state of the training ${plan}`);
  let at = 16 + Math.ceil(length / 4) * 4;
  const take = (count: number): Float32Array => {
    const copy = bytes.slice(at, at + 4 * count);
    at += 4 * count;
    return new Float32Array(copy.buffer, copy.byteOffset, count);
  };
  const losses = take(header.losses);
  const rows = Object.fromEntries(header.rows.map(([name, count]) => [name, take(count)]));
  const { step, from, to } = header;
  return { step, from, to, rows, losses, failedAt: Int32Array.from(header.failedAt) };
}

/** FNV-1a over 32-bit steps. */
function checksum(bytes: Uint8Array): number {
  let sum = 0x811c9dc5;
  for (let i = 0; i < bytes.length; i++) sum = Math.imul(sum ^ bytes[i]!, 0x01000193);
  return sum >>> 0;
}
