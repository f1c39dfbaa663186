// Training backends, for callers that know experiments only.
export {
  BackendError,
  type BackendName,
  backendAdvice,
  backendNames,
  type CheckpointStore,
  type ComputeAdapter,
  openBackend,
  type PackageSource,
  type TrainingBackend,
} from "../validate/index.ts";
