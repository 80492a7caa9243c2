import { randomUUID } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import { gzipSync } from "node:zlib";
import { z } from "zod";
import {
  type DoorAnswer,
  type DoorRequest,
  header,
  type RequestPart,
  type ServePart,
} from "#test/fake-tenant/door/door-types.ts";
import type { WhoAsks } from "#test/fake-tenant/world/request-log.ts";
import { nowSeconds, type World } from "#test/fake-tenant/world/world.ts";
import { calendarRoutes } from "./calendar/event-routes.ts";
import { directoryRoutes } from "./directory/directory-routes.ts";
import { driveRoutes, shareRoutes } from "./files/drive-routes.ts";
import { siteRoutes } from "./files/site-routes.ts";
import { type GraphCall, type GraphResult, readJsonBody, readPreferences, refuseRawBytes } from "./graph-call.ts";
import { badRequest, GraphRefusal, type GraphRequestIds, refusalAnswer } from "./graph-refusal.ts";
import { claimsChallenge, createTokenReader, freshSignInClaims } from "./graph-token.ts";
import { emptyPage, linkedToEmptyPage } from "./list-page.ts";
import { mailRoutes } from "./mail/mail-routes.ts";
import { meetingRoutes } from "./meetings/meeting-routes.ts";
import { recapRoutes } from "./meetings/recap-routes.ts";
import { noteRoutes } from "./notes/note-routes.ts";
import { answerAsRecorded } from "./recorded-tenant.ts";
import { createRouteTree } from "./route-tree.ts";
import { retrievalRoutes } from "./search/retrieval-routes.ts";
import { searchRoutes } from "./search/search-routes.ts";
import { createServiceLimits } from "./service-limit.ts";
import { plannerRoutes } from "./tasks/planner-routes.ts";
import { todoRoutes } from "./tasks/todo-routes.ts";
import { channelRoutes } from "./teams/channel-routes.ts";
import { chatRoutes } from "./teams/chat-routes.ts";

const harmlessMethods: ReadonlySet<string> = new Set(["GET", "HEAD", "OPTIONS"]);

/** POSTs that only read; every other method that is not harmless counts as an attempt to write. */
const readOnlyPosts =
  /^\/v1\.0\/((me|users\/[^/]+)\/calendar\/getSchedule|me\/translateExchangeIds|search\/query|\$batch)$/i;
const retrieval = "/v1.0/copilot/retrieval";

const jsonType = "application/json;odata.metadata=minimal;odata.streaming=true;IEEE754Compatible=false;charset=utf-8";

interface GraphHandler {
  identify(request: DoorRequest): WhoAsks;
  admit(request: DoorRequest): { refusal: DoorAnswer | null; release(): void };
  handle(request: DoorRequest, servePart: ServePart): Promise<DoorAnswer>;
  claimsChallenge(request: DoorRequest, claims: string | true): DoorAnswer;
}

