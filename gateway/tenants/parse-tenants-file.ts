import { type Document, isMap, isNode, isScalar, LineCounter, parseDocument, visit } from "yaml";
import type { z } from "zod";
import { type TenantsFile, tenantsFileSchema } from "./tenants-file-schema.ts";

/**
 * YAML's line for the end of a document (https://yaml.org/spec/1.2.2/#914-explicit-documents). No value has such a
 * line: it ends a block of text, and a quoted text or a list may not have it.
 */
const endLine = /(?<![^\n])\.\.\.[ \t]*\r?(?![^\n])/;

/**
 * What no editor writes. Zeros are where a disk lost a part of the file: in a comment they would pass, and the comment
 * would take the rest of their line with it. So would a carriage return alone, which is a line break by YAML's words.
 */
const unwritten = /[^\P{Cc}\t\n\r]|\r(?!\n|$)/u;

/** What is wrong at a position in the text, in characters. */
interface Complaint {
  offset: number;
  message: string;
}

/**
 * Whether the text is all there: it has its own end, nothing after it, and no part that was never written. Cut off
 * between two lines it would often be valid, with fewer rules: a tenant without its `suspended` or `tools` may do
 * everything.
 */
function complaintAboutEnd(text: string): Complaint | undefined {
  const lost = text.search(unwritten);
  if (lost !== -1) return { offset: lost, message: "there is a control character: a part of the file may be lost" };
  const end = endLine.exec(text);
  if (end === null) return { offset: text.length, message: 'the file is cut off: its last line must be "..."' };
  const endOffset = end.index + end[0].length;
  const after = text.slice(endOffset).search(/\S/);
  if (after === -1) return undefined;
  return { offset: endOffset + after, message: 'nothing may follow the line "...", which ends the file' };
}

export type ParsedTenantsFile =
  | { file: TenantsFile }
  /** `isUnfinished`: the file may be valid, but could not be parsed within the limits. */
  | { problems: readonly string[]; isUnfinished?: boolean };

const maxProblems = 20;
/** Issues whose position is looked up, to report the first ones. */
const maxIssues = 500;
const maxNameCharacters = 60;

const shortened = (name: string) =>
  name.slice(0, maxNameCharacters).replaceAll(/[^\x20-\x7e]/g, "?") + (name.length > maxNameCharacters ? "…" : "");

/** Words in place of the library's. */
const wordsFor: Readonly<Record<string, string>> = { MULTIPLE_DOCS: "there may be one document in the file" };

/** `tenants[0].limits` */
const placeOf = (path: readonly PropertyKey[]) =>
  path
    .map((part) => (typeof part === "number" ? `[${part}]` : `.${shortened(String(part))}`))
    .join("")
    .replace(/^\./, "");

/** Valid YAML that would let a small file expand, or mean something else than it seems to. */
function unsupportedParts(document: Document): Complaint[] {
  const complaints: Complaint[] = [];
  visit(document, {
    Alias: (_key, { range }) => void complaints.push({ offset: range?.[0] ?? 0, message: "aliases are not supported" }),
    Map: (_key, { items }) => {
      const names = new Set<unknown>();
      for (const { key } of items) {
        const offset = (isNode(key) && key.range?.[0]) || 0;
        if (!isScalar(key) || typeof key.value !== "string") complaints.push({ offset, message: "a key must be text" });
        else if (names.has(key.value)) complaints.push({ offset, message: `${shortened(key.value)}: is there twice` });
        if (isScalar(key)) names.add(key.value);
      }
    },
  });
  return complaints;
}

/** Position of the value at a path, or of the closest enclosing value if it is missing. */
function offsetOf(document: Document, path: readonly PropertyKey[]): number {
  for (let length = path.length; length >= 0; length -= 1) {
    const node: unknown = document.getIn(path.slice(0, length), true);
    if (isNode(node) && node.range) return node.range[0];
  }
  return 0;
}

function offsetOfKey(document: Document, path: readonly PropertyKey[], name: string): number {
  const map: unknown = document.getIn(path, true);
  const key = isMap(map) ? map.items.find((item) => isScalar(item.key) && item.key.value === name)?.key : undefined;
  return (isScalar(key) && key.range?.[0]) || offsetOf(document, path);
}

/** Describes an issue by its keys and position, never by a value. */
function complaintsOf(document: Document, issue: z.core.$ZodIssue): Complaint[] {
  const { path } = issue;
  if (issue.code === "unrecognized_keys") {
    return issue.keys.slice(0, maxProblems).map((name) => ({
      offset: offsetOfKey(document, path, name),
      message: `${placeOf([...path, name])}: is not known here`,
    }));
  }
  const isMissing = document.getIn(path, true) === undefined;
  const message = isMissing ? "is required" : issue.message.replace(/^Invalid (input|option): /, "");
  return [{ offset: offsetOf(document, path), message: `${placeOf(path) || "the file"}: ${message}` }];
}

function linesOf(text: string): LineCounter {
  const lines = new LineCounter();
  for (let start = 0; start >= 0; start = text.indexOf("\n", start) + 1 || -1) lines.addNewLine(start);
  return lines;
}

function describe(complaints: readonly Complaint[], lines: LineCounter): { problems: string[] } {
  const inOrder = complaints.toSorted((one, other) => one.offset - other.offset);
  const problems = inOrder.slice(0, maxProblems).map(({ offset, message }) => {
    const { line, col } = lines.linePos(offset);
    return `line ${Math.max(1, line)}, column ${Math.max(1, col)}: ${message}`;
  });
  return { problems: inOrder.length > maxProblems ? [...problems, "and more"] : problems };
}

/**
 * Parses a tenants file. Returns its content, or one line per problem with its position; a problem never quotes a
 * value, and a file that is cut off has that one. Duplicate keys are found here and not by the library, whose own
 * search takes a minute for a hostile file of 256 kB.
 */
export function parseTenantsFile(text: string, toolNames: readonly string[]): ParsedTenantsFile {
  const lineCounter = new LineCounter();
  const cutOff = complaintAboutEnd(text);
  if (cutOff !== undefined) return describe([cutOff], linesOf(text));
  const document = parseDocument(text, {
    lineCounter,
    prettyErrors: false,
    schema: "core",
    resolveKnownTags: false,
    uniqueKeys: false,
    logLevel: "error",
  });
  const faults = [...document.errors, ...document.warnings];
  if (faults.length > 0) {
    return describe(
      faults.map(({ code, pos, message }) => ({ offset: pos[0], message: wordsFor[code] ?? shortened(message) })),
      lineCounter,
    );
  }
  const unsupported = unsupportedParts(document);
  if (unsupported.length > 0) return describe(unsupported, lineCounter);
  const parsed = tenantsFileSchema(toolNames).safeParse(document.toJS({ maxAliasCount: 0 }));
  if (parsed.success) return { file: parsed.data };
  return describe(
    parsed.error.issues.slice(0, maxIssues).flatMap((issue) => complaintsOf(document, issue)),
    lineCounter,
  );
}
