import { expect, test } from "vitest";
import { catalog } from "#common/tools/catalog.ts";
import { readGraphRequestsPage } from "#test/support/graph-requests-page.ts";
import { allRequests } from "#workers/graph/known-requests.ts";

const described = readGraphRequestsPage();

/** The permissions that words name. */
const scopesIn = (words: string) => new Set(words.match(/\b[A-Z]\w+\.Read\w*(?:\.\w+)?/g));

test("the page has every request that may be sent, with its query options and permissions, and no other", () => {
  const onPage = described.map(({ request, query, permission }) => ({ request, query, scopes: scopesIn(permission) }));
  const known = allRequests.map(({ method, path, query, scopes }) => ({
    request: `${method} ${path}`,
    query,
    scopes: new Set(scopes),
  }));
  expect(onPage).toEqual(known);
});

test("each row of the page names tools, says what may be missing and what then, and leads to Microsoft's page", () => {
  const names: readonly string[] = catalog.map(({ name }) => name);
  for (const { request, tools, words, microsoftsPage } of described) {
    expect(tools.length, request).toBeGreaterThan(0);
    expect(
      tools.filter((name) => !names.includes(name)),
      request,
    ).toEqual([]);
    expect(words, request).not.toContain("");
    expect(microsoftsPage, request).toMatch(/^https:\/\/learn\.microsoft\.com\//);
  }
});
