import { describe, expect, it } from "vitest";
import { inTurn } from "../../../src/experiments/index.ts";

const later = (milliseconds: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, milliseconds));

describe("work in turn", () => {
  it("has its results in the order of the items, and no more than so many at once", async () => {
    let running = 0;
    let most = 0;
    const found = await inTurn([5, 1, 4, 2, 3], 2, async (item) => {
      most = Math.max(most, ++running);
      await later(item);
      running--;
      return 10 * item;
    });
    expect(found).toEqual([50, 10, 40, 20, 30]);
    expect(most).toBe(2);
    expect(await inTurn([], 2, async () => 1)).toEqual([]);
  });

  it("begins nothing after an error, and ends what it began before passing it on", async () => {
    const begun: number[] = [];
    let ended = 0;
    const work = inTurn([0, 1, 2, 3], 2, async (item) => {
      begun.push(item);
      if (item === 1) throw new Error("one");
      await later(5);
      ended++;
    });
    await expect(work).rejects.toThrow("one");
    expect(begun).toEqual([0, 1]);
    expect(ended).toBe(1);
  });
});
