// What reaches the model of clients that people use: a stub in its place makes the calls, and what the client passes on
// is compared with what the server gave. It is whole, once, and with its picture.

import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect } from "vitest";
import { skipWhen } from "#test/support/loud-skip.ts";
import { type CallResult, connectModern } from "#test/support/mcp-clients.ts";
import { pngFile } from "#test/support/pictures/png-file.ts";
import { type ProgramRun, runCommand } from "#test/support/run-program.ts";
import { type SharedStack, test } from "#test/support/shared-stack.ts";
import { personNamed } from "#test/support/tool-answers.ts";
import { clients } from "./clients.ts";
import { type Arrived, copiesOf } from "./stub/arrived.ts";
import type { Step } from "./stub/protocol.ts";
import { startStubModel } from "./stub/stub-model.ts";

const withinMs = 150_000;
/** More than a window has, in lines that differ. */
const manyLines = (line: (number: number) => string, characters: number) =>
  Array.from({ length: Math.ceil(characters / line(1).length) }, (_, at) => line(at + 1)).join("\n\n");
const texts = {
  "long.md": manyLines(
    (at) => `Line ${at}: the "Kyoto" drum was heated to ${180 + (at % 40)} degrees and rested.`,
    100_000,
  ),
  "焙煎記録.md": manyLines(
    (at) => `${at}行目：ドラムは${180 + (at % 40)}度まで加熱し、カッピングの前に休ませました。`,
    60_000,
  ),
};

let stack: SharedStack;
let token: string;
let steps: Step[];
/** What the server gives, by the labels of the calls. */
const given = new Map<string, CallResult>();

test.beforeAll(async ({ stack: shared }) => {
  stack = shared;
  const { control } = stack.fake;
  const yuki = await personNamed(stack.fake, "yuki.sato");
  token = await control.mintToken({ userId: yuki.id });
  const add = async (path: string, bytes: Uint8Array | string) => {
    const { driveId, itemId } = await control.addFile(yuki.id, { path, base64: Buffer.from(bytes).toString("base64") });
    return `file:///${driveId}/${itemId}`;
  };
  const client = await connectModern(stack.gateways[0].mcpUrl, token);
  const search = { tool: "outlook_email_search", args: { limit: 3 } };
  const [hit] = (await client.call(search.tool, search.args)).texts;
  const read = (label: string, uri: string): Step => ({ label, tool: "read_resource", args: { uri } });
  steps = [
    { label: "a search", ...search },
    read("a mail", String(JSON.parse(hit ?? "").uri)),
    read("a picture", await add("roof.png", pngFile({ width: 40, height: 40 }))),
    read("an error", "mail:///messages/nope"),
    read("a long text", await add("long.md", texts["long.md"])),
    read("a long text in Japanese", await add("焙煎記録.md", texts["焙煎記録.md"])),
  ];
  for (const { label, tool, args } of steps) given.set(label, await client.call(tool, { ...args }));
  await client.close();
});

/** Without what differs from call to call: sealed cursors, the minute that it is, and Microsoft's ids of requests. */
const steady = (text: string) =>
  text
    .replace(/\d\d:\d\d(?=\+09:00 \(Asia)/g, "")
    .replace(/(?<=nextCursor\\*":\\*")[\w-]+/g, "")
    .replace(/[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}/g, "");

/** What clients join, wrap or repeat of a text as a whole: its lines, also those inside of JSON, and its strings. */
function piecesOf(text: string): Set<string> {
  const pieces = [/\n|\\n/, /\n|\\n|"/].flatMap((end) => text.split(end));
  return new Set(pieces.filter((piece) => piece.trim().length > 20));
}

/** What did not arrive, or not as often as it was given. */
function wrongPieces({ texts: blocks }: CallResult, arrived: Arrived, times: number): string[] {
  const [whole, found] = [steady(blocks.join("\n")), steady(arrived.text)];
  return [...piecesOf(whole)].filter((piece) => copiesOf(piece, found) !== times * copiesOf(piece, whole));
}

test("what the server gives has one form, of content alone", () => {
  for (const [label, { structuredContent, texts: blocks, pictures }] of given) {
    expect(structuredContent, label).toBeUndefined();
    expect(pictures, label).toHaveLength(label === "a picture" ? 1 : 0);
    expect(blocks, label).toHaveLength(label === "a search" ? 4 : 1);
  }
});

describe.each(clients)("$name", ({ missing, copiesOfErrors = 1, scriptOf, start }) => {
  const arrived = new Map<string, Arrived | undefined>();
  let run: ProgramRun | undefined;
  let complaints: string[] = [];
  let home = "";

  beforeAll(async () => {
    if (missing !== undefined) return;
    home = await mkdtemp(join(tmpdir(), "m365-model-client-"));
    await using stub = await startStubModel(scriptOf?.(steps) ?? steps);
    const { mcpUrl } = stack.gateways[0];
    const { command, environment } = await start({ home, mcpUrl, token, llm: stub.url });
    run = await runCommand(command, { environment: { HOME: home, ...environment }, cwd: home, withinMs });
    for (const { label } of steps) arrived.set(label, stub.arrivedAfter(label));
    ({ complaints } = stub);
  }, withinMs + 10_000);
  afterAll(() => rm(home, { recursive: true, force: true, maxRetries: 5 }));

  test.for(["a search", "a mail", "a picture", "an error", "a long text", "a long text in Japanese"])(
    "hands %s to its model whole, once, with its picture",
    skipWhen(missing),
    (label) => {
      const [answer, found] = [given.get(label), arrived.get(label)];
      if (answer === undefined || found === undefined)
        throw new Error(`nothing arrived: ${complaints.join("; ")} ${JSON.stringify(run).slice(-2_000)}`);
      const times = answer.isError ? copiesOfErrors : 1;
      expect(wrongPieces(answer, found, times).slice(0, 3)).toEqual([]);
      expect(found.pictures).toBe(answer.pictures.length);
    },
  );
});
