import { z } from "zod";
import type { GraphAnswer, GraphHttpRequest } from "#workers/resilience/graph-layer.ts";
import { readJson } from "./graph-json.ts";

/** Below Graph's version, to which the addresses inside are relative. */
const version = "/v1.0";

/** Each answer is parsed twice: as a part of its batch, and alone. More than this is asked for one by one. */
const maxBatchBytes = 2_000_000;

const batchAnswer = z.object({ responses: z.array(z.unknown()) });
/** An id as `batchRequest` writes it: anything else is no position of ours, though `Number` would make it one. */
const position = z.string().regex(/^(?:0|[1-9]\d?)$/);
const batchedResponse = z.object({
  id: position,
  status: z.number().int().min(100).max(599),
  headers: z.record(z.string(), z.unknown()).nullish(),
  body: z.unknown().optional(),
});
type BatchedResponse = z.infer<typeof batchedResponse>;

/**
 * One request for several GETs of the same token (https://learn.microsoft.com/graph/json-batching). Their ids are their
 * positions. Of their headers only `Prefer` goes inside: the rest is said once for all.
 */
export function batchRequest(requests: readonly [GraphHttpRequest, ...GraphHttpRequest[]]): GraphHttpRequest {
  const [{ onAnswer: _ofOne, ...first }] = requests;
  const inside = requests.map(({ method, path, body, headers: { prefer } }, index) => {
    if (method !== "GET" || body !== undefined || !path.startsWith(`${version}/`)) {
      throw new Error("only GETs of Graph go into a batch");
    }
    return { id: String(index), method, url: path.slice(version.length), ...(prefer && { headers: { prefer } }) };
  });
  const { prefer: _inside, ...headers } = first.headers;
  return {
    ...first,
    path: `${version}/$batch`,
    method: "POST",
    headers: { ...headers, "content-type": "application/json" },
    body: JSON.stringify({ requests: inside }),
    maxBytes: maxBatchBytes,
  };
}

/**
 * The answers of a batch by the positions of their requests. Graph may answer in any order, and leave some out; an
 * answer of another shape counts as left out.
 * Throws `UnexpectedAnswer` when it is none.
 */
export function batchAnswers(answer: GraphAnswer): Map<number, GraphAnswer> {
  const { responses } = readJson(answer, batchAnswer, () => undefined);
  return new Map(
    responses.flatMap((response) => {
      const { data } = batchedResponse.safeParse(response);
      return data === undefined ? [] : [[Number(data.id), answerOf(data, answer)] as const];
    }),
  );
}

/** JSON stands inside as such, also without a media type; any other body in base64. */
function answerOf({ status, headers, body }: BatchedResponse, { headers: whole }: GraphAnswer): GraphAnswer {
  const own = Object.entries(headers ?? {}).flatMap(([name, value]) =>
    typeof value === "string" ? [[name.toLowerCase(), value] as const] : [],
  );
  const { date, "request-id": requestId } = whole;
  const isJson = typeof body === "object" && body !== null;
  return {
    status,
    headers: {
      ...(date !== undefined && { date }),
      ...(requestId !== undefined && { "request-id": requestId }),
      ...(isJson && { "content-type": "application/json" }),
      ...Object.fromEntries(own),
    },
    body: isJson ? Buffer.from(JSON.stringify(body)) : Buffer.from(typeof body === "string" ? body : "", "base64"),
  };
}
