import { hash } from "node:crypto";
import { isDeepStrictEqual } from "node:util";
import { deflateRawSync, inflateRawSync } from "node:zlib";
import type { z } from "zod";
import type { Caller } from "#common/call.ts";
import { ToolError } from "#common/errors.ts";
import { createEnvelope } from "#common/queue/envelope.ts";
import type { SealingKeys } from "#common/settings.ts";
import { maxCursorLength } from "#common/tools/schemas/parameters.ts";
import type { ToolContext } from "./tools/tool-context.ts";

/**
 * What states have in common: such text takes a few bits in a cursor. A cursor opens only with the texts that it was
 * written with, or it would be misread.
 */
const usualText = [
  '"link":"https://graph.microsoft.com/v1.0/me/chats?%24expand=members%2ClastMessagePreview&%24orderby=',
  "lastMessagePreview%2FcreatedDateTime%20desc/teams/-4/channels/19%3A%40thread.tacv2/messages?%24top=10",
  "&%24expand=replies&%24skip=&%24skiptoken=@unq.gbl.spaces",
  '","tasks":[{"id":"19:","newestMs":179,"beforeMs":179,"isOneOnOne":true,"hasFailed":true}],"isListed":false,',
  '"listLink":"","listedDownToMs":9007199254740991,"chatsListed":,"chatsScanned":"position":{"segment":1,',
  '"untilMs":"oldestMs":"in":"scan","America/Asia/Tokyo","detail":"full","terms":[{"field":"text":"',
  '"fileType":"site":"name":"author":"organizer":"sender":"recipient":"attendee":"teamId":"","channelId":"',
  '"unreadOnly":false,"calendarOwnerEmail":"mailboxOwnerEmail":"folderName":"timeZone":"today","beforeDateTime":"',
  '"order":"oldest","senderBySearch":true,"shown":{"after":"before":"calendar":"kql":"owner":"',
  '"folder":{"id":"inbox","path":"Inbox"},"terms":[],"afterMs":179,"beforeMs":18,"order":"upcoming","order":"newest",',
  '"todayMs":179,"zone":"Europe/","zone":"UTC"},"pageSize":100,"pageSize":11,',
  '{"version":4,"asked":{"query":"*","afterDateTime":"},"query":{},"progress":{"in":"ranking",',
  '"walk":{"position":{"secondMs":179000,"known":1},"done":0,"seen":"","toSkip":0,"returned":10,"listed":10}}}',
].join("");
const dictionary = Buffer.from(usualText);
const usualTextHash = hash("sha256", usualText);

/** A cursor has less. */
const maxBytes = 1_000_000;

/** Enough for a state. To clear zlib's usual tables for each cursor takes longer than to fill these. */
const smallTables = { windowBits: 13, memLevel: 6, chunkSize: 1_024 };

/** The state of a search in few bytes: models copy a cursor character by character. */
export function packState(state: unknown): Buffer {
  return deflateRawSync(JSON.stringify(state), { dictionary, level: 9, ...smallTables });
}

/** The state, if it has what the schema has and nothing else. Undefined for any other state, and for none. */
export function unpackState<T>(packed: Buffer, schema: z.ZodType<T>): T | undefined {
  try {
    const state: unknown = JSON.parse(inflateRawSync(packed, { dictionary, maxOutputLength: maxBytes }).toString());
    const { data } = schema.safeParse(state);
    return isDeepStrictEqual(data, state) ? data : undefined;
  } catch {
    return undefined;
  }
}

/** A search can be continued for a day. */
const lifetimeSeconds = 24 * 60 * 60;
/** Bytes before the state: until when the cursor is valid, Unix seconds. */
const expiryBytes = 4;

const notACursor = () =>
  new ToolError(
    "invalid_input",
    "cursor: not a cursor of this search, older than a day, or from another version of this server. " +
      "Search again without it.",
  );

/** Refusal of a cursor that only parameters of nearly their largest lengths, in ideographs, lead to. */
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
    const context = [tenantId, userId, tool, usualTextHash];
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
