import { describe, expect, it } from "vitest";
import { childIdentity, initialState, rootIdentity } from "../../../../src/numerics/random/stream-identity.ts";

describe("stream identities", () => {
  it("differ for names that share prefixes, padding or concatenation", () => {
    const root = rootIdentity("1");
    const names = ["", "a", "a\0", "a\0\0\0", "aaaa", "aaaaa", "ab", "ba", "train/1", "train/17", "\0", "\0\0"];
    const found = names.map((name) => childIdentity(root, name).join());
    found.push(
      childIdentity(childIdentity(root, "a"), "b").join(),
      childIdentity(childIdentity(root, ""), "ab").join(),
      root.join(),
    );
    expect(new Set(found).size).toBe(found.length);
  });

  it("never start a generator at the all-zero state", () => {
    for (let i = 0; i < 100; i++) expect(initialState(rootIdentity(String(i))).some((word) => word !== 0)).toBe(true);
  });

  it("change about half of their bits with one bit of the name", () => {
    const root = rootIdentity("1");
    let flipped = 0;
    for (let i = 0; i < 64; i++) {
      const a = childIdentity(root, `name ${String.fromCharCode(64 + 2 * i)}`);
      const b = childIdentity(root, `name ${String.fromCharCode(65 + 2 * i)}`);
      for (let w = 0; w < 4; w++) flipped += (a[w]! ^ b[w]!).toString(2).replace(/[^1]/g, "").length;
      // A negative difference prints its magnitude, whose bit count is as random.
    }
    expect(flipped / (64 * 128)).toBeGreaterThan(0.47);
    expect(flipped / (64 * 128)).toBeLessThan(0.53);
  });
});
