// T20: a document of very many equal parts — it is read up to a limit, and the answer says so.

import { expect, test } from "vitest";
import { readHtml } from "#workers/documents/formats/html/read-html.ts";

test("HTML of very many elements is read up to a limit, which is reported", () => {
  const { text, gaps } = readHtml("<p>hello</p>".repeat(250_000), { findQuotes: false });
  expect(text.length).toBeGreaterThan(1_000_000);
  expect(gaps).toEqual([{ kind: "manyElements" }]);
});
