import type { KqlOperator } from "./kql-parser.ts";

const dayMs = 24 * 60 * 60 * 1000;

/** A stretch of time: from inclusive, to exclusive. */
export interface Span {
  from: number;
  to: number;
}

/**
 * What a KQL date value stands for, or undefined when it is none: a day, an instant, a range, or words such as "last
 * week". UTC.
 */
export function dateSpan(text: string, nowMs: number): Span | undefined {
  const range = /^(.+?)\.\.(.+)$/.exec(text);
  if (range?.[1] !== undefined && range[2] !== undefined) {
    const from = dateSpan(range[1], nowMs);
    const to = dateSpan(range[2], nowMs);
    return from === undefined || to === undefined ? undefined : { from: from.from, to: to.to };
  }
  return namedSpan(text.toLowerCase(), nowMs) ?? writtenSpan(text);
}

function writtenSpan(text: string): Span | undefined {
  if (/^\d{4}-\d{2}-\d{2}$/.test(text)) return day(Date.parse(`${text}T00:00:00Z`));
  const american = /^(\d{1,2})\/(\d{1,2})\/(\d{4})$/.exec(text);
  if (american !== null) return day(Date.UTC(Number(american[3]), Number(american[1]) - 1, Number(american[2])));
  if (!/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2}(\.\d+)?)?(Z|[+-]\d{2}:\d{2})?$/.test(text)) return undefined;
  const instant = Date.parse(/(Z|[+-]\d{2}:\d{2})$/.test(text) ? text : `${text}Z`);
  return Number.isNaN(instant) ? undefined : { from: instant, to: instant + 1000 };
}

function day(start: number): Span | undefined {
  return Number.isNaN(start) ? undefined : { from: start, to: start + dayMs };
}

function namedSpan(name: string, nowMs: number): Span | undefined {
  const today = Math.floor(nowMs / dayMs) * dayMs;
  const date = new Date(today);
  const week = today - date.getUTCDay() * dayMs;
  const month = (offset: number) => Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + offset, 1);
  const year = (offset: number) => Date.UTC(date.getUTCFullYear() + offset, 0, 1);
  const spans: Record<string, Span> = {
    today: { from: today, to: today + dayMs },
    yesterday: { from: today - dayMs, to: today },
    "this week": { from: week, to: week + 7 * dayMs },
    "last week": { from: week - 7 * dayMs, to: week },
    "this month": { from: month(0), to: month(1) },
    "last month": { from: month(-1), to: month(0) },
    "this year": { from: year(0), to: year(1) },
    "last year": { from: year(-1), to: year(0) },
  };
  return spans[name];
}

/** Compares an instant with a span: a day as a whole is the unit, so `<=` includes all of it. */
export function compareToSpan(instant: number, operator: KqlOperator, span: Span): boolean {
  if (operator === "<") return instant < span.from;
  if (operator === "<=") return instant < span.to;
  if (operator === ">") return instant >= span.to;
  if (operator === ">=") return instant >= span.from;
  const inside = instant >= span.from && instant < span.to;
  return operator === "<>" ? !inside : inside;
}
