/** Models to a task: fixed, so that results do not depend on the number of threads. */
const modelsPerTask = 25;

/** Members `from` … `to` − 1 of an ensemble. */
export interface MemberRange {
  readonly from: number;
  readonly to: number;
}

/** Paths that a task has at least where fields are only drawn, not trained. */
const pathsPerTask = 2048;

/** The ranges that `count` models are cut into. */
export function memberRanges(count: number): MemberRange[] {
  return ranges(count, modelsPerTask);
}

/** The ranges that `count` drawn fields with so many paths each are cut into. */
export function fieldRanges(count: number, pathsPerField: number): MemberRange[] {
  return ranges(count, Math.max(modelsPerTask, Math.ceil(pathsPerTask / pathsPerField)));
}

function ranges(count: number, size: number): MemberRange[] {
  return Array.from({ length: Math.ceil(count / size) }, (_, i) => ({
    from: i * size,
    to: Math.min(count, (i + 1) * size),
  }));
}