/** Answers everything under the Graph host. New areas add their routes here and nowhere else. */
export function createGraphHandler(world: World): GraphHandler {
  const tokens = createTokenReader(world);
  const admit = createServiceLimits(world);
  const find = createRouteTree([
    ...directoryRoutes,
    ...mailRoutes,
    ...calendarRoutes,
    ...searchRoutes,
    ...retrievalRoutes,
    ...driveRoutes,
    ...shareRoutes,
    ...siteRoutes,
    ...meetingRoutes,
    ...recapRoutes,
    ...chatRoutes,
    ...channelRoutes,
    ...noteRoutes,
    ...todoRoutes,
    ...plannerRoutes,
  ]);

  async function result(request: DoorRequest, servePart: ServePart): Promise<GraphResult> {
    const [, version = "", ...rawSegments] = request.rawPath.replace(/\/$/, "").split("/");
    if (!harmlessMethods.has(request.method) && !readOnlyPosts.test(request.rawPath) && request.rawPath !== retrieval) {
      world.log.counters.writes += 1;
      process.stderr.write(`fake graph: A WRITE WAS ATTEMPTED: ${request.method} ${request.rawPath}\n`);
      throw new GraphRefusal(405, "Request_BadRequest", "Specified HTTP method is not allowed for the request target.");
    }
    const caller = await tokens.verify(header(request, "authorization"));
    if (version !== "v1.0") throw badRequest("Invalid version.");
    refuseRawBytes(request.log.path);
    if (request.method === "POST" && rawSegments.join("/") === "$batch") {
      return await batchResult(request, servePart);
    }
    const { route, params } = find(request.method, rawSegments);
    if (route === undefined)
      throw new GraphRefusal(405, "Request_BadRequest", "Specified HTTP method is not allowed for the request target.");
    const call: GraphCall = {
      world,
      request,
      caller,
      params,
      prefer: readPreferences(request),
      path: `/${rawSegments.join("/")}`,
    };
    if (world.behaviour.graphLatencyMs > 0) await sleep(world.behaviour.graphLatencyMs);
    return emptyPage(call) ?? linkedToEmptyPage(await route.handle(call), call);
  }

  return {
    identify(request) {
      const token = tokens.read(header(request, "authorization"));
      const { tid, oid, aud } = token?.claims ?? {};
      const server = world.apps.findServer();
      return {
        tenantId: typeof tid === "string" ? tid : null,
        userId: typeof oid === "string" ? oid : null,
        grant: null,
        tokenSha256: token?.sha256 ?? null,
        sawInboundAssertion:
          typeof aud === "string" && (aud === server?.clientId || (server?.identifierUris.includes(aud) ?? false)),
      };
    },
    admit(request) {
      const { refusal, release } = admit(request);
      if (refusal === null) return { refusal, release };
      const ids = requestIds(world, request);
      return { refusal: finish(ids, refusalAnswer(refusal, ids)), release };
    },
    async handle(request, servePart) {
      const ids = requestIds(world, request);
      const answer = async () => {
        try {
          return okAnswer(await result(request, servePart));
        } catch (error) {
          if (!(error instanceof GraphRefusal)) throw error;
          return refusalAnswer(error, ids);
        }
      };
      const { recording } = world.behaviour;
      const found = recording ? await answerAsRecorded(recording, request, { ids, answer }) : await answer();
      return finish(ids, packed(found, request));
    },
    claimsChallenge(request, claims) {
      const ids = requestIds(world, request);
      return finish(
        ids,
        refusalAnswer(claimsChallenge(claims === true ? freshSignInClaims(nowSeconds(world)) : claims), ids),
      );
    },
  };
}

function requestIds(world: World, request: DoorRequest): GraphRequestIds {
  const requestId = randomUUID();
  return { requestId, clientRequestId: request.log.clientRequestId ?? requestId, nowMs: world.now() };
}

function okAnswer(result: GraphResult): DoorAnswer {
  const { body, contentType = jsonType, applied = [], status = 200 } = result;
  const headers: Record<string, string> = { "content-type": contentType, ...result.headers };
  if (applied.length > 0) headers["preference-applied"] = applied.join(", ");
  return { status, headers, body };
}

/** Graph packs what is worth it for whoever accepts that (https://learn.microsoft.com/graph/best-practices-concept). */
function packed(answer: DoorAnswer, request: DoorRequest): DoorAnswer {
  if (!/\bgzip\b/.test(header(request, "accept-encoding") ?? "") || answer.body.length < 1_000) return answer;
  return {
    ...answer,
    headers: { ...answer.headers, "content-encoding": "gzip", vary: "Accept-Encoding" },
    body: gzipSync(answer.body, { level: 1 }),
  };
}

function finish(ids: GraphRequestIds, answer: DoorAnswer): DoorAnswer {
  answer.headers["request-id"] = ids.requestId;
  answer.headers["client-request-id"] = ids.clientRequestId;
  answer.headers["cache-control"] = "private";
  answer.headers["x-ms-ags-diagnostic"] =
    '{"ServerInfo":{"DataCenter":"Japan ' +
    'East","Slice":"E","Ring":"5","ScaleUnit":"002","RoleInstance":"TY1PEPF00000000"}}';
  return answer;
}

