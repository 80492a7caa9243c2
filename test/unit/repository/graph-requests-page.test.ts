import { expect, test } from "vitest";
import { readGraphRequestsPage } from "#test/support/graph-requests-page.ts";
import { allRequests } from "#workers/graph/known-requests.ts";

const described = readGraphRequestsPage();

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
