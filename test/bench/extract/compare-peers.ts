import { describeMachine } from "#test/bench/machine.ts";
import { type Claim, reportResult, rounded } from "#test/bench/result-file.ts";
import { extractDocument } from "#workers/documents/extract-document.ts";
import { textOf } from "#workers/documents/text-of.ts";
import type { JudgedDocument } from "./documents.ts";
import { bringPeers, peers } from "./peers.ts";
import { textsByPeer } from "./read-by-peer.ts";
import { scoreStructure } from "./structure.ts";
import { type Score, scoreTokens } from "./token-score.ts";

const three = (value: number) => Math.round(value * 1_000) / 1_000;
const own = "this project";
const noWords: Score = { recall: 0, precision: 0 };
const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;

async function ownTexts(documents: readonly JudgedDocument[]): Promise<ReadonlyMap<string, string>> {
  const texts = new Map<string, string>();
  for (const { name, bytes } of documents) {
    const source = { bytes: bytes.slice(), mediaType: "", name };
    texts.set(name, textOf(await extractDocument(source), source).text);
  }
  return texts;
}

async function measure(by: string, format: string, documents: readonly JudgedDocument[]) {
  const texts = by === own ? await ownTexts(documents) : await textsByPeer(by, documents);
  const words: Score[] = [];
  const lost: string[] = [];
  let facts = 0;
  for (const { name, reference, extra = "", facts: known } of documents) {
    const text = texts.get(name) ?? "";
    // A text without words has no wrong word, but it is no precise answer either.
    if (reference !== undefined) words.push(text === "" ? noWords : scoreTokens(text, { reference, extra }));
    const structure = scoreStructure(text, known);
    facts += known.length;
    lost.push(...structure.lost.map(({ of, texts }) => `${name}, ${of}: ${texts.join(" … ")}`));
  }
  return {
    format,
    by,
    documents: documents.length,
    withReference: words.length,
    recall: three(mean(words.map(({ recall }) => recall))),
    precision: three(mean(words.map(({ precision }) => precision))),
    kept: facts - lost.length,
    facts,
    failed: documents.filter(({ name }) => !texts.get(name)).map(({ name }) => name),
    lost,
  };
}

type Row = Awaited<ReturnType<typeof measure>>;

/** How far our number is above the best of the others. */
function lead(rows: readonly Row[], scoreOf: (row: Row) => number): number {
  const [ours, ...others] = rows.map(scoreOf);
  return rounded((ours ?? 0) - Math.max(0, ...others));
}

/** Reads the documents of each format also by the libraries that read it, and judges all texts alike. */
export async function comparePeers(documents: readonly JudgedDocument[]): Promise<void> {
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
    claims.push({
      says: `words of texts that their ${format} documents have, above the best of the other libraries`,
      measured: lead(ofThis, ({ precision }) => precision),
      unit: "of 1",
    });
    if (ofThis.every(({ facts }) => facts === 0)) continue;
    claims.push({
      says: `facts of the structure of ${format} documents kept, above the best of the other libraries`,
      measured: lead(ofThis, ({ kept, facts }) => kept / facts),
      unit: "of 1",
      least: 0,
    });
  }
  console.table(rows.map(({ lost: _lost, ...columns }) => columns));
  reportResult("extract-peers", {
    command: "npm run bench:extract -- --peers",
    machine: describeMachine(),
    claims,
    results: rows,
  });
}
