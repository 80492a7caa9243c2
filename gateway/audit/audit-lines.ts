import { z } from "zod";
import { StartProblem } from "#common/run-main.ts";
import { parseJson } from "#common/text.ts";
import { auditEvents, everyLine } from "./audit-entry.ts";
import { readLines } from "./verify/verify-chains.ts";

const { call_finished, call_refused, permissions_asked } = auditEvents;
const withMac = { ...everyLine.shape, mac: z.string() };

/** The lines that say how a call ended, or that somebody's permissions were asked. Unknown members are kept. */
const callLine = z.discriminatedUnion("event", [
  z.looseObject({ ...call_finished.fields.shape, ...withMac, event: z.literal("call_finished") }),
  z.looseObject({ ...call_refused.fields.shape, ...withMac, event: z.literal("call_refused") }),
  z.looseObject({ ...permissions_asked.fields.shape, ...withMac, event: z.literal("permissions_asked") }),
]);
export type CallLine = z.output<typeof callLine>;

export interface ReadCounts {
  /** Lines of other kinds. */
  others: number;
  /** Lines that are none of the audit log's. */
  unreadable: number;
}

/** What a line says of a call; undefined for one of another kind, and for what is no line of the audit log. */
function callLineOf(text: string): { line?: CallLine; isUnreadable: boolean } {
  const value = parseJson(text);
  const found = callLine.safeParse(value);
  return found.success
    ? { line: found.data, isUnreadable: false }
    : { isUnreadable: !everyLine.safeParse(value).success };
}

/**
 * Reads the lines of calls out of audit files, in their order, in bounded memory. It doesn't verify them: that is what
 * `npm run audit:verify` is for.
 * @throws `StartProblem` when a file can't be read
 */
export async function* readCallLines(files: readonly string[], counts: ReadCounts): AsyncGenerator<CallLine> {
  try {
    for await (const lines of readLines(files)) {
      for (const { bytes, isTooLong } of lines) {
        const { line, isUnreadable } = isTooLong ? { isUnreadable: true } : callLineOf(bytes.toString("utf8"));
        if (line !== undefined) yield line;
        else if (isUnreadable) counts.unreadable += 1;
        else counts.others += 1;
      }
    }
  } catch (error) {
    if (!(error instanceof Error && "code" in error)) throw error;
    throw new StartProblem([`a file can't be read (${String(error.code)}): ${files.join(", ")}`]);
  }
}
