import type { ToolName } from "#common/tools/catalog.ts";

/**
 * A request that tools send to Graph, and what they count on. A row of docs/internals/graph-requests.md. Without a row
 * nothing is sent, so that no row may be of a request that writes.
 */
export interface KnownRequest {
  /** What it is sent for, in words. */
  purpose: string;
  tools: readonly ToolName[];
  method: "GET" | "POST";
  /**
   * Below `/v1.0`: `{name}` is one segment, or the one part of it that varies; `{name...}` all that remain;
   * `{mailbox}` is `me` or `users/{address}`.
   */
  path: string;
  /** All names of query options that may be sent, each in some case. */
  query: readonly string[];
  /** Delegated permissions, in words. */
  permission: string;
  /** The address of Microsoft's page, relative to https://learn.microsoft.com/graph/. */
  page: string;
  /** What may be missing in the answer, or be refused. */
  missing: string;
  /** What happens then. */
  fallback: string;
}

/** What a row need not say. */
const usual = {
  tools: ["read_resource"],
  method: "GET",
  query: [],
  missing: "nothing known",
  fallback: "–",
} as const satisfies Partial<KnownRequest>;
export type RequestRow = Omit<KnownRequest, keyof typeof usual> & Partial<Pick<KnownRequest, keyof typeof usual>>;

/** Rows that have something in common. */
export const rowsWith = <Shared extends Partial<RequestRow>>(
  shared: Shared,
  rows: readonly (Omit<RequestRow, keyof Shared> & Partial<RequestRow>)[],
) => rows.map((row) => ({ ...shared, ...row }));

/** A row with all that it need not say. */
export const knownRequest = (row: RequestRow): KnownRequest => ({ ...usual, ...row });

type IsSegment = (segment: string) => boolean;

/** `{name}` stands for any text, except in the literal ends that a segment may have around it. */
function segmentTest(part: string): IsSegment {
  const [begin = "", end] = part.split(/\{\w+\}/);
  if (end === undefined) return (segment) => segment === begin;
  const literalLength = begin.length + end.length;
  return (segment) => segment.length > literalLength && segment.startsWith(begin) && segment.endsWith(end);
}

/** The first segment, the tests of all, and whether more may follow. A mailbox is one of two beginnings. */
function pathTests(path: string): { start: string; tests: IsSegment[]; isOpen: boolean }[] {
  if (path.startsWith("{mailbox}/")) {
    return ["me", "users/{address}"].flatMap((mailbox) => pathTests(path.replace("{mailbox}", mailbox)));
  }
  const isOpen = path.endsWith("...}");
  const parts = path.split("/");
  return [{ start: parts[0] ?? "", tests: parts.map((part) => segmentTest(part.replace("...}", "}"))), isOpen }];
}

/**
 * Finds the row of a request by its method and the segments of its path below `/v1.0`, not encoded. Called for each
 * request: only rows with the same first segment, which is a literal in every row, are compared.
 */
export function createRequestFinder(
  rows: readonly KnownRequest[],
): (request: { method: string; path: readonly string[] }) => KnownRequest | undefined {
  const forms = rows.flatMap((row) => pathTests(row.path).map((form) => ({ row, ...form })));
  const keyOf = (method: string, first = "") => `${method} ${first}`;
  const byStart = Map.groupBy(forms, ({ row, start }) => keyOf(row.method, start));
  return ({ method, path }) =>
    byStart
      .get(keyOf(method, path[0]))
      ?.find(
        ({ tests, isOpen }) =>
          (isOpen ? path.length >= tests.length : path.length === tests.length) &&
          tests.every((isSegment, at) => isSegment(path[at] ?? "")),
      )?.row;
}
