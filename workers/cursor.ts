import { deflateSync, inflateSync } from "node:zlib";
import { z } from "zod";
import type { Caller } from "#common/caller.ts";
import { ToolError } from "#common/errors.ts";
import { createEnvelope } from "#common/queue/envelope.ts";
import type { SealingKeys } from "#common/settings.ts";
import { maxCursorLength } from "#common/tools/schemas/cursor-parameter.ts";
import type { ToolContext } from "./tools/tool-context.ts";

/** A search can be continued for a day. */
const lifetimeMs = 24 * 60 * 60_000;
/** A longer state is deflated. */
const longBytes = 2_000;
/** The first byte of zlib's format (RFC 1950); no JSON begins with it. */
const zlibStart = 0x78;
const maxBytes = 1_000_000;

const pack = (content: Buffer) => (content.length > longBytes ? deflateSync(content) : content);
const unpack = (packed: Buffer) =>
  packed[0] === zlibStart ? inflateSync(packed, { maxOutputLength: maxBytes }) : packed;

const cursorContent = z.strictObject({ expiresAtMs: z.number(), state: z.unknown() });

const notACursor = () =>
  new ToolError(
    "invalid_input",
    "cursor: not a cursor of this search, older than a day, or from another version of this server. " +
      "Search again without it.",
  );

/** Only parameters of nearly their largest lengths, in ideographs, lead to such a cursor. */
const tooLong = () =>
  new ToolError("invalid_input", "query: this search is too long to be continued. Shorten its query and its names.");

/**
 * Cursors of one tool for one person: sealed, so that nobody can read or forge one, and bound to tenant, user and tool,
 * so that nobody else can use it.
 */
export function createCursors(
  keys: SealingKeys,
  now: () => number,
): (caller: Caller, tool: string) => ToolContext["cursor"] {
  const envelope = createEnvelope(keys, "cursor");
  return ({ tenantId, userId }, tool) => {
    const context = [tenantId, userId, tool];
    return {
      seal(state) {
        const content = JSON.stringify({ expiresAtMs: now() + lifetimeMs, state });
        const sealed = envelope.seal(context, pack(Buffer.from(content))).toString("base64url");
        if (sealed.length > maxCursorLength) throw tooLong();
        return sealed;
      },
      open(text, schema) {
        if (text.length > maxCursorLength) throw notACursor();
        const opened = envelope.open(context, Buffer.from(text, "base64url"));
        if (opened === undefined) throw notACursor();
        const content = cursorContent.safeParse(JSON.parse(unpack(opened).toString()));
        const state = schema.safeParse(content.data?.state);
        if (!content.success || content.data.expiresAtMs <= now() || !state.success) throw notACursor();
        return state.data;
      },
    };
  };
}
