import { withoutAutoFetch } from "./text/clean-text.ts";
import { truncate } from "./text/short-text.ts";
import { beginningOf } from "./text/text-window.ts";

/** More than a name, a subject or a preview has. Ten hits, of which each has six such texts, still fit an answer. */
const textTokens = 300;
/** `read_resource` takes no longer uri. */
const addressCharacters = 5_000;

type Limit = (text: string) => string;
const whole: Limit = (text) => text;
/** No character takes more than a token. */
const ofText: Limit = (text) => (text.length <= textTokens ? text : beginningOf(text, textTokens));
/** An address or an id leads nowhere when it is cut. */
const ofAddress: Limit = (text) => truncate(text, addressCharacters);

/** What has a budget where it is made, and what we and the caller say. */
const wholeNames: ReadonlySet<string> = new Set(["content", "text", "nextCursor", "incomplete", "effectiveQuery"]);
const addressName = /(?:uri|url|link|id)$/i;

function limitOf(name: string, around: Limit): Limit {
  if (around === whole || wholeNames.has(name)) return whole;
  return addressName.test(name) ? ofAddress : ofText;
}

/**
 * An output in which no text loads anything by itself when a client renders it, and none takes the place of all others.
 * The last of two steps: documents and names are made inert where they are read; this covers what comes from Graph as
 * it is, such as addresses, and texts that were cut later, perhaps within a tag. What is inert and short already, as
 * nearly all is, is not copied.
 */
export const inertOutput = <Answer extends object>(answer: Answer): Answer => inert(answer, ofText) as Answer;

function inert(value: unknown, limit: Limit): unknown {
  if (typeof value === "string") return withoutAutoFetch(limit(value));
  if (typeof value !== "object" || value === null) return value;
  if (Array.isArray(value)) {
    const elements = value.map((element) => inert(element, limit));
    return elements.every((element, at) => element === value[at]) ? value : elements;
  }
  const fields = value as Readonly<Record<string, unknown>>;
  let copy: object | undefined;
  for (const name in fields) {
    const made = inert(fields[name], limitOf(name, limit));
    if (made !== fields[name]) copy = Object.assign(copy ?? { ...fields }, { [name]: made });
  }
  return copy ?? value;
}
