import { ArgumentError } from "../../numerics/index.ts";

/**
 * The contents of a gzip file; bytes that are not gzip come back as they are.
 *
 * @throws ArgumentError when the gzip data are corrupt or cut off
 */
export async function decompress(bytes: Uint8Array): Promise<Uint8Array> {
  if (!(bytes.length >= 2 && bytes[0] === 0x1f && bytes[1] === 0x8b)) return bytes;
  try {
    const stream = new Blob([bytes as Uint8Array<ArrayBuffer>]).stream().pipeThrough(new DecompressionStream("gzip"));
    return new Uint8Array(await new Response(stream).arrayBuffer());
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new ArgumentError("decompress", "bytes", `${bytes.length} bytes`, `a whole gzip file: ${reason}`);
  }
}
