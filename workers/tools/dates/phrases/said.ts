import type { CountedUnit, Mark } from "./language.ts";
import type { Token } from "./token.ts";

/** A part of a phrase in which each number stands with its unit, if it has one. */
export type Said =
  | Token
  /** `least`: at most so many ("a few"). */
  | { is: "count"; count: number; unit: CountedUnit; least?: number }
  | { is: "marked"; mark: Mark; value: number }
  /** Some of a longer time: its first days, its second week. The place -1 is the last. */
  | { is: "some"; place: number; count: number; unit: CountedUnit }
  /** Before a weekday or weekend; -1 is the last one of a month. */
  | { is: "nth"; value: number }
  /** So many weekdays or weekends ago: "two Fridays ago". */
  | { is: "times"; value: number; weekday?: number }
  | { is: "index"; of: "quarter" | "half"; value: number };
