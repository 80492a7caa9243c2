import type { CountedUnit, Mark } from "./language.ts";
import type { Token } from "./token.ts";

/** A part of a phrase in which each number stands with its unit, if it has one. */
export type Said =
  | Token
  | { is: "count"; count: number; unit: CountedUnit }
  | { is: "marked"; mark: Mark; value: number }
  | { is: "first"; count: number; unit: CountedUnit }
  /** Before a weekday; -1 is the last one of a month. */
  | { is: "nth"; value: number }
  | { is: "index"; of: "quarter" | "half"; value: number };
