import { answerLimits } from "./text/text-size.ts";
import { writeBlock } from "./write-content.ts";

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
/** Of its text, as JSON. */
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
