import { attributeOf, isOn, readXml, type XmlAttributes } from "#workers/documents/ooxml/xml-events.ts";
import { withSymbols } from "#workers/documents/text/symbols.ts";
import {
  type ListDefinition,
  type ListInstance,
  type ListLevel,
  type ListLevels,
  levelIndex,
  type WordNumbering,
} from "./lists.ts";

interface OpenInstance extends Omit<ListInstance, "definition"> {
  definitionId: string;
}

const maxLists = 20_000;
/** The largest number that Word counts to. */
const maxStart = 32_767;
const maxTextCharacters = 200;
/** Fallbacks for newer markup, and properties before a tracked change. */
const skipped = new Set(["Fallback", "rPrChange", "pPrChange"]);

/** Reads the numbering part (ECMA-376 part 1, 17.9). */
export function readNumbering(bytes: Uint8Array | undefined): WordNumbering {
  const definitions = new Map<string, ListDefinition>();
  const instances = new Map<string, OpenInstance>();
  let definition: ListDefinition | undefined;
  let instance: OpenInstance | undefined;
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
    else if (name === "startOverride" && instance && index !== undefined) instance.starts[index] = startOf(value);
    else if (name === "abstractNumId" && instance) instance.definitionId = value;
    else if (name === "styleLink" && definition) definition.ownStyle = value;
    else if (name === "numStyleLink" && definition) definition.otherStyle = value;
  }

  if (bytes) {
    readXml(bytes, {
      open(name, attributes) {
        if (skipped.has(name)) return "skip";
        if (level && name === "rFonts") font = attributeOf(attributes, "ascii") ?? "";
        else if (level) setLevelProperty(level, name, attributes);
        else openList(name, attributes);
        return undefined;
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
  }
  return linked(definitions, instances);
}

function setLevelProperty(level: ListLevel, name: string, attributes: XmlAttributes): void {
  const value = attributeOf(attributes, "val") ?? "";
  if (name === "start") level.start = startOf(value);
  // Formats that Word has added since are an example, such as `001, 002, 003, ...`.
  else if (name === "numFmt") level.format = value === "custom" ? (attributeOf(attributes, "format") ?? "") : value;
  else if (name === "lvlText") level.text = value.slice(0, maxTextCharacters);
  else if (name === "isLgl") level.isLegal = isOn(attributes);
  else if (name === "lvlRestart") level.restart = Number.parseInt(value, 10) || 0;
  else if (name === "suff") level.isTight = value === "nothing";
  else if (name === "vanish") level.isHidden = isOn(attributes);
  else if (name === "pStyle") level.styleId = value;
}

function startOf(value: string): number {
  return Math.min(Math.max(Number.parseInt(value, 10) || 0, 0), maxStart);
}

function linked(
  definitions: ReadonlyMap<string, ListDefinition>,
  instances: ReadonlyMap<string, OpenInstance>,
): WordNumbering {
  const byStyle = new Map([...definitions.values()].map((one) => [one.ownStyle ?? "", one]));
  return new Map(
    [...instances].flatMap(([id, { definitionId, ...instance }]) => {
      const own = definitions.get(definitionId);
      const definition = own?.otherStyle === undefined ? own : (byStyle.get(own.otherStyle) ?? own);
      return definition ? [[id, { ...instance, definition }] as const] : [];
    }),
  );
}
