import { writeCount } from "#workers/documents/ooxml/counting/write-count.ts";
import { attributeOf, isOn, readXml, type XmlAttributes } from "#workers/documents/ooxml/xml-events.ts";
import { withSymbols } from "#workers/documents/symbols.ts";

/** A level of a list (ECMA-376 part 1, 17.9.6). */
interface ListLevel {
  start: number;
  /** The format of its numbers, such as `lowerRoman`. */
  format: string;
  /** What is shown, with `%1` for the number of the first level. */
  text: string;
  /** Whether the numbers of the levels above it are shown as decimal ones. */
  isLegal: boolean;
  /** Level after which it starts again, counted from 1; 0 for none. Absent where it is after each above it. */
  restart?: number;
  /** Whether nothing stands between its number and the text. */
  isTight: boolean;
  isHidden: boolean;
  /** The paragraph style that stands for it. */
  styleId?: string;
}

type ListLevels = (ListLevel | undefined)[];

/** A list whose paragraphs are counted together. */
interface ListDefinition {
  levels: ListLevels;
  /** The list style that it defines, and the one that it takes its levels from. */
  ownStyle?: string;
  otherStyle?: string;
}

/** What a `numId` stands for: a list, of which it may replace levels and where they start. */
interface ListInstance {
  definition: ListDefinition;
  levels: ListLevels;
  starts: (number | undefined)[];
}

/** The lists of a Word document by their `numId`. */
export type WordNumbering = ReadonlyMap<string, ListInstance>;

/** Levels that a list has at most. */
const maxLevels = 9;

/** The index of a level. Undefined for what is none. */
export function levelIndex(value: string | undefined): number | undefined {
  return value !== undefined && /^[0-8]$/.test(value) ? Number(value) : undefined;
}

function levelOf(list: ListInstance, index: number): ListLevel | undefined {
  return list.levels[index] ?? list.definition.levels[index];
}

const maxLists = 20_000;
/** The largest number that Word counts to. */
const maxStart = 32_767;
const maxLabelCharacters = 200;
/** Fallbacks for newer markup, and properties before a tracked change. */
const skipped = new Set(["Fallback", "rPrChange", "pPrChange"]);

/** Reads the numbering part (ECMA-376 part 1, 17.9). */
export function readNumbering(bytes: Uint8Array | undefined): WordNumbering {
  const definitions = new Map<string, ListDefinition>();
  const instances = new Map<string, Omit<ListInstance, "definition"> & { definitionId: string }>();
  let definition: ListDefinition | undefined;
  let instance: ReturnType<typeof instances.get>;
  let level: ListLevel | undefined;
  /** The font of its number or bullet, which stands behind its text. */
  let font = "";
  /** The level that is replaced. */
  let index: number | undefined;

  function openLevel(attributes: XmlAttributes, levels: ListLevels | undefined): void {
    const at = levelIndex(attributeOf(attributes, "ilvl"));
    font = "";
    level = { start: 0, format: "decimal", text: "", isLegal: false, isTight: false, isHidden: false };
    if (levels && at !== undefined) levels[at] = level;
  }

  function openList(name: string, attributes: XmlAttributes): void {
    const value = attributeOf(attributes, "val") ?? "";
    if (name === "abstractNum") {
      definition = { levels: [] };
      definitions.set(attributeOf(attributes, "abstractNumId") ?? "", definition);
    } else if (name === "num") {
      instance = { definitionId: "", levels: [], starts: [] };
      instances.set(attributeOf(attributes, "numId") ?? "", instance);
    } else if (name === "lvl") openLevel(attributes, (instance ?? definition)?.levels);
    else if (name === "lvlOverride") index = levelIndex(attributeOf(attributes, "ilvl"));
    else if (name === "startOverride" && instance && index !== undefined) instance.starts[index] = countOf(value);
    else if (name === "abstractNumId" && instance) instance.definitionId = value;
    else if (name === "styleLink" && definition) definition.ownStyle = value;
    else if (name === "numStyleLink" && definition) definition.otherStyle = value;
  }

  readXml(bytes, {
    skips: (name) => skipped.has(name),
    open(name, attributes) {
      if (level && name === "rFonts") font = attributeOf(attributes, "ascii") ?? "";
      else if (level) setLevelProperty(level, name, attributes);
      else openList(name, attributes);
    },
    close(name) {
      if (name === "abstractNum") definition = undefined;
      else if (name === "num") instance = undefined;
      else if (name === "lvl") {
        if (level) level.text = withSymbols(level.text, font);
        level = undefined;
      } else if (name === "lvlOverride") index = undefined;
    },
    isEnough: () => definitions.size + instances.size > maxLists,
  });
  const byStyle = new Map([...definitions.values()].map((one) => [one.ownStyle ?? "", one]));
  return new Map(
    [...instances].flatMap(([id, { definitionId, ...lists }]) => {
      const own = definitions.get(definitionId);
      const shown = own?.otherStyle === undefined ? own : (byStyle.get(own.otherStyle) ?? own);
      return shown ? [[id, { ...lists, definition: shown }] as const] : [];
    }),
  );
}

