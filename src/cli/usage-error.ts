/** A command line, file or machine that does not allow what was asked; the message says what to do. */
export class UsageError extends Error {
  override readonly name: string = "UsageError";
}
