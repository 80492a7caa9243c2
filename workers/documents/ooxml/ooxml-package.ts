import { ToolError } from "#common/errors.ts";
import { openZip, type ZipArchive } from "#workers/documents/archive/zip-archive.ts";
import { readXml } from "./xml-events.ts";

/** Where a part points to. */
export interface Relationship {
  id: string;
  /** Last word of the type, the same in the transitional and the strict standard, e.g. `notesSlide`. */
  type: string;
  /** Full name of a part, or the address of something outside. */
  target: string;
  isExternal: boolean;
}

export type OfficeKind = "docx" | "xlsx" | "pptx";

/** An Office document (ECMA-376 part 2): parts, and relationships between them. */
export interface OfficePackage {
  kind: OfficeKind;
  mainPart: string;
  read(part: string): Uint8Array | undefined;
  /** Those of a part, in the order of its file; none when it has no such file. */
  relationshipsOf(part: string): readonly Relationship[];
}

/** By what a main part's content type contains; templates and documents with macros included. */
const kinds: readonly (readonly [OfficeKind, RegExp])[] = [
  ["docx", /wordprocessingml\.(?:document|template)|ms-word\.(?:document|template)/i],
  ["xlsx", /spreadsheetml\.(?:sheet|template)\.main|ms-excel\.(?:sheet|template|addin)\.macroenabled/i],
  ["pptx", /presentationml\.(?:presentation|template|slideshow)|ms-powerpoint\.(?:presentation|template|slideshow)/i],
];
const refused: readonly (readonly [RegExp, string])[] = [
  [/ms-excel\.sheet\.binary/i, "Excel's binary workbooks (.xlsb) can't be read. Ask for a copy saved as .xlsx."],
];
const maxRelationships = 20_000;

/** The Office document in a zip archive. Throws `unsupported_type` for any other archive. */
export function openOfficePackage(bytes: Uint8Array): OfficePackage {
  const archive = openZip(bytes);
  const types = archive.read("[Content_Types].xml");
  if (!types) throw new ToolError("unsupported_type", whatElse(archive));
  const mainPart = relationships(archive, "").find(({ type }) => type === "officeDocument")?.target;
  if (mainPart === undefined)
    throw new ToolError("unsupported_type", "It is a package, but not of Word, Excel or PowerPoint.");
  const contentType = contentTypeOf(types, mainPart);
  const known = kinds.find(([, pattern]) => pattern.test(contentType));
  const [, reason] = refused.find(([pattern]) => pattern.test(contentType)) ?? [];
  if (!known)
    throw new ToolError("unsupported_type", reason ?? "It is a package, but not of Word, Excel or PowerPoint.");
  return {
    kind: known[0],
    mainPart,
    read: (part) => archive.read(part),
    relationshipsOf: (part) => relationships(archive, part),
  };
}

function whatElse({ names }: ZipArchive): string {
  const isOpenDocument = names.includes("mimetype") && names.includes("content.xml");
  return isOpenDocument
    ? "OpenDocument files can't be read. Ask for a copy in an Office format or as PDF."
    : "It is a zip archive, which has no text of its own. Ask for the files in it.";
}

function contentTypeOf(types: Uint8Array, part: string): string {
  const wanted = `/${part}`.toLowerCase();
  const extension = wanted.slice(wanted.lastIndexOf(".") + 1);
  let byName: string | undefined;
  let byExtension: string | undefined;
  readXml(types, {
    open(name, { PartName, Extension, ContentType }) {
      if (name === "Override" && PartName?.toLowerCase() === wanted) byName ??= ContentType;
      if (name === "Default" && Extension?.toLowerCase() === extension) byExtension ??= ContentType;
      return undefined;
    },
  });
  return byName ?? byExtension ?? "";
}

function relationships(archive: ZipArchive, part: string): Relationship[] {
  const slash = part.lastIndexOf("/") + 1;
  const bytes = archive.read(`${part.slice(0, slash)}_rels/${part.slice(slash)}.rels`);
  const found: Relationship[] = [];
  if (!bytes) return found;
  readXml(bytes, {
    open(name, { Id, Type, Target, TargetMode }) {
      if (name !== "Relationship" || Id === undefined || Target === undefined) return undefined;
      const isExternal = TargetMode === "External";
      const type = Type?.slice(Type.lastIndexOf("/") + 1) ?? "";
      found.push({ id: Id, type, target: isExternal ? Target : partName(part, Target), isExternal });
      return undefined;
    },
    isEnough: () => found.length > maxRelationships,
  });
  return found;
}

/** A target relative to the part that names it. */
function partName(from: string, target: string): string {
  const base = new URL(`package:///${from}`);
  return URL.canParse(target, base.href) ? decodeURI(new URL(target, base).pathname).slice(1) : target;
}
