import { ToolError } from "#common/errors.ts";
import type { Service } from "#common/workload.ts";
import { AttemptFailure } from "#workers/resilience/attempt-failure.ts";
import type { GraphAnswer, GraphHttpRequest, GraphSend } from "#workers/resilience/graph-layer.ts";
import { mapConcurrently } from "#workers/tools/map-concurrently.ts";
import { batchAnswers, batchRequest } from "./batch-body.ts";

/** Graph's limit. */
const maxParts = 20;
/** How long a request waits for others, which may wait for their turn. An answer of Graph takes ten times this. */
const gatherMs = 10;
/** Where Graph takes no batch: as many at once as a person's requests to a service may be. */
const aloneAtOnce = 4;
/** Answers that a request alone would get too: about the token, about limits, or of a service in trouble. */
const isOfAll = (status: number) => [401, 429, 500, 502, 503, 504].includes(status);

export interface GraphBatch {
  /** Sends a GET with those of the others that can be sent now. Resolves and rejects as if it was sent alone. */
  send: GraphSend;
  /** To be called when one of the requests has its outcome, and will not be sent again. */
  leave(): void;
}

interface Waiting {
  request: GraphHttpRequest;
  resolve(answer: GraphAnswer): void;
  reject(error: unknown): void;
}

/**
 * Gathers attempts of `size` requests of one call into batches. It is below all layers, so each request has passed its
 * own limits and breaker by then, and is retried on its own.
 * @param send sends one HTTP request
 */
export function createGraphBatch({ size, send }: { size: number; send: GraphSend }): GraphBatch {
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
    async send(request) {
      const { promise, resolve, reject } = Promise.withResolvers<GraphAnswer>();
      waiting.push({ request, resolve, reject });
      gather();
      return await promise.finally(() => {
        inFlight -= 1;
      });
    },
    leave() {
      open -= 1;
      gather();
    },
  };
}

type Group = readonly [Waiting, ...Waiting[]];

/** A batch has one token. They differ only while one is being replaced. */
function byToken(parts: readonly Waiting[]): Group[] {
  const groups = Object.groupBy(parts, ({ request }) => request.headers.authorization ?? "");
  return Object.values(groups).flatMap(([first, ...rest] = []) => (first === undefined ? [] : [[first, ...rest]]));
}

/** Settles every request of the group; never rejects. */
async function sendGroup(group: Group, send: GraphSend): Promise<void> {
  const [first, ...rest] = group;
  if (rest.length === 0) return await sendAlone(group, send);
  try {
    const requests = [first.request, ...rest.map(({ request }) => request)] as const;
    const answer = await send(batchRequest([...requests]));
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

async function handOut(group: Group, whole: GraphAnswer, send: GraphSend): Promise<void> {
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
function forEachOfBatch(group: Group, settle: (part: Waiting, isBatchCopy: boolean) => void): void {
  const told = new Set<Service>();
  for (const part of group) {
    const { workload } = part.request;
    settle(part, told.has(workload));
    told.add(workload);
  }
}
