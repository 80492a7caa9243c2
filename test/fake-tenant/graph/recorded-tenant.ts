import { setTimeout as sleep } from "node:timers/promises";
import { z } from "zod";
import type { DoorAnswer, DoorRequest } from "#test/fake-tenant/door/door-types.ts";
import { isRecordedName, type Recording, requestForm } from "#workers/graph-check/watch.ts";
import { GraphRefusal, type GraphRequestIds, refusalAnswer } from "./graph-refusal.ts";

const names = z.array(z.string());
const recordingSchema: z.ZodType<Recording> = z.strictObject({
  version: z.literal(1),
  requests: z.array(
    z.strictObject({
      row: z.string(),
      options: names,
      answers: z.array(z.strictObject({ status: z.number(), codes: names, times: z.number() })).min(1),
      medianMs: z.number(),
      slowestMs: z.number(),
      properties: names,
    }),
  ),
});

/** What `graph-check --record` wrote. @throws `ZodError` for anything else */
export const readRecording = (text: string): Recording => recordingSchema.parse(JSON.parse(text));

/** The value without the properties that no answer of the recorded tenant had. What is in an empty list, stays. */
function withRecorded(value: unknown, recorded: ReadonlySet<string>, path = ""): unknown {
  if (Array.isArray(value)) {
    return recorded.has(`${path}[]`) ? value.map((item) => withRecorded(item, recorded, `${path}[]`)) : value;
  }
  if (typeof value !== "object" || value === null) return value;
  const kept = Object.entries(value).flatMap(([key, inner]) => {
    const at = path === "" ? key : `${path}.${key}`;
    if (key === "@odata.nextLink" || !isRecordedName(key, path)) return [[key, inner]];
    return recorded.has(at) ? [[key, withRecorded(inner, recorded, at)]] : [];
  });
  return Object.fromEntries(kept);
}

function withoutUnrecorded(answer: DoorAnswer, properties: readonly string[]): DoorAnswer {
  const isJson = answer.status === 200 && /\bjson\b/.test(answer.headers["content-type"] ?? "");
  if (!isJson || properties.length === 0) return answer;
  return { ...answer, body: JSON.stringify(withRecorded(JSON.parse(answer.body.toString()), new Set(properties))) };
}

/**
 * Answers as a recorded tenant did: as late, without what it left out, and with the refusal of what it always refused.
 * What it refused now and then, and what it was not asked, is for the fake to decide.
 */
export async function answerAsRecorded(
  { requests }: Recording,
  request: DoorRequest,
  { ids, answer }: { ids: GraphRequestIds; answer: () => Promise<DoorAnswer> },
): Promise<DoorAnswer> {
  const { row, options } = requestForm(request.method, request.log.path, request.body.toString());
  const form = requests.find((one) => one.row === row && one.options.join() === options.join());
  if (form === undefined) return await answer();
  const startedMs = performance.now();
  const [refusal] = form.answers.toSorted((one, other) => other.times - one.times);
  const isRefused = refusal !== undefined && form.answers.every(({ status }) => status === 0 || status >= 400);
  const { status = 0, codes: [code = "UnknownError", innerCode] = [] } = refusal ?? {};
  const given = isRefused
    ? refusalAnswer(new GraphRefusal(status || 504, code, "", innerCode === undefined ? {} : { innerCode }), ids)
    : withoutUnrecorded(await answer(), form.properties);
  await sleep(
    Math.max(0, (isRefused && status === 0 ? form.slowestMs : form.medianMs) - (performance.now() - startedMs)),
  );
  return given;
}
