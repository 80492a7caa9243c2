import { readFileSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";
import { markdownTable } from "./marked-block.ts";

const resultSchema = z.object({
  results: z.array(
    z.object({
      format: z.string(),
      by: z.string(),
      documents: z.number(),
      withReference: z.number(),
      recall: z.number(),
      precision: z.number(),
      kept: z.number(),
      facts: z.number(),
      failed: z.array(z.string()),
    }),
  ),
});

/** How each library reads the same documents, out of docs/internals/bench/extract-peers.json. */
export function peerTable(root: string): string {
  const { results } = resultSchema.parse(
    JSON.parse(readFileSync(join(root, "docs/internals/bench/extract-peers.json"), "utf8")),
  );
  const rows = results.map(({ format, by, documents, withReference, recall, precision, kept, facts, failed }) => [
    format,
    by,
    recall.toFixed(3),
    precision.toFixed(3),
    String(withReference),
    facts === 0 ? "–" : `${kept} of ${facts}`,
    String(documents),
    failed.length === 0 ? "" : String(failed.length),
  ]);
  const header = [
    "format",
    "read by",
    "words found",
    "words that the document has",
    "documents with a reference text",
    "facts kept",
    "documents",
    "not read",
  ];
  return markdownTable(header, rows);
}
