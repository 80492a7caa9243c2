import type { Caller } from "#common/caller.ts";
import { ToolError } from "#common/errors.ts";
import { createEnvelope } from "#common/queue/envelope.ts";
import type { SealingKeys } from "#common/settings.ts";
import { maxCursorLength } from "#common/tools/schemas/cursor-parameter.ts";
import { packState, unpackState, usualText } from "./cursor-state.ts";
import type { ToolContext } from "./tools/tool-context.ts";

/** A search can be continued for a day. */
const lifetimeSeconds = 24 * 60 * 60;
/** Before the state: until when the cursor is valid, Unix seconds. */
const expiryBytes = 4;

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
 * so that nobody else can use it. They are bound to how states are written too: one of another version doesn't open.
 */
export function createCursors(
  keys: SealingKeys,
  now: () => number,
): (caller: Caller, tool: string) => ToolContext["cursor"] {
  const envelope = createEnvelope(keys, "cursor");
  return ({ tenantId, userId }, tool) => {
    const context = [tenantId, userId, tool, usualText];
    return {
      seal(state) {
        const expiry = Buffer.alloc(expiryBytes);
        expiry.writeUInt32BE(Math.floor(now() / 1000) + lifetimeSeconds);
        const sealed = envelope.seal(context, expiry, packState(state)).toString("base64url");
        if (sealed.length > maxCursorLength) throw tooLong();
        return sealed;
      },
      open(text, schema) {
        if (text.length > maxCursorLength) throw notACursor();
        const opened = envelope.open(context, Buffer.from(text, "base64url"));
        if (opened === undefined || opened.length < expiryBytes) throw notACursor();
        if (opened.readUInt32BE() * 1000 <= now()) throw notACursor();
        const state = unpackState(opened.subarray(expiryBytes), schema);
        if (state === undefined) throw notACursor();
        return state;
      },
    };
  };
}
