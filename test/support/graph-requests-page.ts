import { readFileSync } from "node:fs";
import { join } from "node:path";

const page = join(import.meta.dirname, "../../docs/internals/graph-requests.md");

/** A row of docs/internals/graph-requests.md. */
export interface DescribedRequest {
  /** `GET me/messages` */
  request: string;
  tools: readonly string[];
  query: readonly string[];
  /** In words. */
  permission: string;
  microsoftsPage: string;
  /** All cells in words, of which none may be empty. */
  words: readonly string[];
}

const listOf = (cell: string) => cell.split(", ").filter((one) => one !== "");

/** What the page says of every request. */
export function readGraphRequestsPage(): DescribedRequest[] {
  const lines = readFileSync(page, "utf8").split("\n");
  return lines.flatMap((line) => {
    const cells = line.split(/(?<!\\)\|/).map((cell) => cell.trim());
    const [, request = "", purpose = "", tools = "", query = "", permission = "", link = "", missing = "", then = ""] =
      cells;
    const [, method, path] = /^`(GET|POST) \/(.+)`$/.exec(request) ?? [];
    if (method === undefined) return [];
    const [, microsoftsPage = ""] = /^\[[^\]]+\]\((.+)\)$/.exec(link) ?? [];
    return {
      request: `${method} ${path}`,
      tools: listOf(tools),
      query: listOf(query.replaceAll("`", "")),
      permission,
      microsoftsPage,
      words: [purpose, permission, missing, then],
    };
  });
}
