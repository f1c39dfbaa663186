import { ArgumentError } from "../../numerics/index.ts";

/** A file inside a zip archive, still compressed. */
interface ZipEntry {
  readonly name: string;
  /** 0 stored, 8 deflated. */
  readonly method: number;
  readonly encrypted: boolean;
  readonly compressedSize: number;
  readonly size: number;
  readonly checksum: number;
  readonly offset: number;
}

const END = 0x06054b50;
const END_64 = 0x06064b50;
const LOCATOR_64 = 0x07064b50;
const CENTRAL = 0x02014b50;
const LOCAL = 0x04034b50;
/** What a 32-bit field holds when the number stands in the ZIP64 extra field. */
const SEE_EXTRA = 0xffffffff;

/** Whether bytes begin like a zip archive. */
export function isZip(bytes: Uint8Array): boolean {
  return bytes.length >= 4 && bytes[0] === 0x50 && bytes[1] === 0x4b && (bytes[2] === 3 || bytes[2] === 5);
}

/**
 * The files of a zip archive by name, unpacked: stored or deflated, ZIP64 included; checksums are verified.
 *
 * @param name - what errors call the archive
 * @throws ArgumentError when the archive is damaged, an entry is encrypted or compressed in another way
 * @source ZIP
 */
export async function unzip(bytes: Uint8Array, name: string): Promise<ReadonlyMap<string, Uint8Array>> {
  const files = new Map<string, Uint8Array>();
  for (const entry of entriesOf(bytes, name)) files.set(entry.name, await contents(bytes, entry, name));
  return files;
}

function refusal(name: string, what: string, value: unknown, rule: string): ArgumentError {
  return new ArgumentError("unzip", `${name}: ${what}`, value, rule);
}

function entriesOf(bytes: Uint8Array, name: string): ZipEntry[] {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  // The end record is 22 bytes before a comment of at most 65535.
  let end = bytes.length - 22;
  while (end >= 0 && end >= bytes.length - 22 - 65535 && view.getUint32(end, true) !== END) end--;
  if (end < 0 || view.getUint32(end, true) !== END)
    throw refusal(name, "length", bytes.length, "a whole zip archive: its directory is missing");
  let count = view.getUint16(end + 10, true);
  let at = view.getUint32(end + 16, true);
  if ((count === 0xffff || at === SEE_EXTRA) && end >= 20 && view.getUint32(end - 20, true) === LOCATOR_64) {
    const record = Number(view.getBigUint64(end - 12, true));
    if (record + 56 > bytes.length || view.getUint32(record, true) !== END_64)
      throw refusal(name, "ZIP64 record", record, "inside the archive");
    count = Number(view.getBigUint64(record + 32, true));
    at = Number(view.getBigUint64(record + 48, true));
  }
  const entries: ZipEntry[] = [];
  for (let k = 0; k < count; k++) {
    if (at + 46 > bytes.length || view.getUint32(at, true) !== CENTRAL)
      throw refusal(name, `entry ${k}`, at, "a directory record inside the archive");
    const [nameLength, extraLength, commentLength] = [28, 30, 32].map((field) => view.getUint16(at + field, true));
    const flags = view.getUint16(at + 8, true);
    const text = new TextDecoder("utf-8").decode(bytes.subarray(at + 46, at + 46 + nameLength!));
    const [size, compressedSize, offset] = longFields(
      view,
      at + 46 + nameLength!,
      extraLength!,
      [24, 20, 42].map((field) => view.getUint32(at + field, true)),
    );
    entries.push({
      name: text,
      method: view.getUint16(at + 10, true),
      encrypted: (flags & 1) === 1,
      checksum: view.getUint32(at + 16, true),
      size: size!,
      compressedSize: compressedSize!,
      offset: offset!,
    });
    at += 46 + nameLength! + extraLength! + commentLength!;
  }
  return entries;
}

/** 32-bit fields, those that say so replaced in order by the 64-bit numbers of the ZIP64 extra field. */
function longFields(view: DataView, from: number, length: number, fields: readonly number[]): number[] {
  let at = from;
  while (at + 4 <= from + length && view.getUint16(at, true) !== 1) at += 4 + view.getUint16(at + 2, true);
  let next = at + 4;
  return fields.map((field) => {
    if (field !== SEE_EXTRA || next + 8 > from + length) return field;
    const value = Number(view.getBigUint64(next, true));
    next += 8;
    return value;
  });
}

async function contents(bytes: Uint8Array, entry: ZipEntry, archive: string): Promise<Uint8Array> {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const { offset, method, size, compressedSize } = entry;
  const name = `${archive}, entry ${JSON.stringify(entry.name)}`;
  if (entry.encrypted) throw refusal(name, "encryption", "on", "off");
  if (offset + 30 > bytes.length || view.getUint32(offset, true) !== LOCAL)
    throw refusal(name, "offset", offset, "that of a file record inside the archive");
  const start = offset + 30 + view.getUint16(offset + 26, true) + view.getUint16(offset + 28, true);
  const packed = bytes.subarray(start, start + compressedSize);
  if (packed.length !== compressedSize)
    throw refusal(name, "length", packed.length, `${compressedSize} bytes: the archive is cut off`);
  if (method !== 0 && method !== 8) throw refusal(name, "compression method", method, "0 (stored) or 8 (deflated)");
  const plain = method === 0 ? packed : await inflated(packed, name);
  if (plain.length !== size)
    throw refusal(name, "unpacked length", plain.length, `${size} bytes, as the directory says`);
  if (crc32(plain) !== entry.checksum)
    throw refusal(name, "checksum", crc32(plain), `${entry.checksum}, as the directory says`);
  return plain;
}

async function inflated(packed: Uint8Array, name: string): Promise<Uint8Array> {
  try {
    const stream = new Blob([packed as Uint8Array<ArrayBuffer>])
      .stream()
      .pipeThrough(new DecompressionStream("deflate-raw"));
    return new Uint8Array(await new Response(stream).arrayBuffer());
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw refusal(name, "bytes", `${packed.length} bytes`, `a whole deflate stream: ${reason}`);
  }
}

/** CRC-32 with the polynomial of zip, reflected. */
function crc32(bytes: Uint8Array): number {
  let sum = 0xffffffff;
  for (const byte of bytes) sum = (sum >>> 8) ^ crcTable[(sum ^ byte) & 0xff]!;
  return (sum ^ 0xffffffff) >>> 0;
}

const crcTable = Uint32Array.from({ length: 256 }, (_, byte) => {
  let value = byte;
  for (let bit = 0; bit < 8; bit++) value = (value & 1) === 1 ? (value >>> 1) ^ 0xedb88320 : value >>> 1;
  return value;
});
