import { describe, expect, it } from "vitest";
import { ownCpuMs } from "#test/support/own-cpu.ts";
import { pdfStream } from "#test/support/pdf-file.ts";
import { extractDocument } from "#workers/documents/extract-document.ts";
import {
  DeniedByLabel,
  type FoundLabels,
  labelsInText,
  labelsOfMail,
  maxLabels,
  requireAllowedLabels,
} from "#workers/documents/labels/labels.ts";
import { graphFullMessage, labelsOfMessage } from "#workers/tools/mail/graph-mail.ts";
import { compoundFile } from "./archive/compound-files.ts";
import { storage } from "./formats/msg-storage.ts";
import { docx, rels, xlsx } from "./hostile/office-files.ts";
import { edited, line, pdf } from "./hostile/pdf-files.ts";
import { writeZip } from "./hostile/zip-writer.ts";

const secret = "2096f6a2-d2f7-48be-b329-b73aaa526e5d";
const open = "11111111-2222-4333-8444-555555555555";
const found = [{ id: secret, name: "Top secret" }];
const nameless = [{ id: secret }];

async function labelsOf(bytes: Uint8Array | string, mediaType = "application/octet-stream"): Promise<FoundLabels> {
  const extraction = await extractDocument({ bytes: new Uint8Array(Buffer.from(bytes)), mediaType });
  expect(extraction).toHaveProperty("text");
  return "text" in extraction ? extraction.text.labels : undefined;
}

const property = (name: string, value: string) =>
  `<property fmtid="{D5CDD505-2E9C-101B-9397-08002B2CF9AE}" pid="2" name="${name}">` +
  `<vt:lpwstr>${value}</vt:lpwstr></property>`;
const custom = (...properties: string[]) => `<Properties xmlns:vt="x">${properties.join("")}</Properties>`;
const ofLabel = (enabled = ["true"]) =>
  custom(
    property("Client", "Aozora"),
    ...enabled.map((value) => property(`MSIP_Label_${secret.toUpperCase()}_Enabled`, value)),
    property(`MSIP_Label_${secret}_SiteId`, open),
    property(`MSIP_Label_${secret}_Name`, "Top secret"),
  );
const inCustom = (content: string) => [{ name: "docProps/custom.xml", content }];
const inLabelInfo = (attributes: string) => [
  {
    name: "docMetadata/LabelInfo.xml",
    content:
      '<clbl:labelList xmlns:clbl="http://schemas.microsoft.com/office/2020/mipLabelMetadata">' +
      `<clbl:label ${attributes}/></clbl:labelList>`,
  },
];
const header = ["Enabled=True", `SiteId=${open}`, "Name=Top secret"]
  .map((part) => `MSIP_Label_${secret}_${part}`)
  .join("; ");

const mail = (...headers: string[]) => ["From: a@b.example", "To: c@d.example", ...headers, "", "Hi"].join("\r\n");
const wordHtml = `<html><o:MSIP_Label_${secret}_Enabled dt:dt="string">true</o:x></html>`;