const maxParts = 20;

const part = z.strictObject({
  id: z.string().min(1),
  method: z.enum(["GET", "POST", "PUT", "PATCH", "DELETE"]),
  /** Relative to the version: an absolute address, or one with the version in it, leads nowhere. */
  url: z.string().regex(/^\/(?!\/|\$batch\b|v1\.0\/|beta\/)/),
  headers: z.record(z.string(), z.string()).optional(),
  body: z.unknown().optional(),
});
type Part = z.infer<typeof part>;

const batchBody = z.object({ requests: z.array(part).min(1) });

/**
 * Answers a JSON batch (https://learn.microsoft.com/graph/json-batching): each part as if it had come alone, with the
 * token of the whole. Documented: the answers come in any order. `dependsOn` is refused, as are headers that belong to
 * the whole.
 */
async function batchResult(request: DoorRequest, servePart: ServePart): Promise<GraphResult> {
  const parts = readParts(request);
  const responses = await Promise.all(
    parts.map(async (each) => ({ id: each.id, ...innerAnswer(await servePart(requestOf(each, request))) })),
  );
  return { body: JSON.stringify({ responses: responses.reverse() }) };
}

function readParts(request: DoorRequest): Part[] {
  if (!/^application\/json\b/i.test(header(request, "content-type") ?? "")) {
    throw badRequest("Invalid batch payload format.");
  }
  const body = batchBody.safeParse(readJsonBody(request.body));
  if (!body.success) throw badRequest("Invalid batch payload format.");
  const { requests } = body.data;
  if (requests.length > maxParts) {
    throw badRequest(`Number of batch request steps exceeds the maximum value of ${maxParts}.`, "MaximumValueExceeded");
  }
  if (new Set(requests.map(({ id }) => id)).size < requests.length) throw badRequest("Request Id has to be unique.");
  for (const { headers = {} } of requests) {
    const foreign = Object.keys(headers).find((name) => /^(authorization|host|cookie)$/i.test(name));
    if (foreign !== undefined) throw badRequest(`The header '${foreign}' is not allowed in a batch request step.`);
  }
  return requests;
}

function requestOf({ method, url, headers = {}, body }: Part, outer: DoorRequest): RequestPart {
  const own = Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]));
  if (body !== undefined && own["content-type"] === undefined) {
    throw badRequest("Request step has a body, but no Content-Type header.");
  }
  const inherited = ["authorization", "client-request-id", "user-agent"].flatMap((name) => {
    const value = header(outer, name);
    return value === undefined ? [] : [[name, value] as const];
  });
  return {
    method,
    target: `/v1.0${url}`,
    headers: { ...own, ...Object.fromEntries(inherited) },
    body: Buffer.from(body === undefined ? "" : JSON.stringify(body)),
  };
}

/** What Graph says once, of the whole batch. */
const ofTheWhole: ReadonlySet<string> = new Set(["request-id", "client-request-id", "x-ms-ags-diagnostic"]);

/** JSON stands in the answer as such, any other body in base64. A success with JSON may lack its Content-Type. */
function innerAnswer({ status, headers, body }: DoorAnswer) {
  const json = /\bjson\b/i.test(headers["content-type"] ?? "") ? jsonOf(body) : undefined;
  const isPlain = json !== undefined && status < 400;
  const shown = Object.entries(headers).filter(
    ([name]) => !ofTheWhole.has(name) && !(isPlain && name === "content-type"),
  );
  const named = shown.map(([name, value]) => [name.replace(/(^|-)[a-z]/g, (letter) => letter.toUpperCase()), value]);
  return { status, headers: Object.fromEntries(named), body: json ?? Buffer.from(body).toString("base64") };
}

function jsonOf(body: string | Buffer): unknown {
  try {
    return JSON.parse(body.toString());
  } catch {
    return undefined;
  }
}
