import { ToolError } from "#common/errors.ts";
import { maxReplyBytes, textBlock } from "#common/queue/protocol.ts";
import type { Picture } from "./documents/pictures/picture.ts";
import { withoutAutoFetch } from "./text/clean-text.ts";
import { truncate } from "./text/short-text.ts";
import { answerLimits, beginningOf } from "./text/text-window.ts";

/** More than a name, a subject or a preview has. Ten hits, of which each has six such texts, still fit an answer. */
const textTokens = 300;
/** `read_resource` takes no longer uri. */
const addressCharacters = 5_000;

type Limit = (text: string) => string;
const whole: Limit = (text) => text;
/** Cuts only texts that have more characters than tokens: no character takes more than one. */
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

/**
 * Bytes of an answer with pictures: 1 MiB is the most that Claude Desktop takes, with what a gateway writes around it.
 */
const maxBytesWithPictures = 1_040_000;

/** MCP's content block of a picture. */
const pictureBlock = ({ mediaType, bytes }: Picture) =>
  JSON.stringify({ type: "image", data: Buffer.from(bytes).toString("base64"), mimeType: mediaType });

/** The JSON of an MCP text block. It is measured, and then sent as it is: to write 25 hits twice takes 50 µs. */
export const writeBlock = (value: unknown): string => JSON.stringify(textBlock(value));

/** Says that the last pictures are left out. */
const blockOfOthers = (count: number) =>
  writeBlock({
    picturesLeftOut: count,
    reason: "The answer would be too large. Read these pages alone, with startPage and endPage.",
  });

/**
 * The JSON of an MCP result's `content`: the blocks as `writeBlock` writes them, then pictures, as many as there is
 * room for, and a text that says how many are left out.
 * @throws `too_large` for more than a gateway takes
 */
export function writeContent(blocks: readonly string[], pictures: readonly Picture[]): Buffer {
  const written = [...blocks];
  let bytes = pictures.length > 0 ? Buffer.byteLength(blocks.join()) : 0;
  for (const [at, picture] of pictures.entries()) {
    const block = pictureBlock(picture);
    bytes += block.length;
    if (bytes > maxBytesWithPictures) {
      written.push(blockOfOthers(pictures.length - at));
      break;
    }
    written.push(block);
  }
  const content = Buffer.from(`[${written.join()}]`);
  if (content.length <= maxReplyBytes) return content;
  throw new ToolError("too_large", "The answer is too large to be sent. Ask for fewer results or a smaller part.");
}

/** The arguments that say how many hits an answer may have. */
const limitNames = ["limit", "maxCandidates"] as const;

/** An answer, and the blocks in which a model reads it, as `writeBlock` writes them. */
export interface WrittenAnswer {
  answer: Record<string, unknown>;
  blocks: readonly string[];
}

/**
 * Runs a search, and again with a smaller limit where its answer is larger than one may be: so its cursor goes on right
 * behind the last hit that is shown. What has no limit runs once.
 */
export async function runWithinLimit(
  input: Record<string, unknown>,
  run: (input: Record<string, unknown>) => Promise<WrittenAnswer>,
): Promise<WrittenAnswer> {
  const name = limitNames.find((one) => typeof input[one] === "number");
  let written = await run(input);
  if (name === undefined) return written;
  for (let limit = Number(input[name]); limit > 1; ) {
    const hits = hitsThatFit(written.blocks);
    if (hits === "all") break;
    limit = Math.max(1, Math.min(limit - 1, hits ?? Math.floor(limit / 2)));
    written = await run({ ...input, [name]: limit });
  }
  return written;
}

const emptyBytes = writeBlock("").length;
/** Bytes of a block's text, as JSON. */
const bytesOf = (block: string) => Buffer.byteLength(block) - emptyBytes;

/** How many of the hits fit, with the last block, which isn't one. Undefined where all hits are in one block. */
function hitsThatFit(blocks: readonly string[]): number | "all" | undefined {
  const sizes = blocks.map(bytesOf);
  let room = answerLimits.searchBytes - (sizes.pop() ?? 0);
  const firstBeyond = sizes.findIndex((size) => {
    room -= size;
    return room < 0;
  });
  if (room >= 0) return "all";
  return firstBeyond === -1 ? undefined : firstBeyond;
}
