import { withoutEmpty } from "#workers/tools/shown-fields.ts";
import type { ChatMessage } from "./chat-message-content.ts";
import type { ChatPerson } from "./chat-people.ts";

const writtenAt = /^(\d{4}-\d{2}-\d{2})T(\d{2}:\d{2})(?::\d{2}(?:\.\d+)?)?(Z|[+-]\d{2}:\d{2})$/;
const weekdays = ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"];
/** The root of a thread in a channel, whose uri gives its replies. */
const isThread = (uri: string) => uri.startsWith("teams:///teams/") && !uri.includes("/replies/");

/**
 * Messages as a model reads them, a line each, below a line for each day: `14:05 Kenji Tanaka: "text"`, and what else
 * is to be said as JSON. Texts are in JSON's quotes, so that none can look like another line. Of whole messages in
 * chats the uri is left out, which would take more than the rest.
 */
export function chatLines(messages: readonly ChatMessage[]): string[] {
  const nameOf = namesOf(messages);
  const lines: string[] = [];
  let shownDay: string | undefined;
  for (const message of messages) {
    const [, date = "", time = "", offset] = writtenAt.exec(message.createdDateTime ?? "") ?? [];
    const day = `${date} ${weekdays[new Date(date).getUTCDay()] ?? ""} ${offset === "Z" ? "UTC" : offset}`;
    if (date !== "" && day !== shownDay) lines.push(day);
    if (date !== "") shownDay = day;
    lines.push(lineOf(message, time, nameOf));
  }
  return lines;
}

function lineOf(message: ChatMessage, time: string, nameOf: (person: ChatPerson) => string): string {
  const {
    id: _id,
    uri,
    createdDateTime: _at,
    from,
    external,
    deleted,
    event,
    blockedByPolicy,
    text,
    webUrl: _link,
    ...rest
  } = message;
  const marks = [
    external ? "(external)" : undefined,
    from?.type && `(${from.type})`,
    event && `[${event}]`,
    deleted && "[deleted]",
    blockedByPolicy && "[blocked by policy]",
  ];
  const begin = [time, from && nameOf(from), ...marks].filter((part) => part !== undefined && part !== "").join(" ");
  const shown = withoutEmpty({ uri: uri && (rest.isCut || isThread(uri)) ? uri : undefined, ...rest });
  return [
    text === undefined ? begin : `${begin}: ${JSON.stringify(text)}`,
    ...(Object.keys(shown).length === 0 ? [] : [JSON.stringify(shown)]),
  ].join(" ");
}

/** Names by which the authors of these messages differ: with the address where several have the same name. */
function namesOf(messages: readonly ChatMessage[]): (person: ChatPerson) => string {
  const byName = new Map<string, Set<string>>();
  for (const { from } of messages) {
    if (from?.displayName === undefined) continue;
    const addresses = byName.get(from.displayName) ?? new Set();
    byName.set(from.displayName, addresses.add(from.email ?? ""));
  }
  return ({ displayName, email }) => {
    if (displayName === undefined) return email ?? "";
    const isOne = (byName.get(displayName)?.size ?? 0) < 2;
    return isOne || email === undefined ? displayName : `${displayName} <${email}>`;
  };
}
