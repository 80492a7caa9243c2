import { isDeepStrictEqual } from "node:util";
import { deflateRawSync, inflateRawSync } from "node:zlib";
import type { z } from "zod";

/**
 * What states have in common: such text takes a few bits in a cursor. A cursor opens only with the texts that it was
 * written with, or it would be misread.
 */
export const usualText = [
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

/** A cursor has less. */
const maxBytes = 1_000_000;

/** The state of a search in few bytes: models copy a cursor character by character. */
export function packState(state: unknown): Buffer {
  return deflateRawSync(JSON.stringify(state), { dictionary, level: 9 });
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