describe("a document's sensitivity labels", () => {
  it.each([
    ["in the custom properties of Office", () => docx("<w:p/>", { more: inCustom(ofLabel()) }), found],
    ["where it is switched off, too", () => docx("<w:p/>", { more: inCustom(ofLabel(["true", "false"])) }), found],
    ["in those of a workbook", () => xlsx("<row/>", { more: inCustom(ofLabel()) }), found],
    [
      "in the part of newer versions",
      () => docx("<w:p/>", { more: inLabelInfo(`id="{${secret}}" enabled="1" method="Privileged" removed="0"`) }),
      nameless,
    ],
    ["in the header of a saved mail", () => mail("Subject: x", `msip_labels: ${header}`), found],
    [
      "in the transport headers of a message of Outlook",
      () => compoundFile(storage(32, { "0037": "Offer", "007D": `Subject: Offer\r\nmsip_labels: ${header}\r\n` })),
      found,
    ],
    ["in the HTML of Word", () => wordHtml, nameless],
    ["in HTML in UTF-16", () => Buffer.from(`\ufeff${wordHtml}`, "utf16le"), nameless],
    ["in RTF's properties", () => `{\\rtf1{\\propname MSIP_Label_${secret}_Enabled}{\\staticval true}x}`, nameless],
  ])("are read %s", async (_where, make, labels) => {
    expect(await labelsOf(make())).toEqual(labels);
  });

  it("are read where a package names another part for them", async () => {
    const main = "word/document.xml";
    const type = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml";
    const parts = [
      {
        name: "[Content_Types].xml",
        content: `<Types><Override PartName="/${main}" ContentType="${type}"/></Types>`,
      },
      rels("", [
        { id: "r1", type: "officeDocument", target: main },
        { id: "r2", type: "custom-properties", target: "other/own.xml" },
      ]),
      { name: main, content: "<w:document><w:body/></w:document>" },
      { name: "other/own.xml", content: ofLabel() },
    ];
    expect(await labelsOf(writeZip(parts))).toEqual(found);
  });

  it("are read in the information of a PDF and in its XMP", async () => {
    const info = `<< /MSIP_Label_${secret}_Enabled (true) /MSIP_Label_${secret}_Name (Top secret) >>`;
    const inInfo = edited(pdf([line("hello")], { extra: [info] }), "/Root 1 0 R", "/Root 1 0 R /Info 6 0 R");
    expect(await labelsOf(inInfo)).toEqual(found);
    const inXmp = (name: string, value: string) =>
      `<pdfx:MSIP_Label_${secret}_${name}>${value}</pdfx:MSIP_Label_${secret}_${name}>`;
    const xmp =
      '<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">' +
      `<rdf:Description xmlns:pdfx="http://ns.adobe.com/pdfx/1.3/">${inXmp("Enabled", "true")}` +
      `${inXmp("Name", "Top secret")}</rdf:Description></rdf:RDF></x:xmpmeta>`;
    const stream = pdfStream("/Type /Metadata /Subtype /XML", xmp);
    const bare = pdf([line("hello")], { extra: [stream], table: "trailer\n<< /Root 1 0 R >>\n" });
    expect(await labelsOf(edited(bare, "/Type /Catalog", "/Type /Catalog /Metadata 6 0 R"))).toEqual(found);
  });

  it("are read in the header that a message of Outlook names", async () => {
    const name = Buffer.from("msip_labels", "utf16le");
    const texts = Buffer.concat([Buffer.from([name.length, 0, 0, 0]), name]);
    const entry = Buffer.from([0, 0, 0, 0, 0x07, 0, 0x05, 0]);
    const message = {
      ...storage(32, { "0037": "Offer", "8005": header }),
      "__nameid_version1.0": { "__substg1.0_00030102": entry, "__substg1.0_00040102": texts },
    };
    expect(await labelsOf(compoundFile(message))).toEqual(found);
  });

  it("are those of attached messages too", async () => {
    const inner = ["", "--x", "Content-Type: message/rfc822", "", mail(`msip_labels: ${header}`), "--x--"];
    const outer = mail("Received: by mail.example", "Content-Type: multipart/mixed; boundary=x", ...inner);
    expect(await labelsOf(outer)).toEqual(found);
  });

  it("are not known of a saved mail that does not say how it came", async () => {
    expect(await labelsOf(mail("Subject: Draft"))).toBeUndefined();
    expect(await labelsOf(mail("Subject: Draft", "Received: by mail.example"))).toEqual([]);
  });

  it.each(["latin1", "utf16le"] as const)("are found in XMP that pdf.js does not read: %s", async (encoding) => {
    const name = `pdfx:MSIP_Label_${secret}_Enabled`;
    const xmp = Buffer.from(` <${name}>true</${name}> `, encoding);
    expect(await labelsOf(Buffer.concat([pdf([line("hello")]), xmp]))).toMatchObject([{ id: secret }]);
  });

  it.each([
    ["one that was switched off", () => docx("<w:p/>", { more: inCustom(ofLabel(["false"])) })],
    ["one that was removed", () => docx("<w:p/>", { more: inLabelInfo(`id="{${secret}}" enabled="0" removed="1"`) })],
    ["none", () => docx("<w:p/>")],
    ["a PDF without any", () => pdf([line("hello")])],
  ])("are none with %s", async (_what, make) => {
    expect(await labelsOf(make())).toEqual([]);
  });

  it("are found in XML that Word and Excel saved, which is read as text", async () => {
    const xml = `<pkg:package><property name="MSIP_Label_${secret}_Enabled"><vt:lpwstr>true</vt:lpwstr></property>`;
    expect(await labelsOf(xml)).toMatchObject([{ id: secret }]);
  });

  const many = Array.from({ length: maxLabels + 1 }, (_, at) =>
    property(`MSIP_Label_${secret.slice(0, -2)}${at + 10}_Enabled`, "true"),
  );

  it.each([
    ["archives", () => writeZip([{ name: "a.docx", content: "x" }])],
    ["broken properties", () => docx("<w:p/>", { more: inCustom("<Properties><property></Properties>") })],
    ["more labels than an item can have", () => docx("<w:p/>", { more: inCustom(custom(...many)) })],
  ])("are not known of %s", async (_what, make) => {
    expect(await labelsOf(make())).toBeUndefined();
  });
});

