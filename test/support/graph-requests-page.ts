import { readFileSync } from "node:fs";
import { join } from "node:path";

const page = join(import.meta.dirname, "../../docs/internals/graph-requests.md");

/** A request of docs/internals/graph-requests.md. */
export interface DescribedRequest {
  /** `GET me/messages` */
  request: string;
  /** In words. */
  permission: string;
  /** The name of Microsoft's page, or a link; where a row has none, that of the row above. */
  microsoftsPage: string;
}

/** `Below `/me/`, remarks: permission.` */
const below = /^Below `\/(.*?)`.*?: (.+)$/gm;

/** What the page says of every request: a row below several beginnings describes one for each. */
export function readGraphRequestsPage(): DescribedRequest[] {
  return readFileSync(page, "utf8").split("\n## ").slice(1).flatMap(requestsOfSection);
}

function requestsOfSection(section: string): DescribedRequest[] {
  const beginnings = [...section.matchAll(below)].map(([, path = "", permission = ""]) => ({ path, permission }));
  const [head = [], , ...rows] = section.split("\n").flatMap((line) => (line.startsWith("|") ? [cellsOf(line)] : []));
  let microsoftsPage = "";
  return rows.flatMap((cells) => {
    const cell = (name: string) => cells[head.indexOf(name)] ?? "";
    const [, method = "GET", path = ""] = /^(?:(POST) )?`(.+)`$/.exec(cell("request")) ?? [];
    microsoftsPage = cell("page") || microsoftsPage;
    return beginnings.map((beginning, at) => ({
      request: `${method} ${beginning.path}${path}`,
      // The first beginning is where rows name permissions of their own.
      permission: (at === 0 && cell("permission")) || beginning.permission,
      microsoftsPage,
    }));
  });
}

const cellsOf = (line: string) => line.split("|").map((cell) => cell.trim());
