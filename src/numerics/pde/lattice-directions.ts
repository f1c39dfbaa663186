/** Largest coordinate of a lattice direction that jumps may take. */
export const latticeReach = 3;

/** A direction on the lattice of cells, up to sign: offsets in columns and rows without a common factor. */
export interface LatticeDirection {
  readonly columns: number;
  readonly rows: number;
}

const reaches = Array.from({ length: 2 * latticeReach + 1 }, (_, k) => k - latticeReach);

/** All directions within reach; the two axes come first. */
export const latticeDirections: readonly LatticeDirection[] = [
  { columns: 1, rows: 0 },
  { columns: 0, rows: 1 },
  ...reaches.flatMap((rows) =>
    reaches
      .filter((columns) => columns > 0 && rows !== 0 && coprime(columns, Math.abs(rows)))
      .map((columns) => ({ columns, rows })),
  ),
];

const numbers = new Int8Array((2 * latticeReach + 1) ** 2).fill(-1);
latticeDirections.forEach(({ columns, rows }, number) => {
  numbers[slot(columns, rows)] = number;
  numbers[slot(-columns, -rows)] = number;
});

/** Number of the direction through (columns, rows), −1 outside the reach. */
export function directionNumber(columns: number, rows: number): number {
  return Math.abs(columns) <= latticeReach && Math.abs(rows) <= latticeReach ? numbers[slot(columns, rows)]! : -1;
}

function slot(columns: number, rows: number): number {
  return (columns + latticeReach) * (2 * latticeReach + 1) + rows + latticeReach;
}

function coprime(a: number, b: number): boolean {
  return b === 0 ? a === 1 : coprime(b, a % b);
}
