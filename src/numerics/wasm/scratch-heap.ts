/** Bytes of a page of WebAssembly memory. */
const PAGE = 65_536;
/** A memory that has grown beyond this is given back after the call. */
const KEPT_BYTES = 2 ** 28;

/**
 * Numbers inside a WebAssembly memory, handed out in order and all taken back by the next `begin`.
 * Addresses are byte offsets; every array starts at a multiple of 64.
 */
export class ScratchHeap {
  readonly #memory: WebAssembly.Memory;
  readonly #start: number;
  #next: number;
  #numbers: Float64Array;

  constructor(memory: WebAssembly.Memory, start: number) {
    this.#memory = memory;
    this.#start = start;
    this.#next = start;
    this.#numbers = new Float64Array(memory.buffer);
  }

  /** Takes everything back and makes room for `count` numbers in at most eight arrays. */
  begin(count: number): void {
    this.#next = this.#start;
    const needed = this.#start + 8 * count + 512;
    const missing = needed - this.#memory.buffer.byteLength;
    if (missing > 0) {
      this.#memory.grow(Math.ceil(missing / PAGE));
      this.#numbers = new Float64Array(this.#memory.buffer);
    }
  }

  /** Address of `count` numbers of any value. */
  take(count: number): number {
    const at = this.#next;
    this.#next = Math.ceil((at + 8 * count) / 64) * 64;
    return at;
  }

  /** Address of `count` zeros. */
  zeros(count: number): number {
    const at = this.take(count);
    this.#numbers.fill(0, at / 8, at / 8 + count);
    return at;
  }

  /** Address of a copy. */
  copyIn(values: Float64Array): number {
    const at = this.take(values.length);
    this.#numbers.set(values, at / 8);
    return at;
  }

  /** A copy of `count` numbers. */
  copyOut(at: number, count: number): Float64Array<ArrayBuffer> {
    return this.#numbers.slice(at / 8, at / 8 + count) as Float64Array<ArrayBuffer>;
  }

  /** The numbers in place; good until the next `begin`. */
  view(at: number, count: number): Float64Array {
    return this.#numbers.subarray(at / 8, at / 8 + count);
  }

  get oversized(): boolean {
    return this.#memory.buffer.byteLength > KEPT_BYTES;
  }
}
