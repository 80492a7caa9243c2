import { attributeOf, isOn, readXml, type XmlAttributes } from "#workers/documents/ooxml/xml-events.ts";

/** What a paragraph's style says about it. */
export interface ParagraphStyle {
  /** 1 for the highest heading; absent for body text. */
  headingLevel?: number | undefined;
  isList?: boolean;
}

/** What a Word document's styles say; what a style doesn't say, the one that it is based on does. */
export interface WordStyles {
  /** By its id; without one, or with one that is not there, the style that the document has for such paragraphs. */
  paragraph(styleId: string | undefined): ParagraphStyle;
  /** Whether text of those styles is hidden, unless its run says that it is not. */
  isHidden(styleIds: { paragraph: string | undefined; run: string | undefined }): boolean;
}

interface Style extends ParagraphStyle {
  isHidden?: boolean;
  basedOn?: string | undefined;
}

const maxStyles = 10_000;
const maxAncestors = 20;

/** Styles out of the part that holds them. */
export function readStyles(bytes: Uint8Array | undefined): WordStyles {
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

  if (bytes) {
    readXml(bytes, {
      open(name, attributes) {
        // What the style was before it was changed.
        if (name === "rPrChange" || name === "pPrChange") return "skip";
        if (name === "style") openStyle(attributes);
        else setProperty(current, name, attributes);
        return undefined;
      },
      isEnough: () => styles.size > maxStyles,
    });
  }
  const paragraph = (styleId = defaultParagraph) => resolve(styles, styles.has(styleId) ? styleId : defaultParagraph);
  return {
    paragraph,
    isHidden(styleIds) {
      if (defaults.isHidden) return true;
      // Hiding is toggled: a hidden run of a hidden paragraph is seen (ECMA-376 part 1, 17.7.3).
      const isHiddenRun = resolve(styles, styleIds.run).isHidden ?? false;
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
  else if (name === "outlineLvl") style.headingLevel ??= headingOf(value);
  else if (name === "numId") style.isList = value !== "0";
  else if (name === "vanish") style.isHidden = isOn(attributes);
}

/** The heading level of an outline level, which counts from 0; 9 is body text. */
export function headingOf(outlineLevel: string): number | undefined {
  return /^[0-8]$/.test(outlineLevel) ? Number(outlineLevel) + 1 : undefined;
}

function resolve(styles: ReadonlyMap<string, Style>, styleId = ""): Style {
  const found: Style = {};
  let style = styles.get(styleId);
  for (let left = maxAncestors; style && left > 0; left -= 1) {
    found.headingLevel ??= style.headingLevel;
    if (style.isList !== undefined) found.isList ??= style.isList;
    if (style.isHidden !== undefined) found.isHidden ??= style.isHidden;
    style = styles.get(style.basedOn ?? "");
  }
  return found;
}