it("a file that a label encrypts is called that", async () => {
  const bytes = Buffer.from(".pfile\x02\0\0\0\x01\0\0\0\xfe", "latin1");
  expect(await extractDocument({ bytes, mediaType: "application/octet-stream" })).toMatchObject({
    refusal: "encryptedByLabel",
  });
});

describe("the labels of a mail", () => {
  it("are read from a header that is encoded and folded", () => {
    const words = header.replaceAll("_", "=5F").replaceAll(" ", "_");
    const encoded = `=?us-ascii?Q?${words.slice(0, 60)}?=\r\n =?us-ascii?Q?${words.slice(60)}?=`;
    expect(labelsOfMail([encoded], true)).toEqual(found);
    expect(labelsOfMail([`=?utf-8?B?${Buffer.from(header).toString("base64")}?=`], true)).toEqual(found);
  });

  it("are not known where the header can't be read, and where Graph gives no headers", () => {
    expect(labelsOfMail(["?"], true)).toBeUndefined();
    expect(labelsOfMessage(graphFullMessage.parse({ id: "x" }))).toBeUndefined();
    const internetMessageHeaders = [{ name: "MSIP_Labels", value: header }];
    expect(labelsOfMessage(graphFullMessage.parse({ id: "x", internetMessageHeaders }))).toEqual(found);
    const of = (...names: string[]) =>
      labelsOfMessage(
        graphFullMessage.parse({ id: "x", internetMessageHeaders: names.map((name) => ({ name, value: "x" })) }),
      );
    expect([of(), of("X-AddIn"), of("Received", "X-AddIn")]).toEqual([undefined, undefined, []]);
  });

  it("are found in time that grows with the text", async () => {
    const text = `MSIP_Label_${secret}_Enabled ${" ".repeat(100_000)}`.repeat(20);
    expect(await ownCpuMs(() => labelsInText(text))).toBeLessThan(2_000);
  });
});

describe("a tenant that denies a label", () => {
  const denied = new Set([secret]);

  it("refuses what has it, and what has unknown labels", () => {
    expect(() => requireAllowedLabels(found, denied)).toThrow(/has a sensitivity label that your organisation denies/);
    expect(() => requireAllowedLabels(undefined, denied)).toThrow(/can't be read here/);
    expect(() => requireAllowedLabels(undefined, denied)).toThrow(DeniedByLabel);
  });

  it("allows what has another or none, and all where none is denied", () => {
    requireAllowedLabels([{ id: open }], denied);
    requireAllowedLabels([], denied);
    requireAllowedLabels(undefined, new Set());
    requireAllowedLabels(found, new Set());
  });
});
