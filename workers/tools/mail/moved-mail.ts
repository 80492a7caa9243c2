import { z } from "zod";
import { ToolError } from "#common/errors.ts";
import { type Filter, renderFilter } from "#workers/tools/query/odata.ts";
import type { GraphDoor } from "#workers/tools/tool-context.ts";
import type { GraphMessage } from "./graph-mail.ts";

const candidate = z.object({ id: z.string(), internetMessageId: z.string().nullish() });
/** More than a mailbox receives in a second, but for a migration. */
const maxOfOneSecond = 50;

/** Tells messages of one second apart (FNV-1a, of which the last 20 bits). */
function checkOf(internetMessageId: string): string {
  let hash = 0x81_1c_9d_c5;
  for (const char of internetMessageId) hash = Math.imul(hash ^ (char.codePointAt(0) ?? 0), 0x01_00_01_93);
  return (hash >>> 12).toString(36).padStart(4, "0");
}

/**
 * The id of a hit of `$search`, with a mark that finds it again: the second of its receipt, and a check. Graph gives
 * those hits ids that change when the message moves, whatever `Prefer` says (microsoft-graph-docs-contrib #8739,
 * msgraph-sdk-dotnet #698).
 */
export function markedId({ id, receivedDateTime, internetMessageId }: GraphMessage): string {
  const receivedMs = Date.parse(receivedDateTime ?? "");
  if (Number.isNaN(receivedMs) || !internetMessageId) return id;
  return `${id}~${Math.floor(receivedMs / 1_000).toString(36)}-${checkOf(internetMessageId)}`;
}

export function withoutMark(messageId: string): { id: string; mark: string | undefined } {
  const [id = "", mark] = messageId.split("~");
  return { id, mark };
}

/**
 * The id of a message that has moved, by its mark. Undefined if no message fits.
 * @throws `not_found` if several do
 */
export async function findMoved(
  mark: string,
  { graph, path }: { graph: GraphDoor; path: readonly string[] },
): Promise<string | undefined> {
  const [second = "", check] = mark.split(/-(.*)/s);
  const fromMs = Number.parseInt(second, 36) * 1_000;
  const bound = { kind: "time", property: "receivedDateTime" } as const;
  const all: Filter[] = [
    { ...bound, operator: "ge", unixMs: fromMs },
    { ...bound, operator: "lt", unixMs: fromMs + 1_000 },
  ];
  const $filter = renderFilter({ kind: "and", all });
  const query = { $filter, $top: maxOfOneSecond, $select: "id,internetMessageId" };
  const { items } = await graph.getPage({ path, query }, candidate);
  const [found, another] = items.filter(({ internetMessageId }) => checkOf(internetMessageId ?? "") === check);
  if (another === undefined) return found?.id;
  throw new ToolError(
    "not_found",
    "This message has moved, and there are several copies of it now. Search for it again.",
  );
}
