import { copyFile, mkdir } from "node:fs/promises";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { installDependencies } from "#test/bootstrap/install.mjs";
import { root } from "#test/bootstrap/paths.mjs";
import { readHtml } from "#workers/documents/formats/html/read-html.ts";

/** A library that reads documents too. */
export interface Peer {
  name: string;
  formats: readonly string[];
  /** The text that its users would give to a model. Throws what the library throws. */
  read(bytes: Uint8Array, format: string): Promise<string>;
}

const folder = join(root, ".cache", "extract-peers");
const files = ["package.json", "package-lock.json", "load.js"];
/** Loads a library as a module in its folder does. */
const load = async (name: string) => await (await import(pathToFileURL(join(folder, "load.js")).href)).load(name);

/** Installs the libraries into `.cache`, where nothing else sees them. Throws where they can't be installed. */
export async function bringPeers(): Promise<void> {
  await mkdir(folder, { recursive: true });
  for (const file of files) {
    await copyFile(new URL(`peers/${file}`, import.meta.url), join(folder, file));
  }
  const problem = await installDependencies((line) => console.error(`[peers] ${line}`), {
    folder,
    node: process.execPath,
  });
  if (problem !== undefined) throw new Error(problem);
}

const asHtml = (html: string) => readHtml(html, { findQuotes: false }).text;
const joined = (parts: readonly (string | undefined)[]) => parts.filter((part) => part !== undefined).join("\n\n");

/** What lets pdf.js decode Chinese, Japanese and Korean, where a library passes it on. Our reader has it too. */
const withCharacterMaps = { cMapUrl: join(root, "node_modules", "pdfjs-dist", "cmaps", "/"), cMapPacked: true };

export const peers: readonly Peer[] = [
  {
    name: "mammoth",
    formats: ["docx"],
    async read(bytes) {
      const { default: mammoth } = await load("mammoth");
      return asHtml((await mammoth.convertToHtml({ buffer: Buffer.from(bytes) })).value);
    },
  },
  {
    name: "officeparser",
    formats: ["docx", "pptx", "xlsx", "rtf", "pdf", "html"],
    async read(bytes, format) {
      const { OfficeParser } = await load("officeparser");
      const document = await OfficeParser.parseOffice(Buffer.from(bytes), { fileType: format });
      return (await document.to("text")).value;
    },
  },
  {
    name: "SheetJS",
    formats: ["xlsx"],
    async read(bytes) {
      const { default: sheetJs } = await load("xlsx");
      const { SheetNames, Sheets } = sheetJs.read(bytes);
      const textOf = (name: string) => sheetJs.utils.sheet_to_csv(Sheets[name], { FS: "\t" });
      return SheetNames.map((name: string) => `${name}\n\n${textOf(name)}`).join("\n\n");
    },
  },
  {
    name: "markitdown-ts",
    formats: ["docx", "xlsx", "pdf", "html"],
    async read(bytes, format) {
      const { MarkItDown } = await load("markitdown-ts");
      return (await new MarkItDown().convertBuffer(Buffer.from(bytes), { file_extension: `.${format}` })).markdown;
    },
  },
  {
    name: "unpdf",
    formats: ["pdf"],
    async read(bytes) {
      const { extractText, getDocumentProxy } = await load("unpdf");
      // With `mergePages` all would be one line.
      return (await extractText(await getDocumentProxy(bytes, withCharacterMaps))).text.join("\n\n");
    },
  },
  {
    name: "pdf-parse",
    formats: ["pdf"],
    async read(bytes) {
      const { PDFParse } = await load("pdf-parse");
      return (await new PDFParse({ data: bytes, ...withCharacterMaps }).getText()).text;
    },
  },
  {
    name: "msgreader",
    formats: ["msg"],
    async read(bytes) {
      const { default: msgReader } = await load("@kenjiuno/msgreader");
      const { subject, senderName, recipients, body } = new msgReader.default(bytes.buffer).getFileData();
      const names = recipients?.map(({ name }: { name?: string }) => name).join(", ");
      return joined([subject, senderName, names, body]);
    },
  },
  {
    name: "postal-mime",
    formats: ["eml"],
    async read(bytes) {
      const { default: PostalMime } = await load("postal-mime");
      const { subject, from, to, text, html } = await PostalMime.parse(bytes);
      const people = [from, ...(to ?? [])].map((one) => `${one?.name ?? ""} ${one?.address ?? ""}`);
      return joined([subject, ...people, text ?? asHtml(html ?? "")]);
    },
  },
];
