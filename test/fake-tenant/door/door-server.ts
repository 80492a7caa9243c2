import type { IncomingMessage, ServerResponse } from "node:http";
import { createServer } from "node:https";
import type { Socket } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import { type Listening, listen } from "#test/fake-tenant/listen.ts";
import type { Door, LoggedRequest, WhoAsks } from "#test/fake-tenant/world/request-log.ts";
import type { RuleResponse } from "#test/fake-tenant/world/rules.ts";
import type { World } from "#test/fake-tenant/world/world.ts";
import type { DoorAnswer, DoorRequest, RequestPart, ServePart } from "./door-types.ts";

interface DoorOptions {
  world: World;
  door: Door;
  tls: { key: string; cert: string };
  listenHost: string;
  /** 0 = a free one. */
  port: number;
  /** Says who a request is from, before anything is checked. */
  identify(request: DoorRequest): WhoAsks;
  handle(request: DoorRequest, servePart: ServePart): DoorAnswer | Promise<DoorAnswer>;
  /** Counts a request in flight until the door releases it; or refuses it at once. */
  admit?(request: DoorRequest): { refusal: DoorAnswer | null; release(): void };
  /** Graph only: the answer to a claims-challenge rule. */
  claimsChallenge?(request: DoorRequest, claims: string | true): DoorAnswer;
}

/** Opens one TLS door: it logs every request, injects scripted faults and lets the handler answer the rest. */
export async function startDoor(options: DoorOptions): Promise<Listening> {
  // A reset must be sent by the TCP socket below TLS, which is known by its remote port only.
  const rawSockets = new Map<number | undefined, Socket>();
  const server = createServer({ ...options.tls, keepAlive: true }, (incoming, response) => {
    const reset = () => rawSockets.get(incoming.socket.remotePort)?.resetAndDestroy();
    serve(options, incoming, { response, reset }).catch((error: unknown) => {
      process.stderr.write(`fake ${options.door}: ${error instanceof Error ? error.stack : String(error)}\n`);
      response.destroy();
    });
  });
  server.keepAliveTimeout = 60_000;
  server.on("connection", (raw: Socket) => {
    const { remotePort } = raw;
    rawSockets.set(remotePort, raw);
    raw.once("close", () => rawSockets.delete(remotePort));
  });
  return await listen(server, { port: options.port, host: options.listenHost });
}

async function serve(options: DoorOptions, incoming: IncomingMessage, connection: Connection): Promise<void> {
  const { world } = options;
  const { response } = connection;
  const request = await readRequest(options, incoming);
  if (request === undefined) return;
  world.log.record(request.log);
  const admission = options.admit?.(request);
  /** What else is released with the connection: the parts of a batch that are in flight, of which there may be 20. */
  const inFlight = new Set<() => void>();
  response.on("close", () => {
    admission?.release();
    for (const release of inFlight) release();
    if (response.writableFinished || request.brokenByDoor) return;
    request.log.aborted = true;
    world.log.counters.abortedRequests += 1;
  });
  if (admission !== undefined && admission.refusal !== null) {
    request.log.status = admission.refusal.status;
    await send(response, admission.refusal, 0);
    return;
  }
  const rule = await takeRule(options, request);
  if (rule !== undefined && breakConnection(rule, request, connection)) return;
  const servePart = (part: RequestPart) => answerPart(options, request, { part, connection, inFlight });
  const answer = scripted(options, request, rule) ?? (await options.handle(request, servePart));
  if (response.destroyed) return;
  request.log.status = answer.status;
  const slowBodyMs = rule !== undefined && "slowBodyMs" in rule ? rule.slowBodyMs : 0;
  // The caller may have the answer, and send the next request, before this process hears that it is written.
  if (slowBodyMs === 0) admission?.release();
  await send(response, answer, slowBodyMs);
}

/** The first rule that matches, after its latency. */
async function takeRule({ world }: DoorOptions, request: DoorRequest): Promise<RuleResponse | undefined> {
  const { door, method, tenantId, userId, grant, path: pathAndQuery } = request.log;
  const rule = world.rules.take({ door, method, pathAndQuery, tenantId, userId, grant }, "network");
  if (rule?.latencyMs !== undefined && rule.latencyMs > 0) await sleep(rule.latencyMs);
  return rule;
}

function scripted(options: DoorOptions, request: DoorRequest, rule: RuleResponse | undefined): DoorAnswer | undefined {
  if (rule === undefined) return undefined;
  if ("claimsChallenge" in rule) return options.claimsChallenge?.(request, rule.claimsChallenge);
  return scriptedAnswer(rule, request);
}

/** A fault of the connection takes the whole request with it. */
async function answerPart(
  options: DoorOptions,
  outer: DoorRequest,
  { part, connection, inFlight }: { part: RequestPart; connection: Connection; inFlight: Set<() => void> },
): Promise<DoorAnswer> {
  const { method, target, headers, body } = part;
  const request: DoorRequest = {
    ...addressOf(target),
    method,
    headers,
    body,
    callerAddress: outer.callerAddress,
    log: newLogEntry({ door: options.door, at: options.world.now(), method, path: target, headers }),
    brokenByDoor: false,
  };
  Object.assign(request.log, options.identify(request));
  options.world.log.record(request.log);
  const admission = options.admit?.(request);
  const release = () => admission?.release();
  inFlight.add(release);
  const answer = admission?.refusal ?? (await answerAdmitted(options, request, { outer, connection }));
  release();
  inFlight.delete(release);
  request.log.status = answer.status;
  return answer;
}

