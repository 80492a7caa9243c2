import type { ToolName } from "#common/tools/catalog.ts";

/** A request that tools send to Graph, and what they count on. A row of docs/graph-requests.md. */
export interface KnownRequest {
  /** What it is sent for, in words. */
  purpose: string;
  tools: readonly ToolName[];
  method: "GET" | "POST";
  /**
   * Below `/v1.0`: `{name}` is one segment, or a part of one; `{name...}` all that remain; `{mailbox}` is `me` or
   * `users/{address}`.
   */
  path: string;
  /** All names of query options that may be sent, each in some case. */
  query: readonly string[];
  /** Delegated permissions, in words. */
  permission: string;
  /** Microsoft's page, below https://learn.microsoft.com/graph/. */
  page: string;
  /** What may be missing in the answer, or be refused. */
  missing: string;
  /** What happens then. */
  fallback: string;
}

type IsSegment = (segment: string) => boolean;

/** `{name}` stands for any text, except in the literal ends that a segment may have around it. */
function segmentTest(part: string): IsSegment {
  const literals = part.split(/\{\w+\}/).map((literal) => literal.replace(/[.*+?^${}()|[\]\\]/g, "\\$&"));
  const pattern = new RegExp(`^${literals.join("[^]+")}$`);
  return (segment) => pattern.test(segment);
}

/** The tests of each segment, and whether more may follow. A mailbox is one of two beginnings. */
function pathTests(path: string): { tests: IsSegment[]; isOpen: boolean }[] {
  if (path.startsWith("{mailbox}/")) {
    return ["me", "users/{address}"].flatMap((mailbox) => pathTests(path.replace("{mailbox}", mailbox)));
  }
  const isOpen = path.endsWith("...}");
  return [{ tests: path.split("/").map((part) => segmentTest(part.replace("...}", "}"))), isOpen }];
}

/** Finds the row of a request by its method and the segments of its path below `/v1.0`, not encoded. */
export function createRequestFinder(
  rows: readonly KnownRequest[],
): (request: { method: string; path: readonly string[] }) => KnownRequest | undefined {
  const forms = rows.flatMap((row) => pathTests(row.path).map((form) => ({ row, ...form })));
  return ({ method, path }) =>
    forms.find(
      ({ row, tests, isOpen }) =>
        row.method === method &&
        (isOpen ? path.length >= tests.length : path.length === tests.length) &&
        tests.every((isSegment, at) => isSegment(path[at] ?? "")),
    )?.row;
}
