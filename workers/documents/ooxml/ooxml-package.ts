import type { ZipArchive } from "#workers/documents/archive/zip-archive.ts";
import { attributeOf, isTrue, readXml } from "./xml-events.ts";

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
  const [mainPart = ""] = relationsOf("").parts("officeDocument");
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
  let known: { inside: Relationship[]; byId: Map<string, Relationship>; links: Map<string, string> } | undefined;
  function relations() {
    if (known !== undefined) return known;
    const all = read();
    const inside = all.filter(({ isExternal }) => !isExternal);
    known = {
      inside,
      byId: new Map(inside.map((one) => [one.id, one])),
      links: new Map(all.filter(({ isExternal }) => isExternal).map(({ id, target }) => [id, target])),
    };
    return known;
  }
  return {
    /** The parts of some types, in file order. */
    parts(...types: readonly string[]): string[] {
      const wanted = types.map((type) => type.toLowerCase());
      return relations()
        .inside.filter(({ type }) => wanted.includes(type.toLowerCase()))
        .map(({ target }) => target);
    },
    /** The part of that id, with its type. */
    part: (id: string) => relations().byId.get(id),
    /** The address of that id, outside of the document. */
    link: (id: string) => relations().links.get(id),
  };
}

export type Relations = ReturnType<typeof relationsFrom>;

/** A slide or a sheet. */
export interface OfficePage {
  /** Empty where a slide has none. */
  part: string;
  /** The name of a sheet, and whether it is hidden. */
  name: string;
  isHidden: boolean;
}

/** The slides or sheets in their order, which only the main part has, and whether days are counted from 1904. */
export function readPages(office: OfficePackage): { pages: OfficePage[]; is1904: boolean } {
  const relations = office.relationsOf(office.mainPart);
  const pages: OfficePage[] = [];
  let is1904 = false;
  readXml(office.read(office.mainPart), {
    // `id` is the slide's own id, `r:id` that of its relationship.
    open(element, { id: _own, name = "", state = "visible", ...others }) {
      if (element === "workbookPr") is1904 = isTrue(attributeOf(others, "date1904"));
      if (element !== "sldId" && element !== "sheet") return;
      const { type = "", target: part = "" } = relations.part(attributeOf(others, "id") ?? "") ?? {};
      if (element === "sheet" && type !== "worksheet" && type !== "chartsheet") return;
      pages.push({ part, name, isHidden: state !== "visible" });
    },
  });
  return { pages, is1904 };
}

/** The name of a part from a target relative to the part that refers to it. */
function partName(from: string, target: string): string {
  const base = new URL(`package:///${from}`);
  return URL.canParse(target, base.href) ? decodeURI(new URL(target, base).pathname).slice(1) : target;
}
