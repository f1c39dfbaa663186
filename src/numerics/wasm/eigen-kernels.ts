/** The eigenvalue and singular value kernels of assembly/algebra; the norm of every matrix must be about 1. */
export interface EigenKernels {
  symmetricEigenWork(n: number): number;
  /** Eigenvalues ascending; A is overwritten, the eigenvectors are the columns of the matrix at `work`; 0 on failure. */
  symmetricEigen(n: number, a: number, values: number, work: number): number;
  squareSvdWork(n: number): number;
  /** A = U diag(s) Vᵀ; A is overwritten; with u = 0 only s is found; 0 on failure. */
  squareSvd(n: number, a: number, s: number, u: number, v: number, work: number): number;
}
