import type { Scalar, Tensor2D } from "@tensorflow/tfjs";
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

/** Moves stacked rows of nominal parameters. */
export interface OptimizerStep {
  /**
   * The step to be subtracted, and the moments after it.
   *
   * @param gradient - shape [E, length]
   * @param moments - as named by `momentNames`
   * @param step - number of the step, from 0
   */
  (gradient: Tensor2D, moments: readonly Tensor2D[], step: number): { change: Tensor2D; moments: Tensor2D[] };
}

/**
 * The rule of a plan: gradient descent, Polyak's momentum, or Adam. Constants become tensors once, since every upload costs
 * as much as a small product.
 *
 * @param constant - a scalar that is kept between steps
 * @source POLYAK1964; KINGMA2015, algorithm 1
 */
export function optimizerStep(tf: Tensorflow, plan: TrainingPlan, constant: (value: number) => Scalar): OptimizerStep {
  const { optimizer } = plan;
  const rate = (step: number): Scalar =>
    plan.decay === "none" ? constant(optimizer.learningRate) : tf.scalar(learningRateAt(plan, step));
  switch (optimizer.kind) {
    case "sgd":
      return (gradient, _, step) => ({ change: tf.mul(gradient, rate(step)), moments: [] });
    case "momentum":
      return (gradient, [velocity], step) => {
        const next = tf.add<Tensor2D>(tf.mul(velocity!, constant(optimizer.momentum)), gradient);
        return { change: tf.mul(next, rate(step)), moments: [next] };
      };
    case "adam": {
      const { firstMoment = 0.9, secondMoment = 0.999, epsilon = 1e-8 } = optimizer;
      return (gradient, [first, second], step) => {
        const m = tf.add<Tensor2D>(tf.mul(first!, constant(firstMoment)), tf.mul(gradient, constant(1 - firstMoment)));
        const v = tf.add<Tensor2D>(
          tf.mul(second!, constant(secondMoment)),
          tf.mul(tf.square(gradient), constant(1 - secondMoment)),
        );
        // Both bias corrections in one factor: η (m/c₁)/(√(v/c₂) + ε) = (η √c₂/c₁) m/(√v + ε√c₂).
        const root = Math.sqrt(1 - secondMoment ** (step + 1));
        const factor = (learningRateAt(plan, step) * root) / (1 - firstMoment ** (step + 1));
        const change = tf.div<Tensor2D>(tf.mul(m, tf.scalar(factor)), tf.add(tf.sqrt(v), tf.scalar(epsilon * root)));
        return { change, moments: [m, v] };
      };
    }
  }
}
