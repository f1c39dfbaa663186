import type { Region } from "../../core/index.ts";

/** Around the middles of the sides of the square that four points on the unit circle make. */
export const squareGap: Region = {
  name: "gap",
  kind: "balls",
  centers: [
    [0.5, 0.5],
    [-0.5, 0.5],
    [-0.5, -0.5],
    [0.5, -0.5],
  ],
  radius: 0.3,
};
