/** A cell gives away at most this share of its mass, so that rounding cannot take it below zero. */
const share = 1 - 1e-9;

/**
 * Adds extra fluxes to the masses of cells on a line, each cut so that no cell gives away more than it has: the positivity part
 * of flux-corrected transport. `flux[f]` runs from cell f − 1 to cell f; the fluxes at the two ends are zero. The fluxes are
 * overwritten by what was let through.
 *
 * @returns mass of the cells that had a flux cut
 * @source ZALESAK1979
 */
export function limitedInto(out: Float64Array, mass: Float64Array, flux: Float64Array): number {
  const cells = mass.length;
  let limited = 0;
  for (let i = 0; i < cells; i++) {
    const given = Math.max(flux[i + 1]!, 0) + Math.max(-flux[i]!, 0);
    const most = share * mass[i]!;
    // Until its second pass `out` holds the share of its wishes that a cell may give.
    if (given <= most) out[i] = 1;
    else {
      out[i] = most / given;
      limited += mass[i]!;
    }
  }
  for (let f = 1; f < cells; f++) flux[f]! *= flux[f]! > 0 ? out[f - 1]! : out[f]!;
  for (let i = 0; i < cells; i++) out[i] = mass[i]! + (flux[i]! - flux[i + 1]!);
  return limited;
}
