import { ToolError } from "#common/errors.ts";
import { readResource } from "#common/tools/read-resource.ts";
import { parseResourceUri } from "#common/tools/resource-uri/resource-uri.ts";
import { formatResourceUri } from "#workers/tools/format-resource-uri.ts";
import { defineHandler } from "#workers/tools/tool-handler.ts";
import { withoutEmpty } from "#workers/tools/without-empty.ts";
import { answerWithin, type NextPlace } from "./answer-within.ts";
import { picturesIn } from "./document-part.ts";
import { explainingAddress } from "./explain-address.ts";
import { type FoundPlace, foundPassages } from "./found-passages.ts";
import { readText } from "./read-text.ts";
import { placeOf, readingPlaceSchema } from "./reading-place.ts";
import type { ResourceContent } from "./resource-content.ts";
import { readerFor } from "./resource-readers.ts";

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
    const part = find === undefined ? from : { ...from, parts: undefined, isSearched: true };
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
      const parts = find === undefined ? content.parts : undefined;
      const goingOn = { ...from, find: undefined, uri, link, version, parts, ...place };
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
