import { z } from "zod";

/** Ids have at most some hundred characters; one that is made of a link has 2,700. */
const maxIdCharacters = 4_000;

/** Whether a text can be one segment of an address: others would change its path, can't be encoded or are too long. */
export const isPossibleId = (text: string): boolean =>
  text !== "" && text !== "." && text !== ".." && text.length <= maxIdCharacters && text.isWellFormed();

/** Properties of these names, each by this schema. */
export const properties = <Name extends string, Schema extends z.ZodType>(names: readonly Name[], schema: Schema) =>
  Object.fromEntries(names.map((name) => [name, schema])) as Record<Name, Schema>;

/** Properties in an answer of Graph, in which any of them can be missing or null. */
export const texts = <Name extends string>(...names: Name[]) => properties(names, z.string().nullish());
export const numbers = <Name extends string>(...names: Name[]) => properties(names, z.number().nullish());
export const flags = <Name extends string>(...names: Name[]) => properties(names, z.boolean().nullish());

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
