import type { FastifyRequest } from "fastify";

const header = "x-mcp-tools";

/** A parameter that comes more than once is one list. */
function namesIn(value: unknown): ReadonlySet<string> | undefined {
  if (value === undefined) return undefined;
  const lists = [value].flat().map(String);
  return new Set(lists.flatMap((list) => list.split(",")).map((name) => name.trim()));
}

type Asked = Pick<FastifyRequest, "query" | "headers">;

function parameter({ query }: Pick<Asked, "query">, name: string): unknown {
  return typeof query === "object" && query !== null
    ? Object.entries(query).find(([key]) => key === name)?.[1]
    : undefined;
}

/**
 * The tools that a person left switched on, by `?tools=a,b` or an `X-MCP-Tools` header; undefined = all but the
 * composite. With both, only the tools that both name. This gives nobody more than they may use: a name that is no
 * tool, or not enabled anyway, adds nothing.
 */
export function chosenTools(request: Asked): ReadonlySet<string> | undefined {
  const [byQuery, byHeader] = [namesIn(parameter(request, "tools")), namesIn(request.headers[header])];
  if (byQuery === undefined || byHeader === undefined) return byQuery ?? byHeader;
  return new Set([...byQuery].filter((name) => byHeader.has(name)));
}

/** Whether the address asks for MCP resources, by `?resources=on`. */
export const wantsResources = (request: Pick<Asked, "query">): boolean => parameter(request, "resources") === "on";
