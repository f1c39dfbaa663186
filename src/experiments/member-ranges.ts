/** Models to a task: fixed, so that results do not depend on the number of threads. */
const modelsPerTask = 25;

/** Members `from` … `to` − 1 of an ensemble. */
export interface MemberRange {
  readonly from: number;
  readonly to: number;
}

/** The ranges that `count` models are cut into. */
export function memberRanges(count: number): MemberRange[] {
  return Array.from({ length: Math.ceil(count / modelsPerTask) }, (_, i) => ({
    from: i * modelsPerTask,
    to: Math.min(count, (i + 1) * modelsPerTask),
  }));
}
