import { z } from "zod";
import { ToolError } from "#common/errors.ts";
import { decodePercent, sharePointAddress } from "./addresses/microsoft-hosts.ts";
import { addressedFields, addressIn, isAddress, malformedAddress } from "./addresses/read-address.ts";
import { listTargetIn, noteTargetIn } from "./addresses/sharepoint-addresses.ts";

/** The parts of a uri, still percent-encoded. */
interface UriParts {
  scheme: string;
  segments: readonly string[];
  parameters: ReadonlyMap<string, string>;
}

type UriFields = Readonly<Record<string, string | readonly string[] | undefined>>;

/** A uri template that is parsed once and then matched and filled in many times. */
interface UriForm {
  /** The template: `{name}` is one path segment, `{name...}` all that remain; optional parameters follow `?`. */
  text: string;
  scheme: string;
  /** The fields of a matching uri, decoded once. Undefined when the uri has another form. */
  match(uri: UriParts): UriFields | undefined;
  /** The uri with these fields, each percent-encoded. Parameters without a value are left out. */
  fill(fields: UriFields): string;
}

function placeholder(segment: string) {
  const [, name, rest] = /^\{(\w+)(\.\.\.)?\}$/.exec(segment) ?? [];
  return { literal: segment, name, takesRest: rest !== undefined };
}

/** A malformed part becomes the empty string, which no pattern admits. */
const decoded = (part: string) => decodePercent(part) ?? "";

/** Ids of Graph may have anything in them; half a surrogate pair can't be encoded. */
const encodedPart = (part: string) => encodeURIComponent(part.toWellFormed());

const encoded = (value: string | readonly string[] = "") =>
  typeof value === "string" ? encodedPart(value) : value.map(encodedPart).join("/");

/** Parses a template. Templates are constants of this program, so they are not validated. */
function uriForm(text: string): UriForm {
  const [address = "", query] = text.split("?");
  const [scheme = "", path = ""] = address.split(":///");
  const parameters = query?.split("&") ?? [];
  const segments = path.split("/").map(placeholder);
  const takesRest = segments.at(-1)?.takesRest === true;

  function pathFields(given: readonly string[]) {
    const fits = takesRest ? given.length >= segments.length : given.length === segments.length;
    if (!fits) return undefined;
    const fields: Record<string, string | string[]> = {};
    for (const [at, segment] of segments.entries()) {
      if (segment.name === undefined && segment.literal !== given[at]) return undefined;
      if (segment.name === undefined) continue;
      fields[segment.name] = segment.takesRest ? given.slice(at).map(decoded) : decoded(given[at] ?? "");
    }
    return fields;
  }

  return {
    text,
    scheme,
    match(uri) {
      const fields = uri.scheme === scheme ? pathFields(uri.segments) : undefined;
      if (fields === undefined || [...uri.parameters.keys()].some((name) => !parameters.includes(name)))
        return undefined;
      for (const [name, value] of uri.parameters) fields[name] = decoded(value);
      return fields;
    },
    fill(fields) {
      let uri = `${scheme}://`;
      for (const { literal, name } of segments) uri += `/${name === undefined ? literal : encoded(fields[name])}`;
      let separator = "?";
      for (const name of parameters) {
        if (fields[name] === undefined) continue;
        uri += `${separator}${name}=${encoded(fields[name])}`;
        separator = "&";
      }
      return uri;
    },
  };
}

/**
 * Whether a text can be a mail address. Lenient on purpose (hyphens, plus signs, apostrophes, international domains),
 * because only Exchange knows which addresses exist. Excludes characters that have a meaning in URLs, quotes and lists.
 */
