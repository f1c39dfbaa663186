/** Terms below this share of the largest one are left out: far below the rounding even of a sum that skips the largest. */
const negligible = 1e-60;

/** Probabilities of the counts `from`, `from` + 1, … that matter, of a binomial law. */
export interface BinomialWindow {
  readonly from: number;
  readonly probabilities: Float64Array;
}

/**
 * The probabilities of Bin(P, p) that are not negligible, by the ratio of neighbours from the mode outwards, normalised by
 * their sum: no factorials, so that P may be large and p tiny.
 *
 * @accuracy relative 1e-12 for P up to 1e6: one rounding per step from the mode
 */
export function binomialWindow(sampleCount: number, probability: number): BinomialWindow {
  if (probability === 0) return { from: 0, probabilities: Float64Array.of(1) };
  if (probability === 1) return { from: sampleCount, probabilities: Float64Array.of(1) };
  const odds = probability / (1 - probability);
  const mode = Math.min(sampleCount, Math.floor((sampleCount + 1) * probability));
  const below: number[] = [];
  for (let n = mode, term = 1; n > 0; n--) {
    term *= n / ((sampleCount - n + 1) * odds);
    if (term < negligible) break;
    below.push(term);
  }
  const above: number[] = [];
  for (let n = mode, term = 1; n < sampleCount; n++) {
    term *= ((sampleCount - n) * odds) / (n + 1);
    if (term < negligible) break;
    above.push(term);
  }
  const terms = Float64Array.from([...below.reverse(), 1, ...above]);
  const total = terms.reduce((sum, term) => sum + term, 0);
  return { from: mode - below.length, probabilities: terms.map((term) => term / total) };
}

/** E f(n). */
export function windowAverage({ from, probabilities }: BinomialWindow, f: (count: number) => number): number {
  let sum = 0;
  for (let i = 0; i < probabilities.length; i++) sum += probabilities[i]! * f(from + i);
  return sum;
}

/** n/(n + R), the share of a cell's mean that a ridge leaves; 0/0 = 0. */
export function shrinkage(count: number, penalty: number): number {
  return count === 0 || penalty === Number.POSITIVE_INFINITY ? 0 : count / (count + penalty);
}

/** One cell of a multinomial law with the penalty R of its ridge. */
export interface PenalisedCell {
  readonly probability: number;
  readonly penalty: number;
}

/** Nodes (x, weight) of ∫ e^{−s} (1 − p x)^P ds with x = 1 − e^{−s/R}: what makes R/(n + R) a mixture of powers. */
interface PowerNodes {
  readonly share: Float64Array;
  readonly weight: Float64Array;
}

/** Step of the trapezoid rule in log s; its error is exp(−π²/step), 5e-15. */
const logStep = 0.3;
/** e^{−s} is negligible from here. */
const lastExponent = 45;

/** The power nodes of a cell. */
export function powerNodes(sampleCount: number, { probability, penalty }: PenalisedCell): PowerNodes {
  const survival = (x: number): number => Math.exp(sampleCount * Math.log1p(-probability * x));
  // Without a ridge R/(n + R) is 1 for an empty cell and 0 otherwise.
  if (penalty === 0) return { share: Float64Array.of(1), weight: Float64Array.of(survival(1)) };
  if (penalty === Number.POSITIVE_INFINITY) return { share: new Float64Array(0), weight: new Float64Array(0) };
  const scale = Math.min(1, penalty / (sampleCount * probability));
  const first = Math.log(1e-10 * scale);
  const share: number[] = [];
  const weight: number[] = [];
  for (let y = first; y <= Math.log(lastExponent); y += logStep) {
    const s = Math.exp(y);
    const x = -Math.expm1(-s / penalty);
    const own = logStep * s * Math.exp(-s) * survival(x);
    if (own < 1e-30) continue;
    share.push(x);
    weight.push(own);
  }
  return { share: Float64Array.from(share), weight: Float64Array.from(weight) };
}

/**
 * Cov[n_b/(n_b + R_b), n_c/(n_c + R_c)] of two cells of a multinomial law of P draws. With
 * R/(n + R) = ∫ e^{−s} e^{−sn/R} ds it is a double integral over powers, in which the difference from independence is
 * an expm1: no double sum and no cancellation.
 *
 * @accuracy relative 1e-11
 */
export function shrinkageCovariance(
  sampleCount: number,
  left: PenalisedCell & { readonly nodes: PowerNodes },
  right: PenalisedCell & { readonly nodes: PowerNodes },
): number {
  let sum = 0;
  for (let i = 0; i < left.nodes.share.length; i++) {
    const p = left.probability * left.nodes.share[i]!;
    for (let j = 0; j < right.nodes.share.length; j++) {
      const r = right.probability * right.nodes.share[j]!;
      const excess = Math.expm1(sampleCount * Math.log1p(Math.max(-1, (-p * r) / ((1 - p) * (1 - r)))));
      sum += left.nodes.weight[i]! * right.nodes.weight[j]! * excess;
    }
  }
  return sum;
}
