import { z } from "zod";
import { ToolError } from "#common/errors.ts";
import type { Service } from "#common/workload.ts";
import { AttemptFailure } from "#workers/resilience/attempt-failure.ts";
import type { GraphAnswer, GraphHttpRequest, GraphSend } from "#workers/resilience/graph-layer.ts";
import { mapConcurrently } from "#workers/tools/map-concurrently.ts";
import { readJson } from "./graph-json.ts";

/** Graph's limit. */
const maxParts = 20;
/** How long a request waits for others, which may wait for their turn. An answer of Graph takes ten times this. */
const gatherMs = 10;
/** Requests at once where Graph takes no batch: as many as a person's to a service may be. */
const aloneAtOnce = 4;
/** Answers that a request alone would get too: about the token, about limits, or of a service in trouble. */
const isOfAll = (status: number) => [401, 429, 500, 502, 503, 504].includes(status);

interface Waiting {
  request: GraphHttpRequest;
  resolve(answer: GraphAnswer): void;
  reject(error: unknown): void;
}

export type GraphBatch = ReturnType<typeof createGraphBatch>;

/**
 * Gathers attempts of `size` requests of one call into batches. It is below all layers, so each request has passed its
 * own limits and breaker by then, and is retried on its own.
 * @param send sends one HTTP request
 */
export function createGraphBatch({ size, send }: { size: number; send: GraphSend }) {
  let open = size;
  let inFlight = 0;
  const waiting: Waiting[] = [];
  let timer: NodeJS.Timeout | undefined;

  function flush(): void {
    clearTimeout(timer);
    timer = undefined;
    const parts = waiting.splice(0, maxParts);
    inFlight += parts.length;
    for (const group of byToken(parts)) void sendGroup(group, send);
    gather();
  }

  /** Waits no longer once nobody else can join. */
  function gather(): void {
    if (waiting.length === 0) return;
    if (waiting.length >= maxParts || waiting.length + inFlight >= open) flush();
    else timer ??= setTimeout(flush, gatherMs);
  }

  return {
    /** Sends a GET with those of the others that can be sent now. Resolves and rejects as if it was sent alone. */
    async send(request: GraphHttpRequest): Promise<GraphAnswer> {
      const { promise, resolve, reject } = Promise.withResolvers<GraphAnswer>();
      waiting.push({ request, resolve, reject });
      gather();
      return await promise.finally(() => {
        inFlight -= 1;
      });
    },
    /** Leaves the batch: to be called when one of the requests has its outcome, and will not be sent again. */
    leave() {
      open -= 1;
      gather();
    },
  };
}

/** A batch has one token. They differ only while one is being replaced. */
function byToken(parts: readonly Waiting[]): Iterable<Waiting[]> {
  return Map.groupBy(parts, ({ request }) => request.headers.authorization).values();
}

/** Settles every request of the group; never rejects. */
async function sendGroup(group: readonly Waiting[], send: GraphSend): Promise<void> {
  const [first, second] = group;
  if (first === undefined || second === undefined) return await sendAlone(group, send);
  try {
    const requests = group.map(({ request }) => request);
    const answer = await send(batchRequest(first.request, requests));
    if (answer.status === 200) return await handOut(group, answer, send);
    if (!isOfAll(answer.status)) return await sendAlone(group, send);
    first.request.onAnswer?.(answer.headers);
    forEachOfBatch(group, (part, isBatchCopy) => part.resolve({ ...answer, isBatchCopy }));
  } catch (error) {
    if (error instanceof ToolError && error.code === "too_large") return await sendAlone(group, send);
    forEachOfBatch(group, ({ reject }, isBatchCopy) =>
      reject(
        error instanceof AttemptFailure
          ? new AttemptFailure(error.reason, error.code, { ...error, isBatchCopy })
          : error,
      ),
    );
  }
}

async function handOut(group: readonly Waiting[], whole: GraphAnswer, send: GraphSend): Promise<void> {
  const answers = batchAnswers(whole);
  const leftOut = group.filter((part, index) => {
    const answer = answers.get(index);
    if (answer === undefined) return true;
    part.request.onAnswer?.(answer.headers);
    part.resolve(answer);
    return false;
  });
  await sendAlone(leftOut, send);
}

async function sendAlone(parts: readonly Waiting[], send: GraphSend): Promise<void> {
  await mapConcurrently(parts, aloneAtOnce, ({ request, resolve, reject }) => send(request).then(resolve, reject));
}

/** One failure on the wire is one for each service that it concerns, however many requests it had. */
function forEachOfBatch(group: readonly Waiting[], settle: (part: Waiting, isBatchCopy: boolean) => void): void {
  const told = new Set<Service>();
  for (const part of group) {
    const { workload } = part.request;
    settle(part, told.has(workload));
    told.add(workload);
  }
}

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
function batchRequest(
  { onAnswer: _ofOne, ...first }: GraphHttpRequest,
  requests: readonly GraphHttpRequest[],
): GraphHttpRequest {
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
function batchAnswers(answer: GraphAnswer): Map<number, GraphAnswer> {
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
