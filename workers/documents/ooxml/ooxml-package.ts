import type { ZipArchive } from "#workers/documents/archive/zip-archive.ts";
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

/** An Office document (ECMA-376 part 2): parts, and relationships between them. */
export interface OfficePackage {
  /** Name of the part that the others belong to; empty where the package has none. */
  mainPart: string;
  /** The content type of that part, which tells what program the document is for; empty where it is not said. */
  mainPartType: string;
  /** A part, inflated; undefined where there is none. Throws as `ZipArchive.read` does. */
  read(part: string): Uint8Array | undefined;
  /** Those of a part, in the order of its file; none when it has no such file. */
  relationshipsOf(part: string): readonly Relationship[];
}

const maxRelationships = 20_000;

/** The Office package in a zip archive; undefined for any other archive. Throws `unreadable` where its XML is broken. */
export function openOfficePackage(archive: ZipArchive): OfficePackage | undefined {
  const types = archive.read("[Content_Types].xml");
  if (!types) return undefined;
  const mainPart = relationships(archive, "").find(({ type }) => type === "officeDocument")?.target;
  return {
    mainPart: mainPart ?? "",
    mainPartType: mainPart === undefined ? "" : contentTypeOf(types, mainPart),
    read: (part) => archive.read(part),
    relationshipsOf: (part) => relationships(archive, part),
  };
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
