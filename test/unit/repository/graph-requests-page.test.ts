import { expect, test } from "vitest";
import { fileText } from "#test/support/file-text.ts";
import { allRequests } from "#workers/graph/known-requests.ts";

/** A request of docs/internals/graph-requests.md. */
interface DescribedRequest {
  /** `GET me/messages` */
  request: string;
  /** In words. */
  permission: string;
  /** The name of Microsoft's page, or a link; where a row has none, that of the row above. */
  microsoftsPage: string;
}

/** `Below `/me/`, remarks: permission.` */
const below = /^Below `\/(.*?)`.*?: (.+)$/gm;
const cellsOf = (line: string) => line.split("|").map((cell) => cell.trim());

/** What the page says of every request: a row below several beginnings describes one for each. */
const described = fileText("docs/internals/graph-requests.md").split("\n## ").slice(1).flatMap(requestsOfSection);

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

/** The permissions that words name. */
const scopesIn = (words: string) => [...new Set(words.match(/\b[A-Z]\w+\.Read\w*(?:\.\w+)?/g))].sort().join(" ");

/** The page calls `{sharedMessage}` what it is, a message. */
const asOnPage = (path: string) =>
  path.replaceAll(/\{shared(\w)/g, (_whole, letter: string) => `{${letter.toLowerCase()}`);

test("the page has every request that may be sent once, with its permissions, and no other", () => {
  const onPage = described.map(({ request, permission }) => `${request}: ${scopesIn(permission)}`);
  const known = allRequests.map(
    ({ method, path, scopes }) => `${method} ${asOnPage(path)}: ${[...scopes].sort().join(" ")}`,
  );
  expect(onPage.toSorted()).toEqual(known.toSorted());
});

test("each row of the page leads to Microsoft's page, by its name or by a link", () => {
  for (const { request, microsoftsPage } of described) {
    expect(microsoftsPage, request).toMatch(
      /^(?:[a-z]+(?:-[a-z]+)+|\[[\w-]+\]\(https:\/\/learn\.microsoft\.com\/.+\))$/,
    );
  }
});
