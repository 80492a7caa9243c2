import type { z } from "zod";
import { ToolError } from "#common/errors.ts";
import { registeredPermissions } from "#test/fake-tenant/data/registered-permissions.ts";
import { maxDocumentBytes } from "#workers/documents/document-size.ts";
import { extractDocument } from "#workers/documents/extract-document.ts";
import { textOf } from "#workers/documents/extract-text.ts";
import type { Picture } from "#workers/documents/pictures/picture.ts";
import type { DocumentReading, ExtractedText, TextSource } from "#workers/documents/text-source.ts";
import { requireKnown } from "#workers/graph/known-requests.ts";
import { personClock } from "#workers/tools/dates/person-clock.ts";
import type { GraphDownload, GraphPage, GraphRequest, ToolContext } from "#workers/tools/tool-context.ts";

/** One request to Graph, written as a URL that a person can read: nothing encoded. */
export type GraphCall = {
  method: "GET" | "POST" | "NEXT" | "DOWNLOAD";
  url: string;
  prefer?: readonly string[];
  link?: string;
};

/** What the fake Graph answers to a request's path: a JSON body, or an error; by default that there is nothing. */
export type GraphAnswers = (path: string, request: GraphRequest) => unknown;

/** What Microsoft Search answers with these hits. */
export const searchAnswer = (hits: readonly unknown[], more: object = {}) => ({
  value: [{ hitsContainers: [{ hits, ...more }] }],
});

export interface FakeContextOptions {
  answers?: GraphAnswers;
  /** Answers behind nextLinks; an error is thrown. */
  pages?: Readonly<Record<string, unknown>> | ((link: string) => unknown);
  /** One answer for all downloads, or what path, media type and format as asked for give; an error is thrown. */
  download?: GraphDownload | ((path: string, accept: string | undefined, format: unknown) => GraphDownload | Error);
  extractText?: (document: TextSource) => ExtractedText | Promise<ExtractedText>;
  deniedLabels?: ReadonlySet<string>;
  retrieval?: ToolContext["retrieval"];
  /** By default there is room for every document. */
  withDocumentRoom?: ToolContext["withDocumentRoom"];
  /** By default everything that tools ask for. */
  scopes?: readonly string[];
  /** By default exactly `scopes`, which may have changed at any time. */
  consent?: Partial<ToolContext["consent"]>;
  nowIso?: string;
  timeZone?: string;
  ownAddresses?: readonly string[];
  userId?: string;
  cloud?: ToolContext["cloud"];
  tenantId?: string;
  userDomain?: string;
}

function urlOf({ path, query = {} }: GraphRequest): string {
  const given = Object.entries(query).filter(([, value]) => value !== undefined);
  const parameters = given.map(([name, value]) => `${name}=${value}`).join("&");
  return `/${path.join("/")}${parameters && `?${parameters}`}`;
}

function pageOf<T>(body: unknown, itemSchema: z.ZodType<T>): GraphPage<T> {
  const { value = [], "@odata.nextLink": nextLink } = body as { value?: unknown[]; "@odata.nextLink"?: string };
  return { items: value.map((item) => itemSchema.parse(item)), nextLink };
}

/** Reads documents by this function, and has room for every one. */
export function fakeDocuments(extractText: DocumentReading["extractText"]): DocumentReading {
  return { extractText, withRoom: (_expectedBytes, work) => work({ maxBytes: maxDocumentBytes, extractText }) };
}

/** Reads a document as the product does, in this process, and leaves the caller its bytes. */
export async function readInProcess(document: TextSource): Promise<ExtractedText> {
  return textOf(await extractDocument({ ...document, bytes: document.bytes.slice() }), document);
}

/** What Graph answers may also be told by paths. */
type FakeGraph = Omit<FakeContextOptions, "answers"> & { answers?: GraphAnswers | Readonly<Record<string, unknown>> };

