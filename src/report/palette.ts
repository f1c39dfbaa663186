import { type CurveName, type CurveResult, curveNames } from "../core/index.ts";

/** How a law is drawn, the same in every figure: exact grey or black, measured solid, predicted dashed. */
export interface CurveStyle {
  readonly light: string;
  readonly dark: string;
  readonly dash: "solid" | "dash" | "dot" | "dashdot";
  readonly width: number;
  /** Short name for tables and narrow places. */
  readonly short: string;
  /** Whether the curve is drawn before the reader asks for it. */
  readonly shown: boolean;
}

/** Colours by Okabe and Ito, which stay apart under every common colour-vision deficiency, lightened for dark pages. */
const styles: Readonly<Record<CurveName, CurveStyle>> = {
  "data-blurred": { light: "#20242c", dark: "#eef0f4", dash: "solid", width: 1.6, short: "p(x | ε)", shown: true },
  "exact-score": { light: "#8b909a", dark: "#8d939f", dash: "solid", width: 2.2, short: "exact score", shown: true },
  "infinite-data": {
    light: "#8a5a2b",
    dark: "#c79a6b",
    dash: "dashdot",
    width: 1.6,
    short: "V = 0, P = ∞",
    shown: false,
  },
  "mean-flow": { light: "#2f9fd8", dark: "#6cc3f0", dash: "dash", width: 2, short: "mean flow, V = 0", shown: true },
  "trained-noisy": { light: "#d0520a", dark: "#ff8a4a", dash: "solid", width: 2.4, short: "trained J1", shown: true },
  "trained-noise-free": {
    light: "#0064a8",
    dark: "#5aa9ef",
    dash: "solid",
    width: 2.2,
    short: "trained J0",
    shown: true,
  },
  quenched: { light: "#b5568c", dark: "#e59ac2", dash: "dot", width: 2, short: "quenched", shown: false },
  sandwich: { light: "#00875f", dark: "#35c79b", dash: "dash", width: 2.2, short: "sandwich", shown: true },
  "sandwich-misfit": {
    light: "#6a9a1f",
    dark: "#a9d15c",
    dash: "dot",
    width: 1.8,
    short: "misfit only",
    shown: false,
  },
  "moment-matched": {
    light: "#c98a00",
    dark: "#f2bf4a",
    dash: "dash",
    width: 2.2,
    short: "moment-matched",
    shown: true,
  },
};

/** Curves of trained models beside exact training: as laws of the same kind are drawn. */
const trainingStyles: Readonly<Record<string, CurveStyle>> = {
  data: { ...styles["data-blurred"], short: "data" },
  optimum: { ...styles["exact-score"], short: "optimum" },
  "exact-training": { ...styles["infinite-data"], dash: "dot", width: 2.2, shown: true, short: "exact training" },
  "trained-sgd": { ...styles["trained-noisy"], width: 1.8, short: "SGD" },
  "trained-sgd-projected": { ...styles["moment-matched"], width: 1.4, short: "SGD, projected" },
  "trained-sgd-train": { ...styles["moment-matched"], width: 1.4, short: "SGD, training half" },
  "trained-adam": { ...styles["trained-noise-free"], width: 1.8, short: "Adam" },
  "trained-adam-projected": { ...styles["mean-flow"], width: 1.4, short: "Adam, projected" },
  "networks-early": { ...styles["mean-flow"], short: "early" },
  "networks-late": { ...styles["trained-noise-free"], dash: "dash", short: "late" },
  "networks-narrow": { ...styles["moment-matched"], dash: "solid", short: "narrowest" },
  "networks-wide": { ...styles.quenched, dash: "solid", shown: true, short: "widest" },
  "trained-adam-train": { ...styles["mean-flow"], width: 1.4, short: "Adam, training half" },
};

const spare: readonly (readonly [string, string])[] = [
  ["#b5568c", "#e59ac2"],
  ["#2f9fd8", "#6cc3f0"],
  ["#6a9a1f", "#a9d15c"],
  ["#8a5a2b", "#c79a6b"],
];

/** Colours that are no curve's: ink, lines and fills of figures, in the light and the dark page. */
export const ink = {
  text: "#3a404c",
  grid: "#e4e6ea",
  zero: "#b9bec8",
  paper: "#ffffff",
  shade: "#f1f3f6",
  rise: "#d0520a",
  mark: "#fdfdfd",
} as const;

const inkDark: Readonly<Record<keyof typeof ink, string>> = {
  text: "#c3c9d4",
  grid: "#2c323d",
  zero: "#596171",
  paper: "#181c23",
  shade: "#1f252e",
  rise: "#ff8a4a",
  mark: "#fdfdfd",
};

/** The style of a law; an unknown name gets a spare colour, chosen by the name alone so that panels agree. */
export function curveStyle(name: string): CurveStyle {
  if (Object.hasOwn(styles, name)) return styles[name as CurveName];
  if (Object.hasOwn(trainingStyles, name)) return trainingStyles[name]!;
  const sum = [...name].reduce((total, character) => total + character.charCodeAt(0), 0);
  const [light, dark] = spare[sum % spare.length]!;
  return { light, dark, dash: "dashdot", width: 1.8, short: name, shown: true };
}

/** The short name of a law. */
export function shortName(name: string): string {
  return curveStyle(name).short;
}

/** A colour with opacity, as Plotly and CSS both read it. */
export function translucent(hex: string, opacity: number): string {
  const channel = (from: number): number => Number.parseInt(hex.slice(from, from + 2), 16);
  return `rgba(${channel(1)}, ${channel(3)}, ${channel(5)}, ${opacity})`;
}

/** Opacity of standard-error bands, the only translucent use of a curve's colour. */
export const bandOpacity = 0.16;

/** What each colour of the light page becomes on the dark one. */
export function darkColours(): Record<string, string> {
  const pairs: (readonly [string, string])[] = [
    ...Object.values(styles).map((style) => [style.light, style.dark] as const),
    ...spare,
    ...(Object.keys(ink) as (keyof typeof ink)[]).map((key) => [ink[key], inkDark[key]] as const),
  ];
  return Object.fromEntries(
    pairs.flatMap(([light, dark]) => [
      [light, dark],
      [translucent(light, bandOpacity), translucent(dark, bandOpacity + 0.04)],
    ]),
  );
}

/** The laws of a cell in the order of the story. */
export function inOrder(curves: readonly CurveResult[]): CurveResult[] {
  return [...curves].sort((a, b) => curveNames.indexOf(a.name) - curveNames.indexOf(b.name));
}
