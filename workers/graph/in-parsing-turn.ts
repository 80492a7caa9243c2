import type { GraphAnswer } from "#workers/resilience/graph-layer.ts";
import { createTextTurns } from "#workers/text/text-turns.ts";

/**
 * An answer, when it may be parsed: a large one in a turn of the event loop in which no other large one is. A process
 * may have dozens in the same moment, each of which takes up to some tenths of a second.
 */
export async function inParsingTurn(coming: Promise<GraphAnswer>): Promise<GraphAnswer> {
  const answer = await coming;
  await createTextTurns()(answer.body.byteLength);
  return answer;
}
