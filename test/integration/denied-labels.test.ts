// Documents and mails with a sensitivity label that a tenant denies: by no way to them does a word get out. Labels as
// Microsoft writes them: https://learn.microsoft.com/information-protection/develop/concept-mip-metadata for properties
// of files and the header `msip_labels` of mails.

import { Redis } from "ioredis";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { DirectoryUser } from "#test/fake-tenant/control/control-types.ts";
import { pngFile } from "#test/support/pictures/png-file.ts";
import { postMessage, postToolCall, readRpcAnswer } from "#test/support/raw-mcp.ts";
import { redisContents } from "#test/support/redis-contents.ts";
import { type Stack, startStack } from "#test/support/stack.ts";
import { createTenantsFile } from "#test/support/tenants-file.ts";
import { personNamed } from "#test/support/tool-answers.ts";
import { until } from "#test/support/until.ts";
import { docx, rels } from "#test/unit/workers/documents/hostile/office-files.ts";
import { line, pdf } from "#test/unit/workers/documents/hostile/pdf-files.ts";
import { writeZip } from "#test/unit/workers/documents/hostile/zip-writer.ts";

const labels = { secret: "2096f6a2-d2f7-48be-b329-b73aaa526e5d", internal: "5e4f9c1a-0b7d-4c53-9a42-1d2c3b4a5f60" };
type Label = keyof typeof labels;
/** A word of every document and mail with that label. No name, subject or question has one. */
const words = { secret: "quillfeather", internal: "marrowbone" };

const { path, write } = createTenantsFile();
let stack: Stack;
let hana: DirectoryUser;
let tenantId = "00000000-0000-4000-8000-000000000000";
let token: string;
let redis: Redis;

function deny(...ids: string[]): void {
  const rule = ids.length === 0 ? "" : `    deniedLabels: [${ids.join(", ")}]\n`;
  write(`tenants:\n  - id: ${tenantId}\n${rule}...\n`);
}

/** A way to a document or mail. */
interface Way {
  tool: string;
  args: Record<string, unknown>;
  /** Whether it shows a picture of it instead of its words. */
  isPicture?: boolean;
}

/** Ways on which nobody reads the label. */
const unknown = new Set(["zipped", "converted by Microsoft"]);

let ways: Record<Label, Record<string, Way>>;
let searches: Record<Label, Record<string, Way>>;

const header = (label: Label) =>
  `MSIP_Label_${labels[label]}_Enabled=true; MSIP_Label_${labels[label]}_Method=Privileged; ` +
  `MSIP_Label_${labels[label]}_Name=Made up`;

/** A Word document with a picture. */
function letter(label: Label): Buffer {
  const properties = ["Enabled", "Name"].map(
    (name, at) =>
      `<property fmtid="{D5CDD505-2E9C-101B-9397-08002B2CF9AE}" pid="${at + 2}" ` +
      `name="MSIP_Label_${labels[label]}_${name}">` +
      `<vt:lpwstr>${name === "Enabled" ? "true" : "Made up"}</vt:lpwstr></property>`,
  );
  const picture = '<w:r><w:drawing><a:blip xmlns:a="a" r:embed="r1" xmlns:r="r"/></w:drawing></w:r>';
  return Buffer.from(
    docx(`<w:p><w:r><w:t>${words[label]}</w:t></w:r>${picture}</w:p>`, {
      more: [
        { name: "docProps/custom.xml", content: `<Properties xmlns:vt="vt">${properties.join("")}</Properties>` },
        rels("word/document.xml", [{ id: "r1", type: "image", target: "media/image1.png" }]),
        { name: "word/media/image1.png", content: pngFile({ width: 2, height: 2 }) },
      ],
    }),
  );
}

/** A PDF with the label in its XMP. */
function report(label: Label): Buffer {
  const name = `pdfx:MSIP_Label_${labels[label]}_Enabled`;
  const xmp =
    '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"><rdf:Description ' +
    `xmlns:pdfx="http://ns.adobe.com/pdfx/1.3/"><${name}>true</${name}></rdf:Description></rdf:RDF>`;
  const stream = `<< /Type /Metadata /Subtype /XML /Length ${xmp.length} >>\nstream\n${xmp}\nendstream`;
  const bytes = pdf([line(words[label])], { extra: [stream], table: "trailer\n<< /Root 1 0 R >>\n" });
  return Buffer.from(
    Buffer.from(bytes).toString("latin1").replace("/Type /Catalog", "/Type /Catalog /Metadata 6 0 R"),
    "latin1",
  );
}