/** A tool context over a scripted Graph, with the list of all that was asked of it. */
export function fakeContext(options: FakeGraph = {}): ToolContext & {
  calls: GraphCall[];
  together: number[];
  documents: TextSource[];
  shown: Picture[];
} {
  const { scopes = registeredPermissions, answers = {} } = options;
  const answersTo: GraphAnswers = typeof answers === "function" ? answers : (path) => answers[path];
  const calls: GraphCall[] = [];
  /** Those that were read. */
  const read: TextSource[] = [];
  /** How many reads came in each round trip. */
  const together: number[] = [];
  const shown: Picture[] = [];
  const nowMs = Date.parse(options.nowIso ?? "2026-11-24T10:30:00Z");
  const answer = (request: GraphRequest): unknown => {
    const body = answersTo(`/${request.path.join("/")}`, request);
    if (body instanceof Error) throw body;
    if (body === undefined) throw new ToolError("not_found", "Graph has no such thing.");
    return body;
  };
  const note = (method: GraphCall["method"], request: GraphRequest) => {
    requireKnown(method === "POST" ? "POST" : "GET", request);
    calls.push({ method, url: urlOf(request), ...(request.prefer && { prefer: request.prefer }) });
  };
  const documents = fakeDocuments(async (document) => {
    read.push(document);
    return (
      options.extractText?.(document) ?? { text: new TextDecoder().decode(document.bytes), detectedType: "text/plain" }
    );
  });
  return {
    calls,
    together,
    documents: read,
    shown,
    show: (pictures) => void shown.push(...pictures),
    graph: {
      async get(request, schema) {
        note("GET", request);
        return schema.parse(answer(request));
      },
      async post(request, schema) {
        note("POST", request);
        return schema.parse(answer(request));
      },
      async getPage(request, itemSchema) {
        note("GET", request);
        return pageOf(answer(request), itemSchema);
      },
      async getTogether(reads) {
        together.push(reads.length);
        return await Promise.allSettled(
          reads.map(async ({ request, schema }) => {
            note("GET", request);
            return schema.parse(answer(request));
          }),
        );
      },
      async nextPage(nextLink, itemSchema) {
        calls.push({ method: "NEXT", url: nextLink });
        const { pages } = options;
        const body = (typeof pages === "function" ? pages(nextLink) : pages?.[nextLink]) ?? {};
        if (body instanceof Error) throw body;
        return pageOf(body, itemSchema);
      },
      async download(request, { accept, link, maxBytes }) {
        note("DOWNLOAD", request);
        if (link !== undefined) Object.assign(calls.at(-1) ?? {}, { link });
        const found =
          typeof options.download === "function"
            ? options.download(`/${request.path.join("/")}`, accept, request.query?.format)
            : options.download;
        if (found instanceof Error) throw found;
        if (found !== undefined && found.bytes.length > maxBytes) throw new ToolError("too_large", `over ${maxBytes}`);
        return found ?? { bytes: new Uint8Array(), mediaType: "application/octet-stream" };
      },
    },
    extractText: documents.extractText,
    deniedLabels: options.deniedLabels ?? new Set(),
    retrieval: options.retrieval,
    withDocumentRoom: options.withDocumentRoom ?? documents.withRoom,
    grantedScopes: new Set(scopes),
    userId: options.userId ?? "u-me",
    tenantId: options.tenantId ?? "t-mine",
    cloud: options.cloud ?? "public",
    consent: {
      scopes: new Set(scopes),
      adminUrl: "https://login.test/tenant/adminconsent?client_id=connector",
      knownUntilMs: 0,
      ...options.consent,
    },
    now: () => nowMs,
    timeZone: async () => options.timeZone ?? "UTC",
    clock: async () => personClock(options.timeZone ?? null, nowMs),
    ownAddresses: async () => options.ownAddresses ?? [],
    cursor: {
      seal: (state) => `sealed:${Buffer.from(JSON.stringify(state)).toString("base64url")}`,
      open(text, schema) {
        if (!text.startsWith("sealed:")) throw new ToolError("invalid_input", "cursor: not one of ours");
        const state = schema.safeParse(JSON.parse(Buffer.from(text.slice(7), "base64url").toString()));
        if (!state.success) throw new ToolError("invalid_input", "cursor: of another search or version");
        return state.data;
      },
    },
    signal: new AbortController().signal,
    reportProgress: () => undefined,
    ...(options.userDomain !== undefined && { userDomain: options.userDomain }),
  };
}
