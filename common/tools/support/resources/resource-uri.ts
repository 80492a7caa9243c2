import { z } from "zod";
import { ToolError } from "#common/errors.ts";
import { sharePointAddress } from "../files/file-address.ts";
import { isMailAddress } from "../mail/mail-address.ts";

/*
 * The patterns of the parts, after percent-decoding them once. None admits `.` or `..`, a control character,
 * `\`, `?`, `#` or `%`, so that no part can be read as anything but itself.
 */
/** Exchange ids are base64 in either alphabet. */
const exchangeId = z.string().regex(/^[A-Za-z0-9+/=_-]{1,1000}$/);
const owner = z.string().refine(isMailAddress).optional();
const guid = z.string().regex(/^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i);
const siteId = z.string().regex(/^(?:[a-z0-9-]{1,63}(?:\.[a-z0-9-]{1,63}){1,5},[0-9a-f-]{36},)?[0-9a-f-]{36}$/i);
const threadId = z
  .string()
  .regex(/^\d{1,3}:[\w-]{1,200}(?:\.[\w-]{1,60}){0,5}(?:@[\w-]{1,60}(?:\.[\w-]{1,60}){0,5})?$/);
const chatMessageId = z.string().regex(/^\d{1,20}$/);
const driveId = z.string().regex(/^[A-Za-z0-9!_-]{1,200}$/);
const fileName = z.string().regex(/^(?!\.{1,2}$)[^\\/:*?"<>|#%\p{Cc}\p{Cf}]{1,255}$/u);
/** Base64url, or the meeting's join address as older connectors gave it. */
const meetingToken = z.string().regex(/^(?:[\w=-]{1,3000}|https:\/\/[a-z0-9.-]{1,100}\/[\w/:@.%?=&+,"{}~-]{1,2900})$/i);
const utcTime = z.string().regex(/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(?:\.\d{1,7})?Z$/);

const resourceUriSchema = z.discriminatedUnion("kind", [
  z.object({ kind: z.literal("mail-message"), messageId: exchangeId, owner }),
  z.object({ kind: z.literal("mail-attachment"), messageId: exchangeId, attachmentId: exchangeId, owner }),
  z.object({ kind: z.literal("mail-folders"), owner }),
  z.object({ kind: z.literal("mail-folder"), folderId: exchangeId, owner }),
  z.object({ kind: z.literal("calendar-event"), eventId: exchangeId, owner }),
  z.object({
    kind: z.literal("meeting-transcript"),
    token: meetingToken,
    start: utcTime.optional(),
    end: utcTime.optional(),
  }),
  z.object({ kind: z.literal("file"), driveId, path: z.array(fileName).min(1).max(50) }),
  z.object({
    kind: z.literal("sharing-link"),
    link: z.string().refine((text) => sharePointAddress(text) !== undefined),
  }),
  z.object({ kind: z.literal("page"), siteId, pageId: guid }),
  z.object({ kind: z.literal("chat-messages"), chatId: threadId }),
  z.object({ kind: z.literal("chat-message"), chatId: threadId, messageId: chatMessageId }),
  z.object({ kind: z.literal("channel-messages"), teamId: guid, channelId: threadId }),
  z.object({ kind: z.literal("channel-message"), teamId: guid, channelId: threadId, messageId: chatMessageId }),
  z.object({
    kind: z.literal("channel-reply"),
    teamId: guid,
    channelId: threadId,
    messageId: chatMessageId,
    replyId: chatMessageId,
  }),
]);

/** What a resource uri names: a kind and ids that have passed that kind's patterns. */
export type ResourceUri = z.infer<typeof resourceUriSchema>;
export type ResourceKind = ResourceUri["kind"];

/** The form of each kind: `{name}` is one path segment, `{name...}` the rest, after `?` the parameters it may have. */
const forms: Readonly<Record<Exclude<ResourceKind, "sharing-link">, string>> = {
  "mail-message": "mail:///messages/{messageId}?owner",
  "mail-attachment": "mail:///messages/{messageId}/attachments/{attachmentId}?owner",
  "mail-folders": "mail:///folders?owner",
  "mail-folder": "mail:///folders/{folderId}?owner",
  "calendar-event": "calendar:///events/{eventId}?owner",
  "meeting-transcript": "meeting-transcript:///events/{token}?start&end",
  file: "file:///{driveId}/{path...}",
  page: "page:///sites/{siteId}/pages/{pageId}",
  "chat-messages": "teams:///chats/{chatId}/messages",
  "chat-message": "teams:///chats/{chatId}/messages/{messageId}",
  "channel-messages": "teams:///teams/{teamId}/channels/{channelId}/messages",
  "channel-message": "teams:///teams/{teamId}/channels/{channelId}/messages/{messageId}",
  "channel-reply": "teams:///teams/{teamId}/channels/{channelId}/messages/{messageId}/replies/{replyId}",
};

interface UriParts {
  scheme: string;
  segments: readonly string[];
  parameters: ReadonlyMap<string, string>;
}

type Fields = Record<string, string | string[]>;

/**
 * The typed ids in a resource uri. Rejects with `invalid_input` everything that is not exactly one of the known
 * forms: another scheme, a host, a fragment, an unknown or repeated parameter, a part that is no such id.
 */
export function parseResourceUri(text: string): ResourceUri {
  const parts = splitUri(text);
  const resource = parts === undefined ? addressedResource(text) : resourceOf(parts);
  if (resource !== undefined) return resource;
  throw new ToolError("invalid_input", `uri: ${whyNot(text, parts)}`);
}

/** Whether `parseResourceUri` takes it. */
export function isResourceUri(text: string): boolean {
  const parts = splitUri(text);
  return parts !== undefined && resourceOf(parts) !== undefined;
}

function resourceOf(parts: UriParts): ResourceUri | undefined {
  for (const [kind, form] of Object.entries(forms)) {
    const fields = matchForm(splitForm(form), parts);
    const parsed = fields && resourceUriSchema.safeParse({ kind, ...fields });
    if (parsed?.success) return parsed.data;
  }
  return undefined;
}

/** What a link that a person would open in a browser names. */
function addressedResource(text: string): ResourceUri | undefined {
  const address = sharePointAddress(text);
  return address && { kind: "sharing-link", link: address.href };
}

/** The uri of a resource, every part percent-encoded. `parseResourceUri` gives the same resource back. */
export function formatResourceUri(resource: ResourceUri): string {
  if (resource.kind === "sharing-link") return resource.link;
  const fields: Record<string, string | string[] | undefined> = resource;
  const { scheme, segments, parameters } = splitForm(forms[resource.kind]);
  const path = segments.flatMap((segment) => {
    const { name } = placeholder(segment);
    return name === undefined ? [segment] : [fields[name] ?? []].flat().map(encodeURIComponent);
  });
  const query = [...parameters.keys()].flatMap((name) => {
    const value = fields[name];
    return typeof value === "string" ? [`${name}=${encodeURIComponent(value)}`] : [];
  });
  return `${scheme}:///${path.join("/")}${query.length > 0 ? `?${query.join("&")}` : ""}`;
}

function splitUri(text: string): UriParts | undefined {
  const [, scheme, path, query] = /^([a-z-]{1,30}):\/\/\/([^?#\\\s]*)(?:\?([^?#\\\s]*))?$/.exec(text) ?? [];
  if (text.length > 5_000 || scheme === undefined || path === undefined) return undefined;
  const parameters = new Map<string, string>();
  for (const pair of query === undefined ? [] : query.split("&")) {
    const equals = pair.indexOf("=");
    if (equals < 1 || parameters.has(pair.slice(0, equals))) return undefined;
    parameters.set(pair.slice(0, equals), pair.slice(equals + 1));
  }
  return { scheme, segments: path.replace(/\/$/, "").split("/"), parameters };
}

function splitForm(form: string): UriParts {
  const [address = "", query] = form.split("?");
  const [scheme = "", path = ""] = address.split(":///");
  const parameters = new Map(query?.split("&").map((name) => [name, ""]));
  return { scheme, segments: path.split("/"), parameters };
}

function placeholder(segment: string): { name?: string; takesRest: boolean } {
  const [, name, rest] = /^\{(\w+)(\.\.\.)?\}$/.exec(segment) ?? [];
  return name === undefined ? { takesRest: false } : { name, takesRest: rest !== undefined };
}

function matchForm(form: UriParts, uri: UriParts): Fields | undefined {
  const lastTakesRest = placeholder(form.segments.at(-1) ?? "").takesRest;
  const fitsLength = lastTakesRest
    ? uri.segments.length >= form.segments.length
    : uri.segments.length === form.segments.length;
  if (form.scheme !== uri.scheme || !fitsLength) return undefined;
  const fields: Fields = {};
  for (const [at, segment] of form.segments.entries()) {
    const { name, takesRest } = placeholder(segment);
    const given = takesRest ? uri.segments.slice(at).map(decodeOnce) : decodeOnce(uri.segments[at] ?? "");
    if (name === undefined && segment !== uri.segments[at]) return undefined;
    if (name !== undefined) fields[name] = given;
  }
  for (const [name, value] of uri.parameters) {
    if (!form.parameters.has(name)) return undefined;
    fields[name] = decodeOnce(value);
  }
  return fields;
}

/** Percent-decoding, once. What can't be decoded becomes empty, which no pattern admits. */
function decodeOnce(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return "";
  }
}

function whyNot(text: string, parts: UriParts | undefined): string {
  const shown = text.length > 100 ? `${text.slice(0, 100)}…` : text;
  const ofScheme = Object.values(forms).filter((form) => parts && splitForm(form).scheme === parts.scheme);
  if (ofScheme.length === 0) {
    const schemes = [...new Set(Object.values(forms).map((form) => `${splitForm(form).scheme}:///`))];
    return `"${shown}" is not a resource of this server. Take the uri from a search result; it begins with ${schemes.join(", ")}. Addresses of files in SharePoint and OneDrive are taken too.`;
  }
  return `"${shown}" is not well-formed. Take the uri from a search result, unchanged; its form is ${ofScheme.join(" or ")}.`;
}
