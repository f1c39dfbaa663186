export { type MeasurementRun, type PackedArray, packArray, unpackArray } from "./measurement-run.ts";
export {
  measureOrdinaryNetworks,
  type OrdinaryCase,
  type OrdinaryFound,
  type OrdinarySnapshot,
  ordinaryCases,
} from "./ordinary-networks.ts";
export {
  type BackendAgreement,
  compareBackends,
  measureThroughput,
  type Throughput,
  type ThroughputSetting,
  throughputSettings,
} from "./self-check.ts";
export {
  measureWideNetworks,
  type WideDepth,
  type WideSetting,
  type WidthErrors,
  wideSettings,
} from "./wide-networks.ts";
export { type LimitError, limitErrors, type PowerLaw, powerLaw } from "./width-errors.ts";
