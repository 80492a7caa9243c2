import { ToolError } from "#common/errors.ts";
import { readResource } from "#common/tools/read-resource.ts";
import { parseResourceUri } from "#common/tools/resource-uri/resource-uri.ts";
import { formatResourceUri } from "#workers/tools/format-resource-uri.ts";
import { chatLines } from "#workers/tools/teams/chat-lines.ts";
import type { ChatMessage } from "#workers/tools/teams/chat-message-content.ts";
import { defineHandler } from "#workers/tools/tool-handler.ts";
import { withoutEmpty } from "#workers/tools/without-empty.ts";
import { answerWithin, type NextPlace } from "./answer-within.ts";
import { picturesIn } from "./document-part.ts";
import { explainingAddress } from "./explain-address.ts";
import { type FoundPlace, foundPassages } from "./found-passages.ts";
import { placeOf, readingPlaceSchema } from "./reading-place.ts";
import type { ResourceContent } from "./resource-content.ts";
import { splitLists } from "./resource-lists.ts";
import { readerFor } from "./resource-readers.ts";

/** A part of a resource's text, as an answer has it. */
interface Body {
  content: string;
  contentType?: unknown;
  startCharacter: number;
  endCharacter: number;
  totalCharacters?: number | undefined;
  [more: string]: unknown;
}

/** An answer of `read_resource`, with the field that describes the resource. */
interface ReadAnswer {
  [field: string]: unknown;
  uri: string;
  kind: string;
  body?: Body;
  passages?: readonly object[];
  moreContent: boolean;
  nextCursor?: string;
  incomplete?: unknown;
}

/**
 * What a model reads of a resource, in one text: a line of JSON with all that describes it, a line of JSON for each
 * thing that is in it (of messages in Teams as `chatLines` has it), an empty line, and its text with real line breaks,
 * which is Markdown unless the type is named. What leads on stands first, so that a client that cuts the answer loses
 * the end of the text and nothing else.
 */
export function readText({
  uri,
  kind,
  body,
  passages,
  moreContent: _said,
  nextCursor,
  incomplete,
  ...fields
}: ReadAnswer): string {
  const {
    content,
    contentType,
    startCharacter: from,
    endCharacter: to,
    totalCharacters: total,
    ...more
  }: Partial<Body> = body ?? {};
  const { details, lists } = splitLists(Object.assign({}, ...Object.values(fields)));
  const isWhole = from === 0 && nextCursor === undefined;
  const characters = content === undefined || isWhole ? undefined : { from, to, total };
  const window = { ...(contentType !== "text/markdown" && { contentType }), ...more };
  const first = { uri, kind, characters, nextCursor, incomplete, passages, ...window, ...details };
  const lines = [JSON.stringify(first), ...lists.flatMap(([, elements]) => elementLines(elements, fields))];
  return [lines.join("\n"), ...(content === undefined ? [] : [content])].join("\n\n");
}

/** A line for each element; messages of a chat or channel share one for their day. */
function elementLines(elements: readonly unknown[], fields: object): string[] {
  if ("chat" in fields || "chatMessage" in fields) return chatLines(elements as readonly ChatMessage[]);
  return elements.map((element) => JSON.stringify(element));
}

/** No cursor of the same resource is longer. */
const furthest = {
  at: Number.MAX_SAFE_INTEGER,
  page: { number: Number.MAX_SAFE_INTEGER, from: Number.MAX_SAFE_INTEGER },
  listed: { count: Number.MAX_SAFE_INTEGER, last: "______" },
};

type ResourceAnswer = ReturnType<typeof answerWithin>["answer"] & {
  passages?: { page?: number; cursor: string }[];
  nextCursor?: string;
  moreContent: boolean;
};

/** Reads a resource by its uri. */
export const readResourceHandler = defineHandler(readResource, {
  async run(input, context): Promise<ResourceAnswer> {
    const asked = parseResourceUri(input.uri);
    const given = formatResourceUri(asked);
    const from = placeOf(input, given, context);
    const resource = from.uri === given ? asked : parseResourceUri(from.uri);
    const find = input.find ?? from.find;
    const part = find === undefined ? from : { ...from, isSearched: true };
    const read = () => readerFor(resource)(context, part);
    const content = await (resource === asked
      ? explainingAddress({ uri: input.uri, kind: asked.kind }, context, read)
      : read());
    const found = content.found ?? resource;
    const uri = formatResourceUri(found);
    if (from.startPage !== undefined || from.endPage !== undefined) checkPages(content, found.kind);
    const sealed = (place: NextPlace | FoundPlace) => {
      const link = from.link ?? (uri === given ? undefined : given);
      const { version } = content;
      const goingOn = { ...from, find: undefined, uri, link, version, ...place };
      return context.cursor.seal(goingOn, readingPlaceSchema);
    };
    if (find !== undefined) {
      const passages = await foundPassages(content, { find, start: from.at ?? 0, seal: sealed });
      return { uri, kind: found.kind, ...withoutEmpty(passages), moreContent: passages.nextCursor !== undefined };
    }
    const longestCursor = sealed({ ...furthest, position: content.nextPosition ?? from.position });
    const { answer, next } = answerWithin({ content, from, uri, kind: found.kind, longestCursor });
    context.show(picturesIn(content.text ?? {}, answer.body?.pages));
    return { ...answer, ...withoutEmpty({ nextCursor: next && sealed(next) }), moreContent: next !== undefined };
  },

  toBlocks: (answer) => [readText(answer)],
});

function checkPages({ text }: ResourceContent, kind: string): void {
  if (text?.pages !== undefined) return;
  throw new ToolError(
    "invalid_input",
    `startPage, endPage: this ${kind.replaceAll("-", " ")} has no pages. Leave both out; long text comes in parts ` +
      "with nextCursor.",
  );
}
