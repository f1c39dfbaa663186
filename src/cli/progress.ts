import cliProgress from "cli-progress";

/** Shows how far a run is, on standard error, where that is a terminal. */
export interface ProgressBar {
  update(done: number, total: number, label: string): void;
  stop(): void;
}

/** A bar on a terminal; nothing elsewhere, so that logs stay clean. */
export function progressBar(): ProgressBar {
  if (process.stderr.isTTY !== true) return { update: () => {}, stop: () => {} };
  const bar = new cliProgress.SingleBar({
    format: " {bar} {percentage}% | {label} | {duration_formatted}",
    stream: process.stderr,
    hideCursor: true,
    clearOnComplete: true,
    barsize: 30,
  });
  let started = false;
  return {
    update(done, total, label) {
      if (!started) bar.start(total, done, { label });
      started = true;
      bar.setTotal(total);
      bar.update(done, { label });
    },
    stop: () => {
      if (started) bar.stop();
    },
  };
}
