import type { ZipArchive } from "#workers/documents/archive/zip-archive.ts";
import { readXml } from "./xml-events.ts";

/** A relationship of a part: a reference to another part or to something outside. */
export interface Relationship {
  id: string;
  /** Last segment of the type URI, the same in transitional and strict OOXML, e.g. `notesSlide`. */
  type: string;
  /** Full name of a part, or the URL of something outside. */
  target: string;
  isExternal: boolean;
}

/** An Office document (ECMA-376 part 2): a zip archive of parts, and the relationships between them. */
export interface OfficePackage extends ZipArchive {
  /** Name of the main part. Empty where the package has none. */
  mainPart: string;
  /** Content type of the main part, which tells Word, Excel and PowerPoint apart. Empty where it is not declared. */
  mainPartType: string;
  /** What a part refers to. */
  relationsOf(part: string): Relations;
}

const maxRelationships = 20_000;

/**
 * The Office package in a zip archive; undefined for any other archive. Throws `unreadable` where its XML is broken.
 */
export function openOfficePackage(archive: ZipArchive): OfficePackage | undefined {
  const types = archive.read("[Content_Types].xml");
  if (!types) return undefined;
  const relationsOf = (part: string) => relationsFrom(() => relationships(archive, part));
  const { target: mainPart = "" } =
    relationsOf("")
      .all()
      .find(({ type }) => type === "officeDocument") ?? {};
  return { ...archive, mainPart, mainPartType: mainPart === "" ? "" : contentTypeOf(types, mainPart), relationsOf };
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
    },
  });
  return byName ?? byExtension ?? "";
}

function relationships(archive: ZipArchive, part: string): Relationship[] {
  const slash = part.lastIndexOf("/") + 1;
  const bytes = archive.read(`${part.slice(0, slash)}_rels/${part.slice(slash)}.rels`);
  const found: Relationship[] = [];
  readXml(bytes, {
    open(name, { Id, Type, Target, TargetMode }) {
      if (name !== "Relationship" || Id === undefined || Target === undefined) return;
      const isExternal = TargetMode === "External";
      const type = Type?.slice(Type.lastIndexOf("/") + 1) ?? "";
      found.push({ id: Id, type, target: isExternal ? Target : partName(part, Target), isExternal });
    },
    isEnough: () => found.length > maxRelationships,
  });
  return found;
}

/** What a part refers to. Its relationships are read when the first is asked for. */
export function relationsFrom(read: () => readonly Relationship[]) {
  let known: { all: readonly Relationship[]; byId: ReadonlyMap<string, Relationship> } | undefined;
  function relations() {
    if (known !== undefined) return known;
    const all = read();
    known = { all, byId: new Map(all.map((one) => [one.id, one])) };
    return known;
  }
  return {
    /** In file order, inside and outside. */
    all: () => relations().all,
    /** The parts of some types, in file order. */
    parts: (...types: readonly string[]): string[] =>
      relations().all.flatMap(({ type, target, isExternal }) => (types.includes(type) && !isExternal ? [target] : [])),
    /** The part of that id, with its type. */
    part(id: string): Relationship | undefined {
      const found = relations().byId.get(id);
      return found?.isExternal ? undefined : found;
    },
    /** The address of that id, outside of the document. */
    link(id: string): string | undefined {
      const found = relations().byId.get(id);
      return found?.isExternal ? found.target : undefined;
    },
  };
}

export type Relations = ReturnType<typeof relationsFrom>;

/** The name of a part from a target relative to the part that refers to it. */
function partName(from: string, target: string): string {
  const base = new URL(`package:///${from}`);
  return URL.canParse(target, base.href) ? decodeURI(new URL(target, base).pathname).slice(1) : target;
}
