import type { z } from "zod";
import { ToolError } from "#common/errors.ts";
import { GraphRefusal } from "#workers/graph/graph-error.ts";
import { UnexpectedAnswer } from "#workers/graph/graph-json.ts";
import { requireKnown } from "#workers/graph/requests/known-requests.ts";
import type { GraphDoor, GraphDownload, GraphPage, GraphRequest } from "#workers/tools/tool-context.ts";
import type { Watch } from "./watch.ts";

/** An answer of Graph, or a word for its refusal: one of our error codes, or Graph's status and code. Never content. */
export type Answer<T> = { value: T; refusal?: undefined } | { refusal: string; codes: readonly string[] };

/** The items of a page; none where it is refused. */
export const itemsOf = <T>(answer: Answer<GraphPage<T>>): readonly T[] =>
  answer.refusal === undefined ? answer.value.items : [];

/** Asks Graph what the tools ask too. A request that is in no table is a bug, and throws. */
export interface Ask {
  get<T>(request: GraphRequest, schema: z.ZodType<T>): Promise<Answer<T>>;
  post<T>(request: GraphRequest & { body: unknown }, schema: z.ZodType<T>): Promise<Answer<T>>;
  page<T>(request: GraphRequest, itemSchema: z.ZodType<T>): Promise<Answer<GraphPage<T>>>;
  nextPage<T>(link: string, itemSchema: z.ZodType<T>): Promise<Answer<GraphPage<T>>>;
  download(request: GraphRequest): Promise<Answer<GraphDownload>>;
}

const maxBytes = 50_000_000;

function refusalOf(error: unknown): string {
  if (error instanceof ToolError || error instanceof GraphRefusal || error instanceof UnexpectedAnswer)
    return error.code;
  if (error instanceof Error) return error.name;
  return "unknown";
}

function known<Request extends GraphRequest>(method: "GET" | "POST", request: Request): Request {
  requireKnown(method, request);
  return request;
}

/** @param door one for each request, so that each has its own time */
export function createAsk(door: () => GraphDoor, { exchanges }: Pick<Watch, "exchanges">): Ask {
  async function answered<T>(work: Promise<T>): Promise<Answer<T>> {
    try {
      return { value: await work };
    } catch (error) {
      return { refusal: refusalOf(error), codes: exchanges.at(-1)?.codes ?? [] };
    }
  }
  return {
    get: (request, schema) => answered(door().get(known("GET", request), schema)),
    post: (request, schema) => answered(door().post(known("POST", request), schema)),
    page: (request, itemSchema) => answered(door().getPage(known("GET", request), itemSchema)),
    nextPage: (link, itemSchema) => answered(door().nextPage(link, itemSchema)),
    download: (request) => answered(door().download(known("GET", request), { maxBytes })),
  };
}
