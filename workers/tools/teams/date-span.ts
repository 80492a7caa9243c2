import { ToolError } from "#common/errors.ts";
import { readDateBound } from "#workers/tools/dates/date-bound.ts";

export interface DateSpan {
  /** In Unix milliseconds, inclusive. */
  fromMs: number;
  /** In Unix milliseconds, exclusive. */
  toMs: number;
}

export interface DateZone {
  nowMs: number;
  zone(): Promise<string>;
}

/**
 * The time span of a KQL date: a day, a moment, a range `a..b`, or words such as `last week`. Rejects with
 * `invalid_input`.
 */
export async function readDateSpan(text: string, zone: DateZone): Promise<DateSpan> {
  const at = text.indexOf("..");
  if (at <= 0 || at + 2 === text.length) return await readOneSpan(text, zone);
  const from = await readOneSpan(text.slice(0, at), zone);
  const to = await readOneSpan(text.slice(at + 2), zone);
  return { fromMs: from.fromMs, toMs: to.toMs };
}

async function readOneSpan(text: string, { nowMs, zone }: DateZone): Promise<DateSpan> {
  const { unixMs, endMs, side } = await readDateBound(text, { parameter: "query: sent", nowMs, zone });
  if (side !== undefined) {
    const [says, operator] = side === "start" ? ["begins", "sent>="] : ["ends", "sent<"];
    const date = new Date(unixMs).toISOString();
    throw new ToolError(
      "invalid_input",
      `query: sent: "${text}" says where a time ${says}. Write ${operator}${date}, or give it as a parameter.`,
    );
  }
  return { fromMs: unixMs, toMs: Math.max(endMs, unixMs + 1_000) };
}
