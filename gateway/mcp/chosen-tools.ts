import type { FastifyRequest } from "fastify";

const header = "x-mcp-tools";

/** A parameter that comes more than once is one list. */
function namesIn(value: unknown): string[] | undefined {
  if (value === undefined) return undefined;
  return [value].flat().flatMap((text) =>
    String(text)
      .split(",")
      .map((name) => name.trim()),
  );
}

/**
 * The tools that a person left switched on, by `?tools=a,b` or an `X-MCP-Tools` header; undefined = all. With both,
 * only the tools that both name. This can only narrow the list: a name that is no tool, or not offered anyway, adds
 * nothing.
 */
export function chosenTools(request: Pick<FastifyRequest, "query" | "headers">): ReadonlySet<string> | undefined {
  const query =
    typeof request.query === "object" && request.query !== null && "tools" in request.query
      ? request.query.tools
      : undefined;
  const lists = [namesIn(query), namesIn(request.headers[header])].filter((list) => list !== undefined);
  const [first, ...others] = lists;
  if (first === undefined) return undefined;
  return new Set(first.filter((name) => others.every((list) => list.includes(name))));
}