const savedMail = (label: Label) =>
  Buffer.from(
    `From: a@b.example\r\nTo: c@d.example\r\nSubject: Saved\r\nmsip_labels: ${header(label)}\r\n\r\n${words[label]}`,
  );

async function addAll(label: Label): Promise<Record<string, Way>> {
  const { control } = stack.fake;
  const read = (uri: string, more: object = {}): Way => ({ tool: "read_resource", args: { uri }, ...more });
  const add = async (name: string, bytes: Buffer) => {
    const file = { path: `Labels ${label}/${name}`, base64: bytes.toString("base64"), text: words[label] };
    const { driveId, itemId, webUrl } = await control.addFile(hana.id, file);
    return { uri: `file:///${driveId}/${itemId}`, webUrl };
  };
  const word = await add("plain.docx", letter(label));
  const zip = writeZip([{ name: `${words[label]}.docx`, content: letter(label) }]);
  const message = {
    subject: `Mail ${label}`,
    from: { name: "A", address: "a@example.com" },
    text: words[label],
    headers: [{ name: "msip_labels", value: header(label) }],
    conversation: `labels ${label}`,
  };
  const mail = await control.addMessage(hana.id, message);
  const carrier = await control.addMessage(hana.id, {
    ...message,
    text: "See what is attached",
    conversation: `carrier ${label}`,
    headers: [{ name: "Received", value: "by mail.example" }, ...message.headers],
    attachments: [
      { name: "note.txt", contentType: "text/plain", base64: Buffer.from(words[label]).toString("base64") },
    ],
  });
  const outer = await control.addMessage(hana.id, {
    subject: `Attached ${label}`,
    from: { name: "A", address: "a@example.com" },
    text: "See what is attached",
    attachments: [
      { name: "attached.docx", contentType: "application/octet-stream", base64: letter(label).toString("base64") },
      { name: "saved.eml", contentType: "message/rfc822", base64: savedMail(label).toString("base64") },
    ],
  });
  const found = await answerTo(read(`mail:///messages/${outer.id}`));
  const attached = [...found.matchAll(/mail:\/\/\/messages\/[^"\\ ]+\/attachments\/[^"\\ ]+/g)].map(([uri]) => uri);
  expect(attached).toHaveLength(2);
  const carried = /mail:\/\/\/messages\/[^"\\ ]+\/attachments\/[^"\\ ]+/.exec(
    await answerTo(read(`mail:///messages/${carrier.id}`)),
  )?.[0];
  const chat = await control.addChatMessage(hana.id, {
    withUserId: (await personNamed(stack.fake, "yuki.sato")).id,
    html: `<p>Here: <a href="${word.webUrl}">the letter</a></p>`,
  });
  const said = await answerTo(read(`teams:///chats/${encodeURIComponent(chat.chatId ?? "")}/messages/${chat.id}`));
  expect(said).toContain(word.webUrl);
  return {
    plain: read(word.uri),
    "as PDF": read((await add("report.pdf", report(label))).uri),
    "as saved mail": read((await add("saved.eml", savedMail(label))).uri),
    zipped: read((await add("packed.zip", Buffer.from(zip))).uri),
    "converted by Microsoft": read((await add("old.odt", Buffer.from(words[label]))).uri),
    attached: read(attached[0] ?? ""),
    "attached as a saved mail": read(attached[1] ?? ""),
    "attached to a mail that has the label": read(carried ?? ""),
    "in a chat": read(word.webUrl),
    "as pictures of it": read(`${word.uri}?picture=1`, { isPicture: true }),
    "by words in it": { tool: "read_resource", args: { uri: word.uri, find: words[label].slice(0, 6) } },
    "through fetch": { tool: "fetch", args: { id: word.uri } },
    "as a mail": read(`mail:///messages/${mail.id}`),
    "as a mail through fetch": { tool: "fetch", args: { id: `mail:///messages/${mail.id}` } },
    "as a mail's conversation": read(`mail:///messages/${mail.id}/conversation`),
  };
}

const searchesFor = (label: Label): Record<string, Way> => ({
  "in a search for files": { tool: "sharepoint_search", args: { query: words[label], detail: "full" } },
  "in a search for mail": { tool: "outlook_email_search", args: { query: `Mail ${label}`, detail: "full" } },
  "in a folder of mail": { tool: "read_resource", args: { uri: "mail:///folders/inbox" } },
});

/** An answer without what it says of the query. */
const hitsIn = (answer: string) =>
  JSON.stringify(JSON.parse(answer).content.filter(({ text }: { text: string }) => !text.includes("effectiveQuery")));

