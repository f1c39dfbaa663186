import type { Scalar, Tensor, Tensor2D } from "@tensorflow/tfjs";
import type { Tensorflow } from "../backends/training-backend.ts";
import { learningRateAt, type TrainingPlan } from "./training-plan.ts";

/** Names of the rows that an optimizer remembers, beside the parameters. */
export function momentNames({ optimizer }: TrainingPlan): readonly string[] {
  switch (optimizer.kind) {
    case "sgd":
      return [];
    case "momentum":
      return ["velocity"];
    case "adam":
      return ["firstMoment", "secondMoment"];
  }
}

/** Shares of Adam's moments and its ε where the plan says nothing. */
const [firstShare, secondShare, smallest] = [0.9, 0.999, 1e-8];

/**
 * What a step multiplies and adds beside constants: the learning rate and, for Adam, ε, both with the bias corrections in one
 * factor, η (m/c₁)/(√(v/c₂) + ε) = (η √c₂/c₁) m/(√v + ε√c₂).
 *
 * @param step - number of the step, from 0
 */
export function stepFactors(plan: TrainingPlan, step: number): readonly [number, number] {
  const { optimizer } = plan;
  if (optimizer.kind !== "adam") return [learningRateAt(plan, step), 0];
  const { firstMoment = firstShare, secondMoment = secondShare, epsilon = smallest } = optimizer;
  const root = Math.sqrt(1 - secondMoment ** (step + 1));
  return [(learningRateAt(plan, step) * root) / (1 - firstMoment ** (step + 1)), epsilon * root];
}

/**
 * Moves stacked rows of nominal parameters: from gradients [E, length], the moments named by `momentNames` and the `stepFactors` of
 * the step, [1] each, to the change that is subtracted and the moments after it.
 */
export type OptimizerStep = (
  gradient: Tensor2D,
  moments: readonly Tensor2D[],
  factors: readonly Tensor[],
) => { change: Tensor2D; moments: Tensor2D[] };

/**
 * The rule of a plan: gradient descent, Polyak's momentum, or Adam. Constants become tensors once, since every upload costs
 * as much as a small product.
 *
 * @param constant - a scalar that is kept between steps
 * @source POLYAK1964; KINGMA2015, algorithm 1
 */
export function optimizerStep(tf: Tensorflow, plan: TrainingPlan, constant: (value: number) => Scalar): OptimizerStep {
  const { optimizer } = plan;
  switch (optimizer.kind) {
    case "sgd":
      return (gradient, _, [rate]) => ({ change: tf.mul(gradient, rate!), moments: [] });
    case "momentum":
      return (gradient, [velocity], [rate]) => {
        const next = tf.add<Tensor2D>(tf.mul(velocity!, constant(optimizer.momentum)), gradient);
        return { change: tf.mul(next, rate!), moments: [next] };
      };
    case "adam": {
      const { firstMoment = firstShare, secondMoment = secondShare } = optimizer;
      return (gradient, [first, second], [rate, floor]) => {
        const m = tf.add<Tensor2D>(tf.mul(first!, constant(firstMoment)), tf.mul(gradient, constant(1 - firstMoment)));
        const v = tf.add<Tensor2D>(
          tf.mul(second!, constant(secondMoment)),
          tf.mul(tf.square(gradient), constant(1 - secondMoment)),
        );
        const change = tf.div<Tensor2D>(tf.mul(m, rate!), tf.add(tf.sqrt(v), floor!));
        return { change, moments: [m, v] };
      };
    }
  }
}
