/** Bytes of a base64 string, in every JavaScript engine. */
export function decodeBase64(text: string): Uint8Array<ArrayBuffer> {
  const characters = atob(text);
  const bytes = new Uint8Array(characters.length);
  for (let i = 0; i < bytes.length; i++) bytes[i] = characters.charCodeAt(i);
  return bytes;
}

/** An instance of a module made by scripts/build-wasm.mjs; the stub runtime imports nothing but `abort`. */
export function instantiate<Exports>(module: WebAssembly.Module): Exports {
  const abort = (): never => {
    throw new Error("a WebAssembly kernel aborted");
  };
  return new WebAssembly.Instance(module, { env: { abort } }).exports as Exports;
}
