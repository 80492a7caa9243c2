import { copyFile, mkdir } from "node:fs/promises";
import { createRequire } from "node:module";
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
  read(bytes: Uint8Array): Promise<string>;
}

const folder = join(root, ".cache", "extract-peers");
const { resolve } = createRequire(join(folder, "package.json"));
const load = async (name: string) => await import(pathToFileURL(resolve(name)).href);

/** Installs the libraries into `.cache`, where nothing else sees them. Throws where they can't be installed. */
export async function bringPeers(): Promise<readonly Peer[]> {
  await mkdir(folder, { recursive: true });
  for (const file of ["package.json", "package-lock.json"]) {
    await copyFile(new URL(`peers/${file}`, import.meta.url), join(folder, file));
  }
  const problem = await installDependencies((line) => console.error(`[peers] ${line}`), {
    folder,
    node: process.execPath,
  });
  if (problem !== undefined) throw new Error(problem);
  return [
    {
      name: "mammoth",
      formats: ["docx"],
      async read(bytes) {
        const { default: mammoth } = await load("mammoth");
        const { value } = await mammoth.convertToHtml({ buffer: Buffer.from(bytes) });
        return readHtml(value, { findQuotes: false }).text;
      },
    },
    {
      name: "officeparser",
      formats: ["docx", "pptx", "xlsx", "rtf"],
      async read(bytes) {
        const { OfficeParser } = await load("officeparser");
        const document = await OfficeParser.parseOffice(Buffer.from(bytes));
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
  ];
}
