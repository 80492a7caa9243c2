import { execFile } from "node:child_process";
import { join } from "node:path";
import { promisify } from "node:util";
import { z } from "zod";
import { describeMachine } from "#test/bench/machine.ts";
import { type Claim, reportResult, rounded } from "#test/bench/result-file.ts";
import { extractDocument } from "#workers/documents/extract-document.ts";
import { textOf } from "#workers/documents/text-of.ts";
import type { ReferenceDocument } from "./documents.ts";
import { bringPeers, peers } from "./peers.ts";
import { scoreStructure } from "./structure.ts";
import { structures } from "./structures.ts";
import { scoreTokens } from "./token-score.ts";

const three = (value: number) => Math.round(value * 1_000) / 1_000;
const program = join(import.meta.dirname, "peer-texts", "main.ts");
const own = "this project";

async function textsBy(name: string, format: string, documents: readonly ReferenceDocument[]) {
  if (name !== own) {
    const { stdout } = await promisify(execFile)(process.execPath, [program, name, format], { maxBuffer: 1e8 });
    // Libraries print warnings before.
    return z.record(z.string(), z.string()).parse(JSON.parse(stdout.slice(stdout.lastIndexOf("\n"))));
  }
  const texts: Record<string, string> = {};
  for (const document of documents) {
    const source = { bytes: document.bytes.slice(), mediaType: "" };
    texts[document.name] = textOf(await extractDocument(source), source).text;
  }
  return texts;
}

async function measure(by: string, format: string, documents: readonly ReferenceDocument[]) {
  const texts = await textsBy(by, format, documents);
  let [recall, precision, kept, facts, failed] = [0, 0, 0, 0, 0];
  for (const { name, reference, extra } of documents) {
    const text = texts[name] ?? "";
    if (text === "") failed += 1;
    const words = scoreTokens(text, { reference, extra });
    recall += words.recall / documents.length;
    precision += (text === "" ? 0 : words.precision) / documents.length;
    const structure = scoreStructure(text, structures[name] ?? []);
    kept += structure.kept.length;
    facts += structure.kept.length + structure.lost.length;
  }
  return { format, by, recall: three(recall), precision: three(precision), kept, facts, failed };
}

type Row = Awaited<ReturnType<typeof measure>>;

/** How far our number is above the best of the others. */
function lead(rows: readonly Row[], scoreOf: (row: Row) => number): number {
  const [ours, ...others] = rows.map(scoreOf);
  return rounded((ours ?? 0) - Math.max(0, ...others));
}

/** Reads the documents of each format also by the libraries that read it, and judges all texts alike. */
export async function comparePeers(documents: readonly ReferenceDocument[]): Promise<void> {
  await bringPeers();
  const rows: Row[] = [];
  const claims: Claim[] = [];
  for (const [format, ofFormat] of Map.groupBy(documents, (document) => document.format)) {
    const others = peers.filter(({ formats }) => formats.includes(format));
    if (others.length === 0) continue;
    const ofThis: Row[] = [];
    for (const name of [own, ...others.map((peer) => peer.name)]) ofThis.push(await measure(name, format, ofFormat));
    rows.push(...ofThis);
    claims.push({
      says: `words of ${format} documents found, above the best of the other libraries`,
      measured: lead(ofThis, ({ recall }) => recall),
      unit: "of 1",
      least: 0,
    });
    if (ofThis.every(({ facts }) => facts === 0)) continue;
    claims.push({
      says: `facts of the structure of ${format} documents kept, above the best of the other libraries`,
      measured: lead(ofThis, ({ kept, facts }) => kept / facts),
      unit: "of 1",
      least: 0,
    });
  }
  console.table(rows);
  reportResult("extract-peers", {
    command: "npm run bench:extract -- --peers",
    machine: describeMachine(),
    claims,
    results: rows,
  });
}
