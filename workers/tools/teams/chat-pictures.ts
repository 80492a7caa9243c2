import { decodePercent } from "#common/tools/resource-uri/decode-percent.ts";
import type { GraphChatMessage } from "./graph-chat-message.ts";

/** Of a message. More are not shown. */
const maxOfMessage = 20;

const picture = /<img\b[^<>]*>/gi;
/** The address of a pasted picture: Teams keeps it beside the message, under an id that its address has. */
const pasted = /\/hostedContents\/([^/"'<>\s]{1,1000})\/\$value/i;
/** Teams gives each the same description. */
const description = /\balt="(?!image")([^"<>]{1,100})"/i;

/** The id of a picture that was pasted into a message; undefined of any other, and empty where it can't be one. */
function idOf(element: string): string | undefined {
  const [, id] = pasted.exec(element) ?? [];
  return id === undefined ? undefined : (decodePercent(id) ?? "");
}

/** The ids of the pictures in a message, in the order in which they stand there. */
export function pictureIds({ body }: Pick<GraphChatMessage, "body">): string[] {
  const found = [...(body?.content ?? "").matchAll(picture)].map(([element]) => idOf(element) ?? "");
  return [...new Set(found.filter((id) => id !== ""))].slice(0, maxOfMessage);
}

/** The HTML of a message with each picture described by its number, as it stands in the uri by which it is read. */
export function withPictureNumbers(html: string, ids: readonly string[]): string {
  return html.replace(picture, (element) => {
    const id = idOf(element);
    if (id === undefined) return element;
    const number = ids.indexOf(id) + 1;
    const [, words] = description.exec(element) ?? [];
    const named = number === 0 ? undefined : `picture=${number}`;
    return `<img alt="${[named, words].filter((part) => part !== undefined).join(": ")}">`;
  });
}
