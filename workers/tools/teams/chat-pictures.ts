import { decodePercent } from "#common/tools/resource-uri/decode-percent.ts";
import type { GraphChatMessage } from "./graph-chat-message.ts";

/** Of a message. More are not shown. */
const maxPictures = 20;

/** A picture that was pasted into a message: Teams keeps it beside the message, under an id that its address has. */
const pasted = /<img\b[^<>]*\/hostedContents\/([^/"'<>\s]{1,1000})\/\$value[^<>]*>/gi;
/** Teams gives each the same description. */
const description = /\balt="(?!image")([^"<>]{1,100})"/i;

/** The ids of the pictures in a message, in the order in which they stand there. */
export function pictureIds({ body }: Pick<GraphChatMessage, "body">): string[] {
  const found = [...(body?.content ?? "").matchAll(pasted)].map(([, id = ""]) => decodePercent(id) ?? "");
  return [...new Set(found.filter((id) => id !== ""))].slice(0, maxPictures);
}

/** The HTML of a message with each picture described by its number, under which it can be read. */
export function withPictureNumbers(html: string, ids: readonly string[]): string {
  return html.replace(pasted, (element: string, id: string) => {
    const number = ids.indexOf(decodePercent(id) ?? "") + 1;
    const [, words] = description.exec(element) ?? [];
    const named = number === 0 ? undefined : `picture ${number}`;
    return `<img alt="${[named, words].filter((part) => part !== undefined).join(": ")}">`;
  });
}
