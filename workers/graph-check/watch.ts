import { parseJson } from "#common/text.ts";
import { graphErrorCodes } from "#workers/graph/graph-error.ts";
import { findRequest } from "#workers/graph/known-requests.ts";
import { AttemptFailure } from "#workers/resilience/attempt-failure.ts";
import type { GraphAnswer, GraphHttpRequest, GraphLayer } from "#workers/resilience/graph-layer.ts";

/** A request as it was sent, and what became of it: no value, no id. */
export interface Exchange {
  /** Row of docs/internals/graph-requests.md; `download` for the bytes of a file, from where Graph leads. */
  row: string;
  /** The names of its query options in order; of a search, the kinds of things that are sought. */
  options: readonly string[];
  /** 0 where there was no answer. */
  status: number;
  codes: readonly string[];
  tookMs: number;
  /** Paths of names, such as `value[].from.name`, that have a value somewhere in the answer. */
  properties: readonly string[];
}

/** What is answered to a row in place of Graph, so that the tools send what they send then. */
export interface Refusal {
  rows: readonly string[];
  status: number;
  code: string;
}

export type Watch = ReturnType<typeof createWatch>;

const versionPath = "/v1.0/";
const entityTypes = /"entityTypes":\["(\w+)"\]/;

/** The row of a request, with which of its forms it is. `path` begins with Graph's version, and is encoded. */
export function requestForm(method: string, path: string, body = ""): Pick<Exchange, "row" | "options"> {
  const url = new URL(path, "https://graph.invalid");
  const segments = url.pathname.slice(versionPath.length).split("/").map(decodeURIComponent);
  const row = findRequest({ method, path: segments });
  const [, entityType] = row?.path === "search/query" ? (entityTypes.exec(body) ?? []) : [];
  const options = entityType === undefined ? [...new Set(url.searchParams.keys())].sort() : [entityType];
  return { row: `${method} /${row?.path ?? "$batch"}`, options };
}

/** Microsoft's names are such; keys that are ids, addresses or numbers are not. */
const name = /^@?[A-Za-z](?!\w*\d{3})[\w.@]{0,60}$/;
/** Microsoft's codes; no id has few digits. */
const code = /^(?:[A-Za-z_.-]{1,60}\d{0,6}|\d{1,6})$/;
/** Organisations and people give the names below them. */
const freeNames = ["fields", "assignments", "checklist", "references"];

/** Whether a name in an object at this path is Microsoft's, and no text of the tenant. */
export const isRecordedName = (key: string, path: string): boolean =>
  name.test(key) && !freeNames.includes(path.split(".").at(-1) ?? "");

/** The paths of all names that have a value, each once. */
function propertiesOf(value: unknown, path = "", found = new Set<string>()): Set<string> {
  if (Array.isArray(value)) for (const item of value) propertiesOf(item, `${path}[]`, found.add(`${path}[]`));
  else if (typeof value === "object" && value !== null) {
    for (const [key, inner] of Object.entries(value)) {
      if (inner == null || !isRecordedName(key, path)) continue;
      const at = path === "" ? key : `${path}.${key}`;
      propertiesOf(inner, at, found.add(at));
    }
  }
  return found;
}

const outcome = (status: number, body: Buffer) => ({
  status,
  codes: status < 400 ? [] : graphErrorCodes(body).filter((one) => code.test(one)),
  properties: status < 400 ? [...propertiesOf(parseJson(body.toString()))] : [],
});

interface BatchPart {
  id?: string;
  url?: string;
  status?: number;
  body?: unknown;
}

/** The requests in a batch, each with its answer: both were written or checked by `graph-batch.ts`. */
function partsOf(request: GraphHttpRequest, answer: GraphAnswer) {
  const { requests = [] } = (parseJson(request.body ?? "") ?? {}) as { requests?: BatchPart[] };
  const { responses = [] } = (parseJson(answer.body.toString()) ?? {}) as { responses?: BatchPart[] };
  return requests.flatMap(({ id, url }) => {
    const { status = 0, body } = responses.find((one) => one.id === id) ?? {};
    return { ...requestForm("GET", `/v1.0${url}`), ...outcome(status, Buffer.from(JSON.stringify(body ?? null))) };
  });
}

/** Notes what is sent to Graph, and refuses in its place. @param origin Graph's */
export function createWatch(origin: string) {
  const exchanges: Exchange[] = [];
  let refused: Refusal | undefined;
  return {
    /** Everything that was sent so far, in the order of the answers. */
    exchanges,
    layer: ((send) => async (request) => {
      const isGraph = request.origin === origin;
      const form = isGraph ? requestForm(request.method, request.path, request.body) : { row: "download", options: [] };
      if (refused?.rows.includes(form.row)) {
        const body = Buffer.from(JSON.stringify({ error: { code: refused.code } }));
        return { status: refused.status, headers: { "content-type": "application/json" }, body };
      }
      const startedMs = performance.now();
      const note = (what: Omit<Exchange, "tookMs">) =>
        exchanges.push({ ...what, tookMs: Math.round(performance.now() - startedMs) });
      try {
        const answer = await send(request);
        const isText = isGraph && /\bjson\b/.test(String(answer.headers["content-type"]));
        if (form.row === "POST /$batch") for (const part of partsOf(request, answer)) note(part);
        const isWhole = form.row === "POST /$batch" || !isText;
        note({ ...form, ...outcome(answer.status, answer.body), ...(isWhole && { properties: [] }) });
        return answer;
      } catch (error) {
        const why = error instanceof AttemptFailure ? error.reason : "refused";
        note({ ...form, status: 0, codes: [why], properties: [] });
        throw error;
      }
    }) satisfies GraphLayer,
    async refusing<T>(refusal: Refusal | undefined, work: () => Promise<T>): Promise<T> {
      refused = refusal;
      try {
        return await work();
      } finally {
        refused = undefined;
      }
    },
  };
}

/** How a tenant answers each form of a request. No value, no id. */
export interface Recording {
  version: 1;
  requests: readonly (Pick<Exchange, "row" | "options" | "properties"> & {
    /** How often each status came, with its codes. */
    answers: readonly (Pick<Exchange, "status" | "codes"> & { times: number })[];
    medianMs: number;
    slowestMs: number;
  })[];
}

/** Requests of one form together: the order in which they came is nobody's business. */
export function recordingText(exchanges: readonly Exchange[]): string {
  const forms = Map.groupBy(exchanges, ({ row, options }) => JSON.stringify({ row, options }));
  const requests = [...forms].map(([form, same]) => {
    const times = same.map(({ tookMs }) => tookMs).sort((one, other) => one - other);
    const answers = Map.groupBy(same, ({ status, codes }) => JSON.stringify({ status, codes }));
    return {
      ...JSON.parse(form),
      answers: [...answers].map(([answer, equal]) => ({ ...JSON.parse(answer), times: equal.length })),
      medianMs: times[Math.floor(times.length / 2)],
      slowestMs: times.at(-1),
      properties: [...new Set(same.flatMap(({ properties }) => properties))].sort(),
    };
  });
  return `${JSON.stringify({ version: 1, requests }, null, 1)}\n`;
}
