/** Where bytes come from; the only way to files for this folder, so that it runs in a browser too. */
export interface DataLoader {
  /** A user's file. */
  read(path: string): Promise<Uint8Array>;
  /** A file shipped with the package, by name. */
  asset(name: string): Promise<Uint8Array>;
}
