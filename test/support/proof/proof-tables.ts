import { posix } from "node:path";
import { markdownTable } from "../marked-block.ts";
import type { Claim } from "./claim.ts";
import { type Proof, readProofs } from "./read-proofs.ts";

/** Of the page whose links lead to the tests. */
const pageFolder = "docs/internals";

/**
 * The tests of each claim, in its order.
 * @throws when a claim has no test, note or command, and when a test proves a claim that is not there
 */
function proofsOf(claims: readonly Claim[], root: string): Map<Claim, Proof[]> {
  const letter = claims[0]?.id[0] ?? "";
  const proofs = readProofs(root).filter(({ id }) => id.startsWith(letter));
  const unknown = proofs.find(({ id }) => claims.every((claim) => claim.id !== id));
  if (unknown !== undefined) throw new Error(`${unknown.file} proves ${unknown.id}, which is in no table`);
  return new Map(
    claims.map((claim) => {
      const found = proofs.filter(({ id }) => id === claim.id);
      if (found.length === 0 && claim.note === undefined && claim.command === undefined) {
        throw new Error(`no test proves ${claim.id}: put "// proves ${claim.id}" above the one that does`);
      }
      return [claim, found];
    }),
  );
}

/** Links to the files, each with the titles of its tests. */
function cell(proofs: readonly Proof[]): string {
  const files = [...new Set(proofs.map(({ file }) => file))];
  const links = files.map((file) => {
    const titles = proofs.flatMap(({ file: itsFile, title }) => (itsFile === file && title ? [`"${title}"`] : []));
    const name = file.slice(file.lastIndexOf("/") + 1, -".test.ts".length);
    return [`[${name}](${posix.relative(pageFolder, file)})`, titles.join(", ")].join(" ").trim();
  });
  return links.join("; ");
}

/** A row per claim: its id, its words, and the tests that prove it. */
export function claimTable(claims: readonly Claim[], headings: readonly string[], root: string): string {
  const rows = [...proofsOf(claims, root)].map(([{ id, source, text, note }, proofs]) => {
    const shown = [cell(proofs), note ?? ""].filter(Boolean).join(". ");
    return source === undefined ? [id, text, shown] : [id, source, text, shown];
  });
  return markdownTable(headings, rows);
}

/** A row per claim: its words, and the command that runs all the tests of it. */
export function commandTable(claims: readonly Claim[], headings: readonly string[], root: string): string {
  const rows = [...proofsOf(claims, root)].map(([{ id, text, command, note }, proofs]) => {
    const run = command ?? testCommand(proofs.map(({ file }) => file));
    return [id, text, [`\`${run}\``, note ?? ""].join(" ").trim()];
  });
  return markdownTable(headings, rows);
}

/** @throws when the files belong to several projects, which no one command runs */
function testCommand(files: readonly string[]): string {
  const projects = [...new Set(files.map((file) => file.split("/")[1]))];
  if (projects.length !== 1) throw new Error(`no one command runs ${files.join(" and ")}`);
  const names = files.map((file) => file.slice(file.lastIndexOf("/") + 1, -".test.ts".length));
  const project = projects[0] ?? "";
  const hasCommand = ["unit", "integration", "conformance", "fault"].includes(project);
  return hasCommand ? `npm run test:${project} -- ${names.join(" ")}` : `npm test -- ${project}`;
}
