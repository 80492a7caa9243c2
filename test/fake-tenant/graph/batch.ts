import { z } from "zod";
import type { DoorAnswer, DoorRequest, RequestPart, ServePart } from "#test/fake-tenant/door/door-types.ts";
import { header } from "#test/fake-tenant/door/door-types.ts";
import type { GraphResult } from "./graph-call.ts";
import { badRequest } from "./graph-refusal.ts";
import { readJsonBody } from "./json-body.ts";

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
export async function batchResult(request: DoorRequest, servePart: ServePart): Promise<GraphResult> {
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
