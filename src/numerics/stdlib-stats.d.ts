// @stdlib/stats ships types for its folders, not for the files that Node can import from an ES module.
declare module "@stdlib/stats/base/dists/normal/cdf/lib/index.js" {
  export default function cdf(x: number, mean: number, standardDeviation: number): number;
}
declare module "@stdlib/stats/base/dists/normal/quantile/lib/index.js" {
  export default function quantile(p: number, mean: number, standardDeviation: number): number;
}
declare module "@stdlib/stats/base/dists/chisquare/cdf/lib/index.js" {
  export default function cdf(x: number, degreesOfFreedom: number): number;
}
declare module "@stdlib/stats/base/dists/t/cdf/lib/index.js" {
  export default function cdf(t: number, degreesOfFreedom: number): number;
}
declare module "@stdlib/stats/base/dists/t/quantile/lib/index.js" {
  export default function quantile(p: number, degreesOfFreedom: number): number;
}
