import { cleanLine } from "#workers/text/clean-text.ts";

/**
 * The parts of an annotation that are read, as pdf.js provides them. pdf.js has no types for them. `textContent` is the
 * lines that a text typed onto the page shows, `textPosition` where the first stands, from its left and lower edge.
 */
type Annotation = Readonly<Partial<Record<PlainPart, unknown>>> & {
  contentsObj?: { str?: unknown };
  defaultAppearanceData?: { fontSize?: unknown };
  titleObj?: { str?: unknown };
  file?: { filename?: unknown };
};

type PlainPart =
  | ("subtype" | "annotationFlags" | "hidden" | "rect" | "textContent" | "textPosition")
  | ("fieldType" | "fieldName" | "fieldValue" | "alternativeText" | "password" | "options")
  | ("checkBox" | "radioButton" | "exportValue" | "buttonValue");

/** Place of something on a page, in the page's own units. */
export interface Rectangle {
  left: number;
  bottom: number;
  right: number;
  top: number;
}

/** Text that somebody typed onto a page: its lines from the first on, and where and how large that is. */
export interface TypedText {
  lines: readonly string[];
  from: number;
  to: number;
  at: number;
  height: number;
}

/** A filled form field or a note. */
export interface FieldOrNote {
  /** What it says where it stands, such as the value of a field. Empty where that would say nothing. */
  value: string;
  /** What it says elsewhere: the value with the name of the field. Empty where that would say nothing. */
  line: string;
  /** Whether it is the mark of a check box or radio button. */
  isMark: boolean;
  /** Place of a form field, whose label is beside it. Undefined for notes. */
  place?: Rectangle;
}

/** Per page. A form has some dozens. */
const maxAdded = 300;
const maxLabelCharacters = 300;
const maxValueCharacters = 5_000;

/** The flags Hidden and NoView (ISO 32000-1, 12.5.3). */
const hiddenFlags = 2 | 32;
const notes = new Set(["Text", "Highlight", "Underline", "Squiggly", "StrikeOut", "Caret"]);

/** What is added to a page. `isCut` when there is too much. */
export interface PageAdded {
  added: FieldOrNote[];
  typed: TypedText[];
  isCut: boolean;
}

/**
 * A page's visible form fields, its notes and the texts typed onto it, in document order. Fields without a value are
 * left out, except check boxes and radio buttons.
 */
export function addedOf(annotations: readonly Annotation[]): PageAdded {
  const added: FieldOrNote[] = [];
  const typed: TypedText[] = [];
  let isCut = false;
  for (const one of annotations) {
    const place = placeOf(one);
    if (place === undefined) continue;
    const { label, value } = contentOf(one);
    const mark = markOf(one);
    if (value.trim() === "" && mark === undefined) continue;
    if (added.length + typed.length === maxAdded) return { added, typed, isCut: true };
    isCut ||= value.length > maxValueCharacters;
    const shownLabel = cleanLine(label.slice(0, maxLabelCharacters));
    if (one.subtype === "FreeText") {
      typed.push(typedText(one, place, value.slice(0, maxValueCharacters)));
      continue;
    }
    const shownValue = cleanLine(value.slice(0, maxValueCharacters));
    const line = shownLabel === "" || shownValue === "" ? shownValue : `${shownLabel}: ${shownValue}`;
    added.push({
      value: mark ?? shownValue,
      isMark: mark !== undefined,
      line: one.checkBox === true ? `${mark} ${shownLabel}` : line,
      ...(one.subtype === "Widget" && { place }),
    });
  }
  return { added, typed, isCut };
}

/** Text at its place; at the upper edge where there is none, as in programs that leave its drawing to others. */
function typedText({ textPosition, defaultAppearanceData }: Annotation, place: Rectangle, text: string): TypedText {
  const lines = text.split(/[\r\n]+/).map(cleanLine);
  const room = (place.top - place.bottom) / lines.length;
  const size = Number(defaultAppearanceData?.fontSize);
  const height = size > 1 && size < room ? size : room;
  const [x, y] = (Array.isArray(textPosition) ? textPosition : []).map(Number);
  const at = y === undefined || !(y > 0 && y < place.top - place.bottom) ? place.top - height : place.bottom + y;
  return { lines, from: place.left + (x !== undefined && x > 0 ? x : 0), to: place.right, at, height };
}

/** Place of an annotation. Undefined where it can't be seen, and for passwords. */
function placeOf({ annotationFlags, hidden, password, rect }: Annotation): Rectangle | undefined {
  if (hidden === true || password === true || (Number(annotationFlags ?? 0) & hiddenFlags) !== 0) return undefined;
  if (!Array.isArray(rect)) return undefined;
  const [x1 = Number.NaN, y1 = Number.NaN, x2 = Number.NaN, y2 = Number.NaN] = rect.map(Number);
  const [left, right, bottom, top] = [Math.min(x1, x2), Math.max(x1, x2), Math.min(y1, y2), Math.max(y1, y2)];
  return right - left > 1 && top - bottom > 1 ? { left, bottom, right, top } : undefined;
}

function contentOf(annotation: Annotation): { label: string; value: string } {
  const { subtype, contentsObj, titleObj, alternativeText, fieldName, file, textContent } = annotation;
  if (subtype === "Widget") return { label: text(alternativeText) || text(fieldName), value: fieldValue(annotation) };
  if (subtype === "FileAttachment") return { label: "Attached file, not read", value: text(file?.filename) };
  if (subtype === "FreeText") {
    const shown = Array.isArray(textContent) ? textContent.map(text).join("\n") : "";
    return { label: "", value: text(contentsObj?.str) || shown };
  }
  const writer = text(titleObj?.str);
  const value = notes.has(text(subtype)) ? text(contentsObj?.str) : "";
  return { label: writer === "" ? "Note" : `Note of ${writer}`, value };
}

/** What a check box or a radio button shows. */
function markOf({ fieldValue, ...button }: Annotation): string | undefined {
  if (button.checkBox !== true && button.radioButton !== true) return undefined;
  return fieldValue === (button.checkBox === true ? button.exportValue : button.buttonValue) ? "[x]" : "[ ]";
}

/** The value of a field. Empty for buttons, signatures and options that are not selected. */
function fieldValue({ fieldType, fieldValue, ...field }: Annotation): string {
  if (field.radioButton === true) return fieldValue === field.buttonValue ? text(fieldValue) : "";
  if (fieldType === "Tx") return text(fieldValue);
  if (fieldType !== "Ch" || !Array.isArray(fieldValue)) return "";
  const names = new Map(options(field.options).map(({ exportValue, displayValue }) => [exportValue, displayValue]));
  return fieldValue.map((one) => text(names.get(one)) || text(one)).join(", ");
}

function options(given: unknown): { exportValue?: unknown; displayValue?: unknown }[] {
  return Array.isArray(given) ? given.filter((one) => typeof one === "object" && one !== null) : [];
}

function text(value: unknown): string {
  return typeof value === "string" ? value : "";
}
