import { z } from "zod";

/** Ids have at most some hundred characters; one that is made of a link has 2,700. */
const maxIdCharacters = 4_000;

/** Whether a text can be one segment of an address: others would change its path, can't be encoded or are too long. */
export const isPossibleId = (text: string): boolean =>
  text !== "" && text !== "." && text !== ".." && text.length <= maxIdCharacters && text.isWellFormed();

/** Properties of these names in an answer of Graph, in which any of them can be missing or null. */
function optional<Name extends string, Schema extends z.ZodType>(names: readonly Name[], schema: Schema) {
  return Object.fromEntries(names.map((name) => [name, schema.nullish()])) as Record<
    Name,
    z.ZodOptional<z.ZodNullable<Schema>>
  >;
}

export const texts = <Name extends string>(...names: Name[]) => optional(names, z.string());
export const numbers = <Name extends string>(...names: Name[]) => optional(names, z.number());
export const flags = <Name extends string>(...names: Name[]) => optional(names, z.boolean());

/** An id of what is asked for next. An item that has none that can be one is left out of its list. */
export const graphId = z.string().refine(isPossibleId);

/** Graph's `itemBody`. */
export const graphBody = z.object(texts("contentType", "content")).nullish();

/** Names and titles have some hundred characters. */
const maxNameCharacters = 1_000;

/**
 * A name or title that Graph gives, as far as it is compared and shown: somebody else may have chosen it, and lists
 * have hundreds. A part of a text would keep the whole in memory, so it is copied.
 */
export const graphName = z
  .string()
  .transform((text) =>
    text.length <= maxNameCharacters ? text : Buffer.from(text.slice(0, maxNameCharacters)).toString(),
  );
