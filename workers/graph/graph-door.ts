import type { IncomingHttpHeaders } from "node:http";
import type { Call } from "#common/call.ts";
import { retryLater } from "#common/errors.ts";
import type { Logger } from "#common/logger.ts";
import type { Workload } from "#common/workload.ts";
import { AttemptFailure, isTooMuch } from "#workers/resilience/attempt-failure.ts";
import type { GraphAnswer, GraphHttpRequest, GraphSend } from "#workers/resilience/graph-layer.ts";
import type { CallersPart, GraphDoor, GraphDownload, GraphRequest } from "#workers/tools/tool-context.ts";
import { AddressRefused } from "./download-connector.ts";
import type { DownloadHosts } from "./download-hosts.ts";
import { graphPath, nextLinkPath } from "./graph-address.ts";
import type { GraphBatch } from "./graph-batch.ts";
import { DownloadLinkRefused, followDownload, redirectTo } from "./graph-download.ts";
import { callersMistake, GraphRefusal, graphErrorCodes, tooMuchError } from "./graph-error.ts";
import { graphHeaders } from "./graph-headers.ts";
import { readJson, readPage, UnexpectedAnswer } from "./graph-json.ts";
import type { GraphPools } from "./graph-pools.ts";
import { inParsingTurn } from "./in-parsing-turn.ts";
import { byKnownUser, foundUser } from "./known-user.ts";
import { requireKnown } from "./requests/require-known.ts";
import { type GetToken, sendAsUser } from "./send-as-user.ts";
import { workloadOf } from "./workload-of.ts";

/**
 * Whether it is OneNote that refuses, by one of its numbers: a list of several notebooks fails at a single one that is
 * broken (20258, microsoft-graph-docs #6713) or locked (10001, microsoft-graph-docs-contrib #7121).
 */
function isOfOneNote({ status, body }: GraphAnswer): boolean {
  const isRefusal = status >= 400 && ![401, 429, 503].includes(status);
  return isRefusal && graphErrorCodes(body).some((code) => /^\d{5}$/.test(code));
}

/**
 * Sends requests. One for which the handler has a smaller one rejects with `too_large` where Graph fails at it or takes
 * too long. Pauses, limits, an open breaker and broken connections would meet the smaller one as well.
 */
function orTooMuch(send: GraphSend): GraphSend {
  return async function sendLarge(request) {
    if (request.hasFallback !== true) return await send(request);
    const answer = await send(request).catch((error: unknown) => {
      throw error instanceof AttemptFailure && isTooMuch(error) ? tooMuchError() : error;
    });
    if (isTooMuch(answer) || isOfOneNote(answer)) throw tooMuchError();
    return answer;
  };
}

/** How a call uses Graph. */
export interface GraphUse {
  getToken: GetToken;
  /** The tool's own workload. A request to another service counts for that service's workload. */
  workload: Workload;
  /** Called with the headers of every answer of Graph, including answers that are retried; not of download hosts. */
  onAnswer?: (headers: IncomingHttpHeaders) => void;
  /** Called with the number of elements of lists that are left out because they lack what identifies them. */
  onLeftOut?: (elements: number) => void;
  /** Addresses that Graph doesn't know are not looked up, so that graph-check tells whether it knows them. */
  leavesAliases?: boolean;
}

interface DoorParts {
  /** Graph's origin, such as `https://graph.microsoft.com`. */
  origin: string;
  pools: GraphPools;
  downloadHosts: DownloadHosts;
  send: GraphSend;
  /** Where this many GETs are gathered into batches. */
  batchOf(size: number): GraphBatch;
  logger: Logger;
  now: () => number;
}

/** Far larger than any page that a tool asks for. */
const maxJsonBytes = 8_000_000;
const json = "application/json";

const unreachable = (what: string) => retryLater("unavailable", what, { retryAfterSeconds: 15 });

const refusedAnswer = {
  NOT_JSON: "Something between the connector and Microsoft 365 answered instead of it",
  WRONG_SHAPE: "Microsoft 365 left out of its answer a part that is needed here",
};

const pathSegments = (path: string) => path.split(/[/?]/).slice(2);

