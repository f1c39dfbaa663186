import type { Scalar, Tensor, Tensor2D, Tensor3D } from "@tensorflow/tfjs";
import { ShapeError } from "../../core/index.ts";
import type { Rng } from "../../numerics/index.ts";
import type { Tensorflow, TrainingBackend } from "../backends/training-backend.ts";
import { initialArrays, layerArrays, stackedOutput } from "./model-shape.ts";
import { momentNames, optimizerStep, stepFactors } from "./optimizer-step.ts";
import { type ParameterLayout, parameterLayout } from "./parameter-layout.ts";
import { batchSource, type StackedBatch } from "./stacked-batches.ts";
import { withMemoryAdvice } from "./training-memory.ts";
import { checkTrainingPlan, initialStream, type TrainingPlan } from "./training-plan.ts";
import type { TrainingState } from "./training-state.ts";

/** Members that are trained together in one graph, between two steps. Tensors are held until `dispose`. */
export interface StackedTraining {
  readonly backend: TrainingBackend;
  readonly plan: TrainingPlan;
  readonly from: number;
  readonly to: number;
  /** Steps done. */
  step(): number;
  /** Takes up to `count` steps, not beyond the plan's. */
  advance(count: number): Promise<void>;
  /** Everything that going on needs. */
  state(): Promise<TrainingState>;
  /** Outputs of all members for inputs [E, B, inputs], with the initial function subtracted where the plan says so. */
  output(inputs: Tensor3D): Tensor3D;
  /** Arrays of every network as its scores read them, and its initial ones where they are subtracted. */
  networks(): Promise<{ readonly arrays: Float32Array[]; readonly initial: Float32Array[] | null }[]>;
  dispose(): void;
}

/** Losses that are recorded of one training, at most. */
const recordLimit = 1000;
/** Steps between two looks at the losses. */
const window = 50;

/** Steps between two recorded losses. */
export function recordInterval({ steps }: TrainingPlan): number {
  return Math.ceil(steps / recordLimit);
}

/**
 * Starts, or goes on with, the training of members `from` … `to` − 1 in one graph. Member m depends on its number alone, through
 * the streams `member/m`, `initial` and `draws`; batches through `batch` and the number of the step. Initial weights that are shared
 * come from `shared` in place of `member/m`.
 *
 * @param state - where an earlier training of the same members stopped; null starts anew
 * @throws ArgumentError or ShapeError for a plan that cannot be, or a state of other members or of another network; BackendError,
 *   here and while it goes on, when memory is exhausted; such a training can only be disposed
 */
export async function startTraining(
  backend: TrainingBackend,
  rng: Rng,
  plan: TrainingPlan,
  from: number,
  to: number,
  state: TrainingState | null = null,
): Promise<StackedTraining> {
  checkTrainingPlan(plan);
  const held: Tensor[] = [];
  const members = `members ${from} to ${to - 1}`;
  try {
    const training = await withMemoryAdvice(
      backend,
      () => `the start of ${members}`,
      () => trainingOnDevice(backend, rng, plan, from, to, state, held),
    );
    const guarded = <Result>(verb: string, work: () => Promise<Result>): Promise<Result> =>
      withMemoryAdvice(backend, () => `${verb} ${training.step()} of ${plan.steps} of ${members}`, work);
    return {
      ...training,
      advance: (count) => guarded("step", () => training.advance(count)),
      state: () => guarded("reading step", training.state),
      networks: () => guarded("reading step", training.networks),
    };
  } catch (error) {
    backend.tf.dispose(held);
    throw error;
  }
}

