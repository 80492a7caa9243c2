import { afterAll, beforeAll, describe, expect } from "vitest";
import { referenceDocuments } from "#test/bench/extract/documents.ts";
import type { DirectoryUser } from "#test/fake-tenant/control/control-types.ts";
import { eraOfContent, eras, type McpClient } from "#test/support/mcp-clients.ts";
import { type SharedStack, test } from "#test/support/shared-stack.ts";
import { outputOf, personNamed } from "#test/support/tool-answers.ts";

/** Something that the reference text of each of these documents says. */
const phrases: Readonly<Record<string, string>> = {
  "test.docx": "multiple agents that can converse with each other to accomplish tasks",
  "test.xlsx": "6ff4173b-42a5-4784-9b19-f49caff4d93d",
  "SampleShow.pptx": "These are the notes of the 2nd slide",
  "SPARSE-2024-INV-1234_borderless_table.pdf": "Total Variance Cost: $4,287.50",
  "test_blog.html": "Read this blog for an overview of updates",
  "testRFC822_x-.eml": "I'll have a look at mime4j and try to use it in Tika",
  "testMSG.msg": "If you're directly using the classes in org.apache.tika.mime",
  "testWebVTT_utf8.vtt": "about who does what and who reports to whom.",
  "test_mskanji.csv": "三木英子,25,大阪",
  "project-readme.md": "a lightweight Python utility for converting various files to Markdown",
  "test.rtf": "This is a Sample RTF File",
};
/** What those documents lack, and another kind of bytes than their types say. */
const written = [
  { path: "roasts.json", bytes: Buffer.from('{"lot": "EM-2209", "roast": "light"}'), phrase: '"roast": "light"' },
  {
    path: "close-month.py",
    bytes: Buffer.from("def close(month):\n    return month + 1\n"),
    phrase: "return month + 1",
  },
  { path: "note.txt", bytes: Buffer.from("\ufeffKühl lagern: 18 °C.", "utf16le"), phrase: "Kühl lagern: 18 °C." },
];

const documents = referenceDocuments().filter(({ name }) => name in phrases);
const onOneLine = (text: string) => text.replace(/\s+/g, " ").trim();

interface Body {
  content: string;
  pages?: { first: number; last: number; total: number };
  startCharacter: number;
  endCharacter: number;
  totalCharacters: number;
}
type Listed = { uri: string; name: string }[];

let stack: SharedStack;
let hana: DirectoryUser;
/** By name: what Hana wrote herself. */
const own = new Map<string, string>();
/** Her mail with all of these documents attached, of a type that says nothing. */
let mailUri: string;

test.beforeAll(async ({ stack: shared }) => {
  stack = shared;
  const { control } = stack.fake;
  hana = await personNamed(stack.fake, "hana.mori");
  for (const { path, bytes } of written) {
    const file = { path, base64: Buffer.from(bytes).toString("base64"), mimeType: "application/octet-stream" };
    const { driveId, itemId } = await control.addFile(hana.id, file);
    own.set(path, `file:///${encodeURIComponent(driveId)}/${itemId}`);
  }
  const attachments = documents.map(({ name, bytes }) => ({
    name,
    contentType: "application/octet-stream",
    base64: Buffer.from(bytes).toString("base64"),
  }));
  const { id } = await control.addMessage(hana.id, { subject: "All formats", attachments });
  mailUri = `mail:///messages/${encodeURIComponent(id)}`;
});

describe.each(eras)("a client of %s", (era, connect) => {
  let client: McpClient;
  /** By name: real documents in the company's library, and attached to the mail. */
  const files = new Map<string, string>();
  const attached = new Map<string, string>();

  beforeAll(async () => {
    client = await connect(stack.gateways[0].mcpUrl, await stack.fake.control.mintToken({ userId: hana.id }));
    const { folders } = await outputOf(client, "sharepoint_folder_search", { name: "Formats" });
    const { item } = await read((folders as Listed)[0]?.uri);
    for (const { name, uri } of (item as { children: Listed }).children) files.set(name, uri);
    const { message } = await read(mailUri);
    for (const { name, uri } of (message as { attachments: Listed }).attachments) attached.set(name, uri);
  });
  afterAll(() => client?.close());

  const read = (uri: string | undefined, more: object = {}) => outputOf(client, "read_resource", { uri, ...more });
  const bodyOf = async (uri: string | undefined, more?: object) => (await read(uri, more)).body as Body;

  test.each(written)("reads its own $path", async ({ path, phrase }) => {
    expect((await bodyOf(own.get(path))).content).toContain(phrase);
  });

  if (era !== eraOfContent) return;

  test.each(Object.entries(phrases))("reads %s as a file and as an attachment", async (name, phrase) => {
    const reference = documents.find((document) => document.name === name)?.reference ?? "";
    expect(onOneLine(reference)).toContain(phrase);
    for (const place of [files, attached]) {
      expect(onOneLine((await bodyOf(place.get(name))).content)).toContain(phrase);
    }
  });
});

test("a worker says in its log that it reads documents without a sandbox, where there is none", ({ stack }) => {
  const [worker] = stack.workers;
  const lines = (worker?.log ?? []).filter((line) => line.includes("documents are read without a sandbox"));
  expect(lines).toEqual([expect.stringContaining("there is no filter: the image has one")]);
});