async function answerAdmitted(
  options: DoorOptions,
  request: DoorRequest,
  { outer, connection }: { outer: DoorRequest; connection: Connection },
): Promise<DoorAnswer> {
  const rule = await takeRule(options, request);
  if (rule !== undefined && breakConnection(rule, outer, connection)) return await new Promise(() => undefined);
  const noParts = () => Promise.reject(new Error("a part has no parts"));
  return scripted(options, request, rule) ?? (await options.handle(request, noParts));
}

const noBody = Buffer.alloc(0);
const maxBodyBytes = 4_000_000;

async function readRequest(options: DoorOptions, incoming: IncomingMessage): Promise<DoorRequest | undefined> {
  const method = incoming.method ?? "GET";
  const path = incoming.url ?? "/";
  const { headers } = incoming;
  const request: DoorRequest = {
    ...addressOf(path),
    method,
    headers,
    body: noBody,
    callerAddress: incoming.socket.remoteAddress ?? "",
    log: newLogEntry({ door: options.door, at: options.world.now(), method, path, headers }),
    brokenByDoor: false,
  };
  if (method !== "GET" && method !== "HEAD") {
    const chunks: Buffer[] = [];
    let size = 0;
    try {
      for await (const chunk of incoming) {
        size += (chunk as Buffer).length;
        if (size > maxBodyBytes) return undefined;
        chunks.push(chunk as Buffer);
      }
    } catch {
      return undefined;
    }
    request.body = Buffer.concat(chunks);
  }
  Object.assign(request.log, options.identify(request));
  return request;
}

function addressOf(target: string): Pick<DoorRequest, "rawPath" | "query"> {
  const queryAt = target.indexOf("?");
  return {
    rawPath: queryAt < 0 ? target : target.slice(0, queryAt),
    query: new URLSearchParams(queryAt < 0 ? "" : target.slice(queryAt + 1)),
  };
}

async function send(response: ServerResponse, answer: DoorAnswer, slowBodyMs: number): Promise<void> {
  const body = typeof answer.body === "string" ? Buffer.from(answer.body) : answer.body;
  response.writeHead(answer.status, { ...answer.headers, "content-length": body.length });
  if (slowBodyMs === 0) {
    response.end(body);
    return;
  }
  const pieces = 10;
  for (let piece = 0; piece < pieces && !response.destroyed; piece += 1) {
    response.write(
      body.subarray(Math.floor((piece * body.length) / pieces), Math.floor(((piece + 1) * body.length) / pieces)),
    );
    await sleep(slowBodyMs / pieces);
  }
  response.end();
}

/** A log entry of a request that nobody has looked at yet. */
function newLogEntry(
  request: Pick<LoggedRequest, "door" | "at" | "method" | "path"> & Pick<DoorRequest, "headers">,
): LoggedRequest {
  const { headers, ...seen } = request;
  const text = (name: string) => {
    const value = headers[name];
    return typeof value === "string" ? value : null;
  };
  return {
    ...seen,
    tenantId: null,
    userId: null,
    grant: null,
    clientRequestId: text("client-request-id"),
    userAgent: text("user-agent"),
    prefer: text("prefer"),
    status: null,
    aborted: false,
    sawInboundAssertion: false,
    tokenSha256: null,
  };
}

interface Connection {
  response: ServerResponse;
  /** Ends the TCP connection by RST. */
  reset(): void;
}

/** The answer that a rule scripts; undefined when it breaks the connection, or leaves the answer to the handler. */
function scriptedAnswer(rule: RuleResponse, request: DoorRequest): DoorAnswer | undefined {
  if ("html" in rule) {
    return { status: rule.status, headers: { "content-type": "text/html" }, body: htmlBody(rule.status) };
  }
  if (!("status" in rule)) return undefined;
  const body = rule.body === undefined ? defaultBody(request, rule.status) : rule.body;
  const headers = { "content-type": "application/json", ...rule.headers };
  return { status: rule.status, headers, body: typeof body === "string" ? body : JSON.stringify(body) };
}

/** Breaks the connection as a rule scripts it, or lets it hang; false when the rule does neither. */
function breakConnection(rule: RuleResponse, request: DoorRequest, { response, reset }: Connection): boolean {
  if ("reset" in rule) {
    request.brokenByDoor = true;
    reset();
    return true;
  }
  if ("hang" in rule) return true;
  if ("halfAnswer" in rule) {
    request.brokenByDoor = true;
    request.log.status = 200;
    response.writeHead(200, { "content-type": "application/json", "content-length": 4096 });
    response.write(`{"value":[{"id":"AAMk","subject":"${nobodysCanary}"},{"id":"AAMk`);
    setTimeout(() => response.destroy(), 20);
    return true;
  }
  return false;
}

/** Whoever is shown this was shown what Microsoft did not say. */
const nobodysCanary = `canary${"0".repeat(20)}`;

const htmlBody = (status: number) =>
  `<html><head><title>${status}</title></head><body><h1>${status} Bad ` +
  `Gateway</h1><p>${nobodysCanary}</p></body></html>`;

const graphCodes: Record<number, [code: string, message: string]> = {
  429: ["TooManyRequests", "Please retry again later."],
  500: ["generalException", "An unexpected error occurred."],
  502: ["UnknownError", ""],
  503: ["serviceNotAvailable", "The service is temporarily unavailable. Please retry later."],
  504: ["UnknownError", ""],
};

function defaultBody(request: DoorRequest, status: number): unknown {
  if (request.log.door === "entra") {
    return {
      error: "temporarily_unavailable",
      error_description: "AADSTS90033: A transient error has occurred. Please try again.",
      error_codes: [90033],
    };
  }
  const [code, message] = graphCodes[status] ?? ["UnknownError", ""];
  return { error: { code, message, innerError: { date: "2026-11-24T10:00:00" } } };
}
