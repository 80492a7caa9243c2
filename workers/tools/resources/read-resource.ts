import { z } from "zod";
import { ToolError } from "#common/errors.ts";
import type { readResource } from "#common/tools/read-resource.ts";
import { parseResourceUri } from "#common/tools/resource-uri/resource-uri.ts";
import { resourceFields } from "#common/tools/schemas/resource-fields.ts";
import { formatResourceUri } from "#workers/tools/format-resource-uri.ts";
import type { ToolContext } from "#workers/tools/tool-context.ts";
import type { ToolHandler } from "#workers/tools/tool-handler.ts";
import { withoutEmpty } from "#workers/tools/without-empty.ts";
import { picturesIn } from "./document-part.ts";
import { explainingAddress } from "./explain-address.ts";
import { partsCursorSchema } from "./parts-cursor.ts";
import type { ResourceContent } from "./resource-content.ts";
import type { ResourcePart } from "./resource-reader.ts";
import { readerFor } from "./resource-readers.ts";
import { resourceWindow } from "./resource-window.ts";

const cursorSchema = z.object({
  uri: z.string(),
  /** The link that led to the uri: the reading goes on with either. */
  link: z.string().optional(),
  /** The offset at which the text continues. */
  at: z.number().int().positive().optional(),
  /** The position at which a list continues. */
  position: z.string().optional(),
  startPage: z.number().optional(),
  endPage: z.number().optional(),
  /** The page that has that offset, and where it begins, where that is known. */
  page: z.object({ number: z.number().int().positive(), from: z.number().int().nonnegative() }).optional(),
  version: z.string().optional(),
  parts: partsCursorSchema.optional(),
});
type Cursor = z.output<typeof cursorSchema>;

/** Reads a resource by its uri. */
export const readResourceHandler: ToolHandler<typeof readResource> = {
  async run(input, context) {
    const asked = parseResourceUri(input.uri);
    const given = formatResourceUri(asked);
    const from = placeOf(input, given, context);
    const resource = from.uri === given ? asked : parseResourceUri(from.uri);
    const read = () => readerFor(resource)(context, from);
    const content = await (resource === asked
      ? explainingAddress({ uri: input.uri, kind: asked.kind }, context, read)
      : read());
    const found = content.found ?? resource;
    const uri = formatResourceUri(found);
    if (from.startPage !== undefined || from.endPage !== undefined) checkPages(content, found.kind);
    const details = from.at === undefined ? detailsOf(content) : {};
    const { body, next, nextPage, incomplete } = resourceWindow(content, from.at ?? 0, details);
    context.show(picturesIn(content.text ?? {}, body?.pages));
    const hasMore = next !== undefined || content.nextPosition !== undefined;
    // While the text continues, the list does not.
    const position = next === undefined ? content.nextPosition : from.position;
    const place: Cursor = {
      ...from,
      uri,
      link: from.link ?? (uri === given ? undefined : given),
      at: next,
      position,
      page: nextPage,
      version: content.version,
      parts: content.parts,
    };
    return {
      uri,
      kind: found.kind,
      ...details,
      ...withoutEmpty({ body, nextCursor: hasMore ? context.cursor.seal(place, cursorSchema) : undefined, incomplete }),
      moreContent: hasMore,
    };
  },

  toBlocks({ uri, kind, body, moreContent, nextCursor, incomplete, ...details }) {
    const whole = Object.assign({ uri, kind }, ...Object.values(details), withoutEmpty({ body }));
    return moreContent || incomplete ? [whole, withoutEmpty({ moreContent, nextCursor, incomplete })] : [whole];
  },
};

/** Where to start: the cursor's position, or the beginning. */
function placeOf(
  { cursor: text, startPage, endPage }: { cursor?: string | undefined } & ResourcePart,
  uri: string,
  context: ToolContext,
): Cursor {
  if (text === undefined) return { uri, startPage, endPage };
  const cursor = context.cursor.open(text, cursorSchema);
  if (cursor.uri !== uri && cursor.link !== uri) {
    throw new ToolError(
      "invalid_input",
      `cursor: it belongs to ${cursor.uri}. Pass it with that uri, or leave it out.`,
    );
  }
  if ((startPage ?? cursor.startPage) !== cursor.startPage || (endPage ?? cursor.endPage) !== cursor.endPage) {
    throw new ToolError(
      "invalid_input",
      "cursor: it goes on with other pages. Leave startPage and endPage out, or leave cursor out.",
    );
  }
  return cursor;
}

function checkPages({ text }: ResourceContent, kind: string): void {
  if (text?.pages !== undefined) return;
  throw new ToolError(
    "invalid_input",
    `startPage, endPage: this ${kind.replaceAll("-", " ")} has no pages. Leave both out; long text comes in parts ` +
      "with nextCursor.",
  );
}

/** The fields that describe the resource. */
function detailsOf(content: ResourceContent): Partial<Pick<ResourceContent, keyof typeof resourceFields>> {
  const names = Object.keys(resourceFields) as (keyof typeof resourceFields)[];
  return withoutEmpty(Object.fromEntries(names.map((name) => [name, content[name]])));
}
