export { type CounterpartField, counterpartFields } from "./counterpart-fields.ts";
export {
  type CounterpartMember,
  counterpartMember,
  lossAfter,
  meanLargestEigenvalue,
  networkLoss,
  timeOfLoss,
  timeReach,
} from "./counterpart-members.ts";
export { latticeField, latticeSamples, latticeStates, type ScoreLattice, scoreLattice } from "./lattice-scores.ts";
export { type LazyCounterpart, lazyCounterpart } from "./lazy-counterpart.ts";
export { type MeasurementRun, type PackedArray, packArray, unpackArray } from "./measurement-run.ts";
export {
  measureOrdinaryNetworks,
  type OrdinaryCase,
  type OrdinaryFound,
  type OrdinarySetup,
  type OrdinarySnapshot,
  ordinaryCases,
  ordinarySetup,
} from "./ordinary-networks.ts";
export {
  type MeanAgreement,
  type MemberAgreement,
  meanAgreement,
  memberAgreement,
  varianceRatio,
} from "./score-agreement.ts";
export {
  type BackendAgreement,
  compareBackends,
  measureThroughput,
  type Throughput,
  type ThroughputSetting,
  throughputSettings,
} from "./self-check.ts";
export { type WideLimit, wideLimit } from "./wide-limit.ts";
export {
  measureWideNetworks,
  type WideDepth,
  type WidthErrors,
} from "./wide-networks.ts";
export { type WideSetting, wideSettings } from "./wide-setting.ts";
export { type LimitError, limitErrors, type PowerLaw, powerLaw } from "./width-errors.ts";