function setLevelProperty(level: ListLevel, name: string, attributes: XmlAttributes): void {
  const value = attributeOf(attributes, "val") ?? "";
  if (name === "start") level.start = countOf(value);
  // Formats that Word has added since are an example, such as `001, 002, 003, ...`.
  else if (name === "numFmt") level.format = value === "custom" ? (attributeOf(attributes, "format") ?? "") : value;
  else if (name === "lvlText") level.text = value.slice(0, maxLabelCharacters);
  else if (name === "isLgl") level.isLegal = isOn(attributes);
  else if (name === "lvlRestart") level.restart = Number.parseInt(value, 10) || 0;
  else if (name === "suff") level.isTight = value === "nothing";
  else if (name === "vanish") level.isHidden = isOn(attributes);
  else if (name === "pStyle") level.styleId = value;
}

function countOf(value: string): number {
  return Math.min(Math.max(Number.parseInt(value, 10) || 0, 0), maxStart);
}

/** A paragraph in a list. */
export interface ListItem {
  numId: string;
  /** Absent where the level of its style decides. */
  level?: number | undefined;
  /** The level that its style gives, unless the list itself names the style as one. */
  styleLevel?: number | undefined;
  /** Style of the paragraph, and those that this one is based on. */
  styleIds: readonly string[];
}

/** What stands before a paragraph in a list. */
export interface ListLabel {
  level: number;
  isBullet: boolean;
  /** Number as Word shows it, such as `4(b)`, or a box to tick. Empty for other bullets and where none is. */
  text: string;
  /** Whether nothing stands between number and text. */
  isTight: boolean;
}

interface Counts {
  /** The last number of each level. Undefined where the next one is its start. */
  last: (number | undefined)[];
  /** Whether the level was used, or passed over. */
  isBegun: boolean[];
}

/** Counts the paragraphs of one story in their order: each call is the next paragraph. */
export function createItemCounter(numbering: WordNumbering): (item: ListItem) => ListLabel {
  const counted = new Map<ListDefinition, Counts>();
  const started = new Set<string>();

  function countUp(list: ListInstance, numId: string, at: number): Counts {
    const counts = counted.get(list.definition) ?? { last: [], isBegun: [] };
    counted.set(list.definition, counts);
    const { last, isBegun } = counts;
    // A level that is passed over has its first number then; one that starts again keeps it for its next paragraph.
    for (let above = 0; above < at; above += 1) {
      if (!isBegun[above]) last[above] = startOf(list, above);
      isBegun[above] = true;
    }
    const place = `${at} ${numId}`;
    const isNewStart = list.starts[at] !== undefined && !started.has(place);
    started.add(place);
    const before = isNewStart ? undefined : last[at];
    last[at] = before === undefined ? startOf(list, at) : before + 1;
    isBegun[at] = true;
    for (let below = at + 1; below < maxLevels; below += 1) {
      const restart = levelOf(list, below)?.restart ?? below;
      if (at < Math.min(restart, below)) last[below] = undefined;
    }
    return counts;
  }

  return (item) => {
    const list = numbering.get(item.numId);
    const at = item.level ?? linkedLevel(list, item.styleIds) ?? item.styleLevel ?? 0;
    const level = list && levelOf(list, at);
    if (!list || !level) return { level: at, isBullet: true, text: "", isTight: false };
    const { last } = countUp(list, item.numId, at);
    const { isHidden, isTight } = level;
    const isBullet = level.format === "bullet" && !words.test(level.text) && !isHidden;
    const bullet = box.test(level.text) ? level.text.trim() : "";
    return { level: at, isBullet, isTight, text: isBullet ? bullet : isHidden ? "" : numberOf(list, at, last) };
  };
}

function startOf(list: ListInstance, index: number): number {
  return list.starts[index] ?? levelOf(list, index)?.start ?? 0;
}

/** Bullets that say something. */
const box = /^\s*[☐☑☒✓✔✗✘]\s*$/u;
/** A "bullet" of Word may be words, such as `Note:`. */
const words = /\p{L}{2}/u;

function linkedLevel(list: ListInstance | undefined, styleIds: readonly string[]): number | undefined {
  if (!list) return undefined;
  for (const id of styleIds) {
    for (let at = 0; at < maxLevels; at += 1) if (levelOf(list, at)?.styleId === id) return at;
  }
  return undefined;
}

function numberOf(list: ListInstance, at: number, last: Readonly<Counts["last"]>): string {
  const level = levelOf(list, at);
  const text = level?.text.replace(/%([1-9])/g, (_, digit: string) => {
    const index = Number(digit) - 1;
    if (index > at) return "";
    const count = last[index] ?? startOf(list, index);
    // A legal level shows those above it as decimal numbers, and keeps its own format.
    const isLegal = level.isLegal && index < at;
    return writeCount(count, isLegal ? "decimal" : (levelOf(list, index)?.format ?? "decimal"));
  });
  // Codes in the private use area are glyphs of symbol fonts, which have no meaning without the font.
  return (text ?? "")
    .slice(0, maxLabelCharacters)
    .replace(/\p{Co}/gu, "")
    .trimStart();
}