/** A training whose tensors of the start are put into `held`, also where it cannot be built. */
async function trainingOnDevice(
  backend: TrainingBackend,
  rng: Rng,
  plan: TrainingPlan,
  from: number,
  to: number,
  state: TrainingState | null,
  held: Tensor[],
): Promise<StackedTraining> {
  await backend.activate();
  const { tf } = backend;
  const { network } = plan;
  const members = to - from;
  const layout = parameterLayout(network);
  const memberRng = (m: number): Rng => rng.split(`member/${from + m}`);
  const initial = Array.from({ length: members }, (_, m) => initialArrays(initialStream(rng, plan, from + m), network));
  const hold = <T extends Tensor>(tensor: T): T => {
    held.push(tf.keep(tensor));
    return tensor;
  };
  const constants = new Map<number, Scalar>();
  const constant = (value: number): Scalar => {
    const known = constants.get(value);
    if (known !== undefined) return known;
    const made = hold(tf.scalar(value));
    constants.set(value, made);
    return made;
  };
  const firstRows = stackedRows(initial.map((arrays) => layout.pack(arrays)));
  const rowsTensor = (values: Float32Array): Tensor2D => tf.tensor2d(values, [members, layout.length]);
  const frozen = frozenArrays(backend, plan, initial, layout).map(hold);
  const initialParts = plan.initialFunction === "subtracted" ? hold(rowsTensor(firstRows)) : null;
  const names = ["parameters", ...momentNames(plan), ...(plan.averaging === null ? [] : ["average"])];
  if (state !== null) requireState(state, from, to, names, firstRows.length);
  let rows = names.map((name) => {
    const stored = state?.rows[name];
    const fresh = name === "parameters" || name === "average" ? firstRows : new Float32Array(firstRows.length);
    return hold(rowsTensor(stored ?? fresh));
  });
  const scales = layout.scales === null ? null : hold(tf.tensor2d(layout.scales, [1, layout.length]));
  let done = state?.step ?? 0;
  const failedAt = state?.failedAt.slice() ?? new Int32Array(members).fill(-1);
  const every = recordInterval(plan);
  const losses: number[] = Array.from(state?.losses ?? []);

  const arraysOf = (parameters: Tensor2D): Tensor[] => layout.merge<Tensor>(layout.slices(tf, parameters), frozen);
  const initialOutput = (inputs: Tensor3D): Tensor3D | null =>
    initialParts === null ? null : stackedOutput(tf, network, arraysOf(initialParts), inputs);
  const batches = batchSource(
    backend,
    plan,
    Array.from({ length: members }, (_, m) => memberRng(m)),
    from,
    initialOutput,
    hold,
  );
  const move = optimizerStep(tf, plan, constant);
  const ones = hold(tf.ones([members]));

  const oneStep = (batch: StackedBatch, factors: readonly Tensor[]): { rows: Tensor2D[]; loss: Tensor } => {
    const [parameters, ...others] = rows as [Tensor2D, ...Tensor2D[]];
    const moments = others.slice(0, momentNames(plan).length);
    const loss = (...trained: Tensor[]): Tensor => {
      const output = stackedOutput(tf, network, layout.merge(trained, frozen), batch.inputs);
      return tf.sum(tf.mul(tf.square(tf.sub(output, batch.targets)), batch.weights), [1, 2]);
    };
    const { value, grads } = tf.valueAndGrads(loss)(layout.slices(tf, parameters), ones);
    const flat = grads.map((gradient) => tf.reshape(gradient, [members, -1]) as Tensor2D);
    let gradient = flat.length === 1 ? flat[0]! : tf.concat(flat, 1);
    if (scales !== null) gradient = tf.mul(gradient, scales);
    if (plan.ridge > 0) {
      const nominal = scales === null ? parameters : tf.div<Tensor2D>(parameters, scales);
      gradient = tf.add(gradient, tf.mul(nominal, constant(plan.ridge)));
    }
    if (plan.clipNorm !== null) {
      const norm = tf.sqrt(tf.sum(tf.square(gradient), 1, true));
      gradient = tf.mul(gradient, tf.minimum(constant(1), tf.div(constant(plan.clipNorm), norm)));
    }
    const { change, moments: next } = move(gradient, moments, factors);
    const moved = tf.sub<Tensor2D>(parameters, scales === null ? change : tf.mul(change, scales));
    const after = [moved, ...next];
    if (plan.averaging !== null) {
      const average = others[others.length - 1]!;
      after.push(tf.add(tf.mul(average, constant(plan.averaging)), tf.mul(moved, constant(1 - plan.averaging))));
    }
    return { rows: after, loss: value };
  };

  const advance = async (count: number): Promise<void> => {
    await backend.activate();
    const end = Math.min(done + count, plan.steps);
    while (done < end) {
      const first = done;
      const count = Math.min(window, batches.stretch, end - first);
      const passing: Tensor[] = [];
      let values: Float32Array;
      try {
        // One upload for many steps: a small one costs a device as much as a product.
        const block = batches.block(first, count);
        if (block !== null) passing.push(block);
        const factors = tf.tensor2d(Array.from({ length: count }, (_, k) => [...stepFactors(plan, first + k)]));
        passing.push(factors);
        const seen: Tensor[] = [];
        for (; done < first + count; done++) {
          const k = done - first;
          const factor = (which: number): Tensor => tf.reshape(tf.slice(factors, [k, which], [1, 1]), [1]);
          const { rows: after, loss } = tf.tidy(() => oneStep(batches.batch(block, k), [factor(0), factor(1)]));
          for (const old of rows) old.dispose();
          rows = after.map((tensor) => tf.keep(tensor));
          seen.push(tf.keep(loss));
          passing.push(loss);
        }
        const stacked = tf.stack(seen);
        passing.push(stacked);
        values = (await stacked.data()) as Float32Array;
      } catch (error) {
        releaseTape(tf);
        throw error;
      } finally {
        tf.dispose(passing);
      }
      for (let k = 0; k < count; k++) {
        for (let m = 0; m < members; m++)
          if (failedAt[m] === -1 && !Number.isFinite(values[k * members + m]!)) failedAt[m] = first + k;
        if ((first + k) % every === 0) losses.push(...values.subarray(k * members, (k + 1) * members));
      }
    }
  };

  const reading = (): Tensor2D => rows[plan.averaging === null ? 0 : rows.length - 1]!;
  return {
    backend,
    plan,
    from,
    to,
    step: () => done,
    advance,
    async state() {
      const values = await Promise.all(rows.map((tensor) => tensor.data()));
      return {
        step: done,
        from,
        to,
        rows: Object.fromEntries(names.map((name, k) => [name, Float32Array.from(values[k]!)])),
        losses: Float32Array.from(losses),
        failedAt: failedAt.slice(),
      };
    },
    output: (inputs) =>
      tf.tidy(() => {
        const output = stackedOutput(tf, network, arraysOf(reading()), inputs);
        const start = initialOutput(inputs);
        return start === null ? output : tf.sub(output, start);
      }),
    async networks() {
      const values = (await reading().data()) as Float32Array;
      return initial.map((arrays, m) => {
        const row = values.slice(m * layout.length, (m + 1) * layout.length);
        const still = layout.frozen.map((k) => arrays[k]!);
        return {
          arrays: layout.unpack(row, still),
          initial: plan.initialFunction === "subtracted" ? arrays : null,
        };
      });
    },
    dispose() {
      tf.dispose([...rows, ...held]);
    },
  };
}