export function isMailAddress(text: string): boolean {
  return (
    text.length <= 254 &&
    !text.includes("..") &&
    /^[^\s@"<>()\\,;:/?#%\p{C}]+@[^\s@"<>()\\,;:/?#%.\p{C}]+(?:\.[^\s@"<>()\\,;:/?#%.\p{C}]+)+$/u.test(text)
  );
}

/*
 * Patterns of the uri parts after one round of percent-decoding. None admits `.`, `..`, a control character, `\`, `?`,
 * `#` or `%`, so that a part can't be interpreted as anything but an id.
 */
/** Exchange ids are base64 in either alphabet. */
const exchangeId = z.string().regex(/^[A-Za-z0-9+/=_-]{1,1000}$/);
const owner = z.string().refine(isMailAddress).optional();
/** The folder of a message, which can be all of another's mailbox that is shared. */
const folderId = exchangeId.optional();
/** A mark finds a message again whose id has changed: the second of its receipt to the base 36, and a check. */
const markedId = z.string().regex(/^[A-Za-z0-9+/=_-]{1,1000}(?:~[0-9a-z]{1,7}-[0-9a-z]{4})?$/);
/** Number of a picture in a message or document, from 1. */
const picture = z
  .string()
  .regex(/^[1-9]\d?$/)
  .optional();
const guid = z.string().regex(/^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i);
const siteId = z.string().regex(/^(?:[a-z0-9-]{1,63}(?:\.[a-z0-9-]{1,63}){1,5},[0-9a-f-]{36},)?[0-9a-f-]{36}$/i);
const threadId = z
  .string()
  .regex(/^\d{1,3}:[\w-]{1,200}(?:\.[\w-]{1,60}){0,5}(?:@[\w-]{1,60}(?:\.[\w-]{1,60}){0,5})?$/);
const chatMessageId = z.string().regex(/^\d{1,20}$/);
const driveId = z.string().regex(/^[A-Za-z0-9!_-]{1,200}$/);
const fileName = z.string().regex(/^(?!\.{1,2}$)[^\\/:*?"<>|#%\p{Cc}\p{Cf}]{1,255}$/u);
/** A GUID after `1-`; of pages `1-HEX!NUMBER-GUID`. */
const noteId = z.string().regex(/^[\w-]{1,120}(?:![\w-]{1,120})?$/);
const noteSite = siteId.optional();
/** Planner's ids have 28 characters (https://learn.microsoft.com/graph/api/resources/plannertask). */
const plannerId = z.string().regex(/^[A-Za-z0-9_-]{1,100}$/);
/** Base64url, or the meeting's join URL, as older connectors gave it. */
const meetingToken = z.string().regex(/^(?:[\w=-]{1,3000}|https:\/\/[a-z0-9.-]{1,100}\/[\w/:@.%?=&+,"{}~-]{1,2900})$/i);
const utcTime = z.string().regex(/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(?:\.\d{1,7})?Z$/);

const meeting = { token: meetingToken, start: utcTime.optional(), end: utcTime.optional() };
const channel = { teamId: guid, channelId: threadId };

const kind = <const Name extends string, Shape extends z.ZodRawShape>(name: Name, shape: Shape) =>
  z.object({ kind: z.literal(name), ...shape });

const resourceUriSchema = z.discriminatedUnion("kind", [
  kind("mail-message", { messageId: markedId, owner, folderId }),
  kind("mail-attachment", { messageId: exchangeId, attachmentId: exchangeId, owner, folderId, picture }),
  kind("mail-conversation", { conversationId: exchangeId, owner, folderId }),
  kind("mail-message-conversation", { messageId: markedId, owner, folderId }),
  kind("mail-folders", { owner }),
  kind("mail-folder", { folderId: exchangeId, owner }),
  kind("calendar-event", { eventId: exchangeId, owner }),
  kind("meeting-transcript", meeting),
  kind("meeting-recap", meeting),
  kind("file", { driveId, path: z.array(fileName).min(1).max(50), picture }),
  kind("sharing-link", { link: z.string().refine((text) => sharePointAddress(text) !== undefined) }),
  kind("note-link", { link: z.string().refine((text) => noteTargetIn(text) !== undefined) }),
  kind("meeting-link", {
    link: z
      .string()
      .max(2_000)
      .refine((text) => addressIn(text)?.app === "Teams"),
  }),
  kind("page", { siteId, pageId: guid }),
  kind("list", { siteId, listId: guid }),
  kind("list-item", { siteId, listId: guid, itemId: z.string().regex(/^\d{1,10}$/) }),
  kind("list-link", { link: z.string().refine((text) => listTargetIn(text) !== undefined) }),
  kind("chat-messages", { chatId: threadId }),
  kind("chat-message", { chatId: threadId, messageId: chatMessageId, picture }),
  kind("channel-messages", channel),
  kind("channel-message", { ...channel, messageId: chatMessageId, picture }),
  kind("channel-reply", { ...channel, messageId: chatMessageId, replyId: chatMessageId, picture }),
  kind("onenote-notebooks", { siteId: noteSite }),
  kind("onenote-notebook", { notebookId: noteId, siteId: noteSite }),
  kind("onenote-section-group", { groupId: noteId, siteId: noteSite }),
  kind("onenote-section", { sectionId: noteId, siteId: noteSite }),
  kind("onenote-page", { pageId: noteId, siteId: noteSite }),
  kind("todo-task", { listId: exchangeId, taskId: exchangeId }),
  kind("planner-task", { taskId: plannerId }),
]);

/** A parsed resource uri: its kind, and ids that match the patterns of that kind. */
export type ResourceUri = z.infer<typeof resourceUriSchema>;
export type ResourceKind = ResourceUri["kind"];

/** The kinds of which only Graph can tell what their links lead to. */
type LinkKind = Extract<ResourceUri, { link: string }>["kind"];

export const resourceKinds: readonly ResourceKind[] = resourceUriSchema.options.map(({ shape }) => shape.kind.value);

/** The uri template of each kind but links. */
export const uriForms: Readonly<Record<Exclude<ResourceKind, LinkKind>, UriForm>> = {
  "mail-message": uriForm("mail:///messages/{messageId}?owner&folderId"),
  "mail-attachment": uriForm("mail:///messages/{messageId}/attachments/{attachmentId}?owner&folderId&picture"),
  "mail-conversation": uriForm("mail:///conversations/{conversationId}?owner&folderId"),
  "mail-message-conversation": uriForm("mail:///messages/{messageId}/conversation?owner&folderId"),
  "mail-folders": uriForm("mail:///folders?owner"),
  "mail-folder": uriForm("mail:///folders/{folderId}?owner"),
  "calendar-event": uriForm("calendar:///events/{eventId}?owner"),
  "meeting-transcript": uriForm("meeting-transcript:///events/{token}?start&end"),
  "meeting-recap": uriForm("meeting-recap:///events/{token}?start&end"),
  file: uriForm("file:///{driveId}/{path...}?picture"),
  page: uriForm("page:///sites/{siteId}/pages/{pageId}"),
  list: uriForm("list:///sites/{siteId}/lists/{listId}"),
  "list-item": uriForm("list:///sites/{siteId}/lists/{listId}/items/{itemId}"),
  "chat-messages": uriForm("teams:///chats/{chatId}/messages"),
  "chat-message": uriForm("teams:///chats/{chatId}/messages/{messageId}?picture"),
  "channel-messages": uriForm("teams:///teams/{teamId}/channels/{channelId}/messages"),
  "channel-message": uriForm("teams:///teams/{teamId}/channels/{channelId}/messages/{messageId}?picture"),
  "channel-reply": uriForm(
    "teams:///teams/{teamId}/channels/{channelId}/messages/{messageId}/replies/{replyId}?picture",
  ),
  "onenote-notebooks": uriForm("onenote:///notebooks?siteId"),
  "onenote-notebook": uriForm("onenote:///notebooks/{notebookId}?siteId"),
  "onenote-section-group": uriForm("onenote:///sectionGroups/{groupId}?siteId"),
  "onenote-section": uriForm("onenote:///sections/{sectionId}?siteId"),
  "onenote-page": uriForm("onenote:///pages/{pageId}?siteId"),
  "todo-task": uriForm("todo:///lists/{listId}/tasks/{taskId}"),
  "planner-task": uriForm("planner:///tasks/{taskId}"),
};

/**
 * Parses a resource uri, or an address that a person would open in a browser: it becomes the resource that it names, or
 * a link whose resource Graph has to tell.
 * @throws `invalid_input` for anything that is not exactly one of the known forms: another scheme, a host, a fragment,
 * an unknown or repeated parameter, a malformed id
 */
export function parseResourceUri(text: string): ResourceUri {
  if (isAddress(text)) return addressedResource(text);
  const parts = splitUri(text);
  const resource = parts && resourceOf(parts);
  if (resource !== undefined) return resource;
  throw new ToolError("invalid_input", `uri: ${problemOf(text, parts)}`);
}

function resourceOf(parts: UriParts): ResourceUri | undefined {
  for (const [kind, form] of Object.entries(uriForms)) {
    const fields = form.match(parts);
    const parsed = fields && resourceUriSchema.safeParse({ kind, ...fields });
    if (parsed?.success) return parsed.data;
  }
  return undefined;
}

function addressedResource(text: string): ResourceUri {
  const parsed = resourceUriSchema.safeParse(addressedFields(text));
  if (parsed.success) return parsed.data;
  throw malformedAddress();
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

function problemOf(text: string, parts: UriParts | undefined): string {
  const shown = text.length > 100 ? `${text.slice(0, 100)}…` : text;
  const ofScheme = Object.values(uriForms).filter((form) => parts && form.scheme === parts.scheme);
  if (ofScheme.length === 0) {
    const schemes = [...new Set(Object.values(uriForms).map((form) => `${form.scheme}:///`))];
    return (
      `"${shown}" is not a resource of this server. Take the uri from a search result; it begins with ` +
      `${schemes.join(", ")}. Addresses of Outlook, Teams, SharePoint and OneDrive are taken too.`
    );
  }
  return (
    `"${shown}" is not well-formed. Take the uri from a search result, unchanged; its form is ` +
    `${ofScheme.map(({ text: form }) => form).join(" or ")}.`
  );
}
