import { type Rng, ShapeError } from "../numerics/index.ts";
import type { ScoreEnsemble, ScoreField } from "./score-ensemble.ts";

/**
 * Several fields as one: its states come in as many equal blocks as there are fields, and block m is seen by fields[m].
 *
 * @param fields - at least one, all of one dimension
 * @throws ShapeError when the states cannot be cut into equal blocks
 */
export function sideBySide(fields: readonly ScoreField[]): ScoreField {
  const { dim } = fields[0]!;
  return {
    dim,
    score(x, t) {
      const count = blockLength("sideBySide", x.count, fields.length);
      const out = new Float64Array(x.values.length);
      fields.forEach((field, m) => {
        const from = m * count * dim;
        out.set(field.score({ count, dim, values: x.values.subarray(from, from + count * dim) }, t), from);
      });
      return out;
    },
  };
}

/** The realisations of several streams side by side, by the ensemble's faster way where it has one. */
export function drawTogether(ensemble: ScoreEnsemble, rngs: readonly Rng[]): ScoreField {
  return ensemble.drawMany?.(rngs) ?? sideBySide(rngs.map((rng) => ensemble.draw(rng)));
}

/** States of each block. @throws ShapeError when the blocks would not be equal */
export function blockLength(where: string, states: number, blocks: number): number {
  if (states % blocks !== 0)
    throw new ShapeError(where, { states: [states], fields: [blocks] }, "every field needs equally many states");
  return states / blocks;
}