/** Lets go of what an interrupted gradient keeps for its way back, which TensorFlow.js does not. */
function releaseTape(tf: Tensorflow): void {
  const { state } = tf.engine();
  for (const { saved } of state.activeTape ?? []) tf.dispose(saved ?? []);
  state.activeTape = [];
}

/** Refuses a state whose members or rows are not those of the training. */
function requireState(state: TrainingState, from: number, to: number, names: readonly string[], length: number): void {
  const found = Object.keys(state.rows).sort();
  const fits = found.length === names.length && names.every((name) => state.rows[name]?.length === length);
  if (state.from !== from || state.to !== to || !fits)
    throw new ShapeError(
      "training state",
      {
        state: [state.from, state.to, ...found.map((name) => state.rows[name]!.length)],
        training: [from, to, ...names.map(() => length)],
      },
      `members and rows must be those of the training (${found.join(", ")} against ${names.toSorted().join(", ")})`,
    );
}

function stackedRows(rows: readonly Float32Array[]): Float32Array {
  const length = rows[0]!.length;
  const out = new Float32Array(rows.length * length);
  rows.forEach((row, m) => {
    out.set(row, m * length);
  });
  return out;
}

/** Arrays that do not move, stacked over members. */
function frozenArrays(
  { tf }: TrainingBackend,
  { network }: TrainingPlan,
  initial: readonly Float32Array[][],
  layout: ParameterLayout,
): Tensor3D[] {
  const plans = layerArrays(network);
  return layout.frozen.map((k) => {
    const { rows, cols } = plans[k]!;
    return tf.tensor3d(stackedRows(initial.map((arrays) => arrays[k]!)), [initial.length, rows, cols]);
  });
}
