import type { Tensor2D, Tensor3D } from "@tensorflow/tfjs";
import type { Tensorflow } from "../backends/training-backend.ts";
import { layerArrays, type ModelShape } from "./model-shape.ts";

/** Where the arrays of a network lie: the trained ones behind each other in one row, the frozen ones by themselves. */
export interface ParameterLayout {
  /** Numbers in a row of trained parameters. */
  readonly length: number;
  /** Effective over nominal parameter for every number of a row; null where all are 1. */
  readonly scales: Float32Array | null;
  /** One row of trained parameters from the arrays of a network. */
  pack(arrays: readonly Float32Array[]): Float32Array;
  /** The arrays of one network from its row, frozen ones from `frozen`. */
  unpack(row: Float32Array, frozen: readonly Float32Array[]): Float32Array[];
  /** Views of stacked rows [E, length] as stacked arrays, trained ones only. */
  slices(tf: Tensorflow, rows: Tensor2D): Tensor3D[];
  /** All arrays in order, from trained and frozen ones. */
  merge<Item>(trained: readonly Item[], frozen: readonly Item[]): Item[];
  /** Which arrays are frozen, by their place. */
  readonly frozen: readonly number[];
}

/** The layout of a shape. */
export function parameterLayout(shape: ModelShape): ParameterLayout {
  const arrays = layerArrays(shape);
  const trained = arrays.flatMap((array, k) => (array.trained ? [k] : []));
  const frozen = arrays.flatMap((array, k) => (array.trained ? [] : [k]));
  const sizeOf = (k: number): number => arrays[k]!.rows * arrays[k]!.cols;
  const length = trained.reduce((sum, k) => sum + sizeOf(k), 0);
  let scales: Float32Array | null = null;
  if (trained.some((k) => arrays[k]!.scale !== 1)) {
    scales = new Float32Array(length);
    let at = 0;
    for (const k of trained) {
      scales.fill(arrays[k]!.scale, at, at + sizeOf(k));
      at += sizeOf(k);
    }
  }
  const merge = <Item>(moving: readonly Item[], still: readonly Item[]): Item[] =>
    arrays.map(({ trained: moves }, k) => (moves ? moving[trained.indexOf(k)]! : still[frozen.indexOf(k)]!));
  return {
    length,
    scales,
    frozen,
    merge,
    pack(all) {
      const row = new Float32Array(length);
      let at = 0;
      for (const k of trained) {
        row.set(all[k]!, at);
        at += sizeOf(k);
      }
      return row;
    },
    unpack(row, still) {
      let at = 0;
      const moving = trained.map((k) => row.slice(at, (at += sizeOf(k))));
      return merge(moving, still);
    },
    slices(tf, rows) {
      const members = rows.shape[0];
      let at = 0;
      return trained.map((k) => {
        const { rows: height, cols: width } = arrays[k]!;
        const part = trained.length === 1 ? rows : tf.slice(rows, [0, at], [members, height * width]);
        at += height * width;
        return tf.reshape(part, [members, height, width]) as Tensor3D;
      });
    },
  };
}
