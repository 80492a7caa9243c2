import { memoised } from "#workers/documents/memoised.ts";
import { attributeOf, isOn, readXml, type XmlAttributes } from "#workers/documents/ooxml/xml-events.ts";
import { levelIndex } from "./lists.ts";

/** The properties that a paragraph has from its style. */
export interface ParagraphStyle {
  /** 1 for the highest heading. Absent for body text. */
  headingLevel?: number | undefined;
  /** List of the style, `0` for none, and its level there. */
  numId?: string | undefined;
  level?: number | undefined;
  /** Whether the style hides text. */
  isHidden?: boolean;
  /** The style itself, and those that it is based on. */
  ids: readonly string[];
}

/** The styles of a Word document, with inherited properties. */
export type WordStyles = ReturnType<typeof readStyles>;

interface Style extends Omit<ParagraphStyle, "ids"> {
  basedOn?: string | undefined;
}

const maxStyles = 10_000;
const maxAncestors = 20;

export function readStyles(bytes: Uint8Array | undefined) {
  const styles = new Map<string, Style>();
  const defaults: Style = {};
  let defaultParagraph = "";
  let current = defaults;

  function openStyle(attributes: XmlAttributes): void {
    current = {};
    const id = attributeOf(attributes, "styleId") ?? "";
    styles.set(id, current);
    const isParagraph = (attributeOf(attributes, "type") ?? "paragraph") === "paragraph";
    if (isParagraph && /^(?:1|true|on)$/i.test(attributeOf(attributes, "default") ?? "")) defaultParagraph = id;
  }

  readXml(bytes, {
    // Properties before a tracked change.
    skips: (name) => name === "rPrChange" || name === "pPrChange",
    open(name, attributes) {
      if (name === "style") openStyle(attributes);
      else setProperty(current, name, attributes);
    },
    isEnough: () => styles.size > maxStyles,
  });
  const known = memoised((styleId: string) => resolve(styles, styleId));
  const paragraph = (styleId = defaultParagraph) => known(styles.has(styleId) ? styleId : defaultParagraph);
  return {
    /** A paragraph style by its id. Without an id, or with an unknown one, the document's default paragraph style. */
    paragraph,
    /** Whether these styles hide text. A property of the run overrides it. */
    isHidden(styleIds: { paragraph: string | undefined; run: string | undefined }): boolean {
      if (defaults.isHidden) return true;
      // `vanish` is a toggle property: a hidden run in a hidden paragraph is visible (ECMA-376 part 1, 17.7.3).
      const { run = "" } = styleIds;
      const isHiddenRun = styles.has(run) && known(run).isHidden === true;
      return isHiddenRun !== (paragraph(styleIds.paragraph).isHidden ?? false);
    },
  };
}

function setProperty(style: Style, name: string, attributes: XmlAttributes): void {
  const value = attributeOf(attributes, "val") ?? "";
  if (name === "name") {
    const [, level] = /^heading ([1-9])$/i.exec(value) ?? [];
    if (level !== undefined) style.headingLevel = Number(level);
    if (/^title$/i.test(value)) style.headingLevel = 1;
  } else if (name === "basedOn") style.basedOn = value;
  else if (name === "vanish") style.isHidden = isOn(attributes);
  else setParagraphProperty(style, name, value);
}

/** Applies a property that makes a paragraph a heading or a list item. */
export function setParagraphProperty(to: Omit<ParagraphStyle, "ids">, name: string, value: string): void {
  if (name === "numId") to.numId = value;
  else if (name === "ilvl") to.level = levelIndex(value);
  // Outline levels count from 0, and 9 is body text.
  else if (name === "outlineLvl" && /^[0-8]$/.test(value)) to.headingLevel ??= Number(value) + 1;
}

function resolve(styles: ReadonlyMap<string, Style>, styleId: string): ParagraphStyle {
  const ids: string[] = [];
  const found: Style & { ids: string[] } = { ids };
  let id = styleId;
  for (let style = styles.get(id); style && ids.length < maxAncestors; style = styles.get(id)) {
    ids.push(id);
    found.headingLevel ??= style.headingLevel;
    found.numId ??= style.numId;
    found.level ??= style.level;
    if (style.isHidden !== undefined) found.isHidden ??= style.isHidden;
    id = style.basedOn ?? "";
  }
  return found;
}