/** The door to Graph for one call. */
export function createGraphDoor(call: Call, use: GraphUse, parts: DoorParts): GraphDoor {
  const { requestId } = call;
  const { getToken, onAnswer } = use;
  const { origin, pools, send, batchOf, logger, now } = parts;
  const downloading = { send, dispatcher: pools.downloads, hosts: parts.downloadHosts, now };

  type Outgoing = {
    path: string;
    accept: string;
    prefer?: readonly string[] | undefined;
    body?: unknown;
    isBatched?: boolean;
    hasFallback?: boolean | undefined;
  };

  function httpRequest(
    { path, accept, prefer, body, isBatched = false, hasFallback = false }: Outgoing,
    maxBytes: number,
  ): GraphHttpRequest {
    const workload = workloadOf(pathSegments(path), use.workload);
    const hasBody = body !== undefined;
    return {
      call,
      dispatcher: pools.graph,
      origin,
      path,
      method: hasBody ? "POST" : "GET",
      headers: graphHeaders({ requestId, workload, accept, prefer, hasBody }),
      ...(hasBody && { body: JSON.stringify(body) }),
      maxBytes,
      workload,
      isBatched,
      hasFallback,
      ...(onAnswer && { onAnswer }),
    };
  }

  function onLeftOut(elements: number, problem: string): void {
    logger.warn({ requestId, problem }, "parts of an answer of Graph are left out");
    use.onLeftOut?.(elements);
  }

  /** Logs details that the error itself may not contain, and converts broken connections to a `ToolError`. */
  async function guarded<T>(work: () => Promise<T>, fromCaller?: CallersPart): Promise<T> {
    try {
      return await work();
    } catch (error) {
      const mistake = error instanceof GraphRefusal && fromCaller && callersMistake(error, fromCaller);
      if (mistake) {
        logger.warn({ requestId, code: error.code, fromCaller }, "Graph refused what the caller gave");
        throw mistake;
      }
      if (error instanceof AttemptFailure) {
        logger.warn({ requestId, reason: error.reason, code: error.code }, "Graph could not be reached");
        throw unreachable("Microsoft 365 could not be reached");
      }
      if (error instanceof UnexpectedAnswer || error instanceof AddressRefused) {
        logger.warn({ requestId, errorName: error.name, problem: error.message }, "an answer of Graph was refused");
      }
      if (error instanceof UnexpectedAnswer) throw unreachable(refusedAnswer[error.code]);
      throw error;
    }
  }

  /** The bytes behind a link that Graph gave. Undefined where it does not work. */
  async function downloadFrom(link: string, outgoing: GraphHttpRequest): Promise<GraphDownload | undefined> {
    try {
      return await followDownload(redirectTo(link), outgoing, downloading);
    } catch (error) {
      if (error instanceof DownloadLinkRefused || error instanceof AddressRefused) return undefined;
      throw error;
    }
  }

  const readVia = (way: GraphSend, outgoing: Outgoing) =>
    inParsingTurn(sendAsUser(httpRequest(outgoing, maxJsonBytes), { send: orTooMuch(way), getToken, now }));
  const read = (outgoing: Outgoing) => readVia(send, outgoing);

  function knownPath(method: "GET" | "POST", request: GraphRequest): string {
    const path = graphPath(origin, request);
    requireKnown(method, request);
    return path;
  }

  const readOnce = ({ prefer, hasFallback, ...request }: GraphRequest, body?: unknown) =>
    read({
      path: knownPath(body === undefined ? "GET" : "POST", request),
      accept: json,
      prefer,
      body,
      hasFallback,
    });
  const toUser = byKnownUser(async (request) => readPage(await readOnce(request), foundUser, onLeftOut).items);
  const readAt = (request: GraphRequest, body?: unknown) =>
    use.leavesAliases ? readOnce(request, body) : toUser(request, (known) => readOnce(known, body));

  return {
    get: (request, schema) =>
      guarded(async () => readJson(await readAt(request), schema, onLeftOut), request.fromCaller),
    post: (request, schema) =>
      guarded(async () => readJson(await readAt(request, request.body), schema, onLeftOut), request.fromCaller),
    getPage: (request, itemSchema) =>
      guarded(async () => readPage(await readAt(request), itemSchema, onLeftOut), request.fromCaller),
    async getTogether(reads) {
      const { send, leave } = batchOf(reads.length);
      const readInBatch = async ({ request, schema }: (typeof reads)[number]) => {
        const path = knownPath("GET", request);
        const { prefer, hasFallback } = request;
        const outgoing = { path, accept: json, prefer, hasFallback, isBatched: true };
        return readJson(await readVia(send, outgoing), schema, onLeftOut);
      };
      return await Promise.allSettled(
        reads.map((each) => guarded(() => readInBatch(each), each.request.fromCaller).finally(leave)),
      );
    },
    nextPage: (nextLink, itemSchema, options) =>
      guarded(async () => {
        const path = nextLinkPath(origin, nextLink);
        if (path === undefined) throw new AddressRefused("a next link leads away from Graph");
        return readPage(await read({ path, accept: json, prefer: options?.prefer }), itemSchema, onLeftOut);
      }, "cursor"),
    download: (request, { maxBytes, accept = "*/*", link }) =>
      guarded(
        () =>
          toUser(request, async (known) => {
            const path = knownPath("GET", known);
            const outgoing = { ...httpRequest({ path, accept, prefer: known.prefer }, maxBytes), isDownload: true };
            const direct = link === undefined ? undefined : await downloadFrom(link, outgoing);
            if (direct !== undefined) return direct;
            return await followDownload(await sendAsUser(outgoing, { send, getToken, now }), outgoing, downloading);
          }),
        request.fromCaller,
      ),
  };
}