async function answerTo({ tool, args }: Way): Promise<string> {
  const url = `${stack.gateways[0].mcpUrl}?tools=search,fetch,read_resource,sharepoint_search,outlook_email_search`;
  const { result, error } = await readRpcAnswer(await postToolCall("modern", { url, token, tool, args }));
  expect(error).toBeUndefined();
  return JSON.stringify(result);
}

/** Until the file is in force: the first answer of that kind. */
const becomes = (what: string, pattern: RegExp) =>
  until(what, async () => pattern.test(await answerTo(ways.secret.plain as Way)));

beforeAll(async () => {
  deny();
  stack = await startStack({
    gatewayEnvironment: { TENANTS_FILE: path, LOG_LEVEL: "trace" },
    workerEnvironment: { LOG_LEVEL: "trace" },
  });
  redis = new Redis(stack.redis.connection);
  hana = await personNamed(stack.fake, "hana.mori");
  tenantId = hana.tenantId;
  token = await stack.fake.control.mintToken({ userId: hana.id });
  deny();
  const list = () => postMessage("modern", { id: 1, method: "tools/list" }, { url: stack.gateways[0].mcpUrl, token });
  await until("the tenant to be let in", async () => (await list()).status === 200);
  await stack.fake.control.setBehaviour({ conversionMs: 0, conversionRefusals: [] });
  ways = { secret: await addAll("secret"), internal: await addAll("internal") };
  searches = { secret: searchesFor("secret"), internal: searchesFor("internal") };
});
afterAll(async () => {
  redis.disconnect();
  await stack.stop();
});

test("while no label is denied, every way leads to the words, and answers show the labels", async () => {
  for (const label of ["secret", "internal"] as const) {
    for (const [name, way] of Object.entries({ ...ways[label], ...searches[label] })) {
      const answer = await answerTo(way);
      if (way.isPicture) expect(answer, name).toContain('"type":"image"');
      else expect(hitsIn(answer), name).toContain(words[label]);
    }
  }
  for (const name of ["plain", "attached", "as a mail", "as saved mail"]) {
    const shown = JSON.stringify(JSON.stringify([{ id: labels.secret, name: "Made up" }])).slice(1, -1);
    expect(await answerTo(ways.secret[name] as Way), name).toContain(`sensitivityLabels\\":${shown}`);
  }
});

test("of what has a denied label no word gets out by any way, and what has another is still read", async () => {
  deny(labels.secret);
  await becomes("a refusal", /forbidden/);
  for (const [name, way] of Object.entries(ways.secret)) {
    const answer = await answerTo(way);
    expect(answer, name).not.toContain(words.secret);
    expect(answer, name).not.toContain('"type":"image"');
    // A conversation has other messages, which are read.
    if (!name.includes("conversation")) expect(answer, name).toMatch(/forbidden.*your organisation denies/i);
  }
  const resource = await postMessage(
    "modern",
    { id: 1, method: "resources/read", params: ways.secret.plain?.args ?? {} },
    { url: `${stack.gateways[0].mcpUrl}?resources=on`, token },
  );
  expect(await resource.text()).not.toContain(words.secret);
  for (const [name, way] of Object.entries(ways.internal)) {
    const answer = await answerTo(way);
    if (unknown.has(name)) expect(answer, name).toMatch(/forbidden.*can't be read here/);
    else if (way.isPicture) expect(answer, name).toContain('"type":"image"');
    else expect(answer, name).toContain(words.internal);
  }
});

test("while a label is denied, hits have no previews, through search neither", async () => {
  const query = "Mail secret";
  for (const label of ["secret", "internal"] as const) {
    for (const [name, way] of Object.entries(searches[label])) {
      const answer = await answerTo(way);
      expect(answer, name).toMatch(/Mail |plain\.docx/);
      expect(hitsIn(answer), name).not.toContain(words[label]);
    }
  }
  const found = await answerTo({ tool: "search", args: { query } });
  expect(found).toContain("Mail secret");
  expect(found).not.toContain(words.secret);
});

test("nothing of it is in Redis or a log, and it is read again when the rule is gone", async () => {
  deny(labels.internal);
  await becomes("the words", new RegExp(words.secret));
  expect(await answerTo(ways.internal.plain as Way)).not.toContain(words.internal);
  const logs = [...stack.gateways, ...stack.workers].flatMap(({ log, output }) => [...log, ...output]);
  expect(logs.length).toBeGreaterThan(10);
  const left = [...logs, ...(await redisContents(redis)).values()].join("\n");
  for (const word of Object.values(words)) expect(left).not.toContain(word);
});
