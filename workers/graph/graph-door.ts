import type { IncomingHttpHeaders } from "node:http";
import { z } from "zod";
import type { Call } from "#common/call.ts";
import { retryLater } from "#common/errors.ts";
import type { Logger } from "#common/logger.ts";
import { isMailAddress } from "#common/tools/resource-uri/resource-uri.ts";
import { version } from "#common/version.ts";
import type { Service, Workload } from "#common/workload.ts";
import { AttemptFailure, isTooMuch } from "#workers/resilience/attempt-failure.ts";
import type { GraphAnswer, GraphHttpRequest, GraphSend } from "#workers/resilience/graph-layer.ts";
import { createTextTurns } from "#workers/text/text-turns.ts";
import type { CallersPart, GraphDoor, GraphDownload, GraphRequest } from "#workers/tools/tool-context.ts";
import { graphPath, nextLinkPath, workloadOf } from "./graph-address.ts";
import type { GraphBatch } from "./graph-batch.ts";
import { AddressRefused, type DownloadHosts, type GraphPools } from "./graph-connections.ts";
import { DownloadLinkRefused, followDownload, redirectTo } from "./graph-download.ts";
import { callersMistake, GraphRefusal, graphErrorCodes, tooMuchError, UnknownUser } from "./graph-error.ts";
import { readJson, readPage, UnexpectedAnswer } from "./graph-json.ts";
import { requireKnown } from "./known-requests.ts";
import { type GetToken, sendAsUser } from "./send-as-user.ts";

const json = "application/json";

/** What is sent to Graph, apart from what all requests of a call share. */
interface Outgoing {
  path: string;
  accept: string;
  prefer?: readonly string[] | undefined;
  body?: unknown;
  isBatched?: boolean;
  hasFallback?: boolean | undefined;
}

/** The form in which apps should name themselves (https://learn.microsoft.com/graph/throttling). */
const userAgent = `ISV|m365-connector|m365-connector/${version}`;

/**
 * Ids of mail and events that survive a move to another folder
 * (https://learn.microsoft.com/graph/outlook-immutable-id).
 */
const immutableIds = 'IdType="ImmutableId"';

/** The headers of every Graph request, except for the token. Throws for a `Prefer` that would change something. */
function graphHeaders(
  requestId: string,
  workload: Service,
  { accept, prefer = [], body }: Outgoing,
): Record<string, string> {
  // Redeeming a sharing link grants access, and so writes.
  if (prefer.some((value) => /redeemSharingLink/i.test(value))) throw new Error("a read may not redeem a sharing link");
  const prefers = workload === "outlook" ? [immutableIds, ...prefer] : prefer;
  return {
    accept,
    // Files stay as they are (https://learn.microsoft.com/graph/best-practices-concept).
    ...(accept === json && { "accept-encoding": "gzip" }),
    "client-request-id": requestId,
    "user-agent": userAgent,
    ...(prefers.length > 0 && { prefer: prefers.join(", ") }),
    ...(body !== undefined && { "content-type": json }),
  };
}

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

const foundUser = z.object({ id: z.string() });

/** The request for whoever has an address, whether it is the first one or an alias. Needs User.Read.All. */
function requestFor(address: string): GraphRequest {
  const quoted = address.replaceAll("'", "''");
  const $filter = `mail eq '${quoted}' or proxyAddresses/any(p:p eq 'smtp:${quoted}')`;
  return { path: ["users"], query: { $filter, $select: "id", $top: 2 } };
}

/**
 * Sends requests below `users/{address}` again by the person's id where Graph does not know the address: it takes ids
 * and user names alone, and an address may be another (microsoft-graph-docs #3979, #5291). What the directory does not
 * tell stays unknown.
 */
function byKnownUser(find: (request: GraphRequest) => Promise<readonly { id: string }[]>) {
  const ids = new Map<string, string>();
  return async function sendToUser<T>(request: GraphRequest, send: (request: GraphRequest) => Promise<T>): Promise<T> {
    const [first, address = "", ...rest] = request.path;
    const sendTo = (id: string | undefined) =>
      send(id === undefined ? request : { ...request, path: ["users", id, ...rest] });
    try {
      return await sendTo(ids.get(address));
    } catch (error) {
      if (!(error instanceof UnknownUser) || first !== "users" || !isMailAddress(address) || ids.has(address))
        throw error;
      const [found, another] = await find(requestFor(address)).catch(() => []);
      if (found === undefined || another !== undefined) throw error;
      ids.set(address, found.id);
      return await sendTo(found.id);
    }
  };
}

/**
 * An answer, when it may be parsed: a large one in a turn of the event loop in which no other large one is. A process
 * may have dozens in the same moment, each of which takes up to some tenths of a second.
 */
async function inParsingTurn(coming: Promise<GraphAnswer>): Promise<GraphAnswer> {
  const answer = await coming;
  await createTextTurns()(answer.body.byteLength);
  return answer;
}

/** How a call uses Graph. */
export interface GraphUse {
  getToken: GetToken;
  /** The tool's own workload. A request to another service counts for that service's workload. */
  workload: Workload;
  /** Gets the headers of every answer of Graph, including answers that are retried; not of download hosts. */
  onAnswer?: (headers: IncomingHttpHeaders) => void;
  /** Gets the number of elements of lists that are left out because they lack what identifies them. */
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
  /** Batch into which this many GETs are gathered. */
  batchOf(size: number): GraphBatch;
  logger: Logger;
  now: () => number;
}

/** Far larger than any page that a tool asks for. */
const maxJsonBytes = 8_000_000;

const unreachable = (what: string) => retryLater("unavailable", what, { retryAfterSeconds: 15 });

const refusedAnswer = {
  NOT_JSON: "Something between the connector and Microsoft 365 answered instead of it",
  WRONG_SHAPE: "Microsoft 365 left out of its answer a part that is needed here",
};

export function createGraphDoor(call: Call, use: GraphUse, parts: DoorParts): GraphDoor {
  const { requestId } = call;
  const { getToken, onAnswer } = use;
  const { origin, pools, send, batchOf, logger, now } = parts;
  const downloading = { send, dispatcher: pools.downloads, hosts: parts.downloadHosts, now };

  function httpRequest(outgoing: Outgoing, maxBytes: number): GraphHttpRequest {
    const { path, body, isBatched = false, hasFallback = false } = outgoing;
    const workload = workloadOf(path.split(/[/?]/).slice(2), use.workload);
    return {
      call,
      dispatcher: pools.graph,
      origin,
      path,
      method: body === undefined ? "GET" : "POST",
      headers: graphHeaders(requestId, workload, outgoing),
      ...(body !== undefined && { body: JSON.stringify(body) }),
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

  const read = (outgoing: Outgoing, way = send) =>
    inParsingTurn(sendAsUser(httpRequest(outgoing, maxJsonBytes), { send: orTooMuch(way), getToken, now }));

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
        const { prefer, hasFallback } = request;
        const outgoing = { path: knownPath("GET", request), accept: json, prefer, hasFallback, isBatched: true };
        return readJson(await read(outgoing, send), schema, onLeftOut);
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
