import { attributeOf, readXml } from "./xml-events.ts";

/** What a paragraph's style says about it. */
export interface ParagraphStyle {
  /** 1 for the highest heading; absent for body text. */
  headingLevel?: number | undefined;
  isList?: boolean;
}

interface Style extends ParagraphStyle {
  basedOn?: string | undefined;
}

const maxStyles = 10_000;
const maxAncestors = 20;

/** The paragraph styles of a Word document by their ids; what a style doesn't say, the one that it is based on does. */
export function readStyles(bytes: Uint8Array | undefined): (styleId: string | undefined) => ParagraphStyle {
  const styles = new Map<string, Style>();
  let current: Style = {};
  if (bytes) {
    readXml(bytes, {
      open(name, attributes) {
        const value = attributeOf(attributes, "val") ?? "";
        if (name === "style") {
          current = {};
          styles.set(attributeOf(attributes, "styleId") ?? "", current);
        } else if (name === "name") {
          const [, level] = /^heading ([1-9])$/i.exec(value) ?? [];
          if (level !== undefined) current.headingLevel = Number(level);
          if (/^title$/i.test(value)) current.headingLevel = 1;
        } else if (name === "basedOn") current.basedOn = value;
        else if (name === "outlineLvl") current.headingLevel ??= headingOf(value);
        else if (name === "numId") current.isList = value !== "0";
        return undefined;
      },
      isEnough: () => styles.size > maxStyles,
    });
  }
  return (styleId) => resolve(styles, styleId);
}

/** The heading level of an outline level, which counts from 0; 9 is body text. */
export function headingOf(outlineLevel: string): number | undefined {
  return /^[0-8]$/.test(outlineLevel) ? Number(outlineLevel) + 1 : undefined;
}

function resolve(styles: ReadonlyMap<string, Style>, styleId: string | undefined): ParagraphStyle {
  const found: ParagraphStyle = {};
  let style = styles.get(styleId ?? "");
  for (let left = maxAncestors; style && left > 0; left -= 1) {
    found.headingLevel ??= style.headingLevel;
    if (style.isList !== undefined) found.isList ??= style.isList;
    style = styles.get(style.basedOn ?? "");
  }
  return found;
}
