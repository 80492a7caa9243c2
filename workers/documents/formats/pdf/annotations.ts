import { cleanLine } from "#workers/documents/text/clean-text.ts";

/** The parts of an annotation that are read, as pdf.js provides them. pdf.js has no types for them. */
interface Annotation {
  subtype?: unknown;
  annotationFlags?: unknown;
  hidden?: unknown;
  rect?: unknown;
  fieldType?: unknown;
  fieldName?: unknown;
  alternativeText?: unknown;
  fieldValue?: unknown;
  checkBox?: unknown;
  radioButton?: unknown;
  exportValue?: unknown;
  buttonValue?: unknown;
  password?: unknown;
  options?: unknown;
  contentsObj?: { str?: unknown };
  titleObj?: { str?: unknown };
  file?: { filename?: unknown };
}

/** Per page. A form has some dozens. */
const maxLines = 300;
const maxLabelCharacters = 300;
const maxValueCharacters = 5_000;

/** The flags Hidden and NoView (ISO 32000-1, 12.5.3). */
const hiddenFlags = 2 | 32;
const notes = new Set(["FreeText", "Text", "Highlight", "Underline", "Squiggly", "StrikeOut", "Caret"]);

/**
 * The values of a page's visible form fields and its notes, one per line, in document order. Fields without a value are
 * left out, except check boxes. `isCut` when there are too many.
 */
export function annotationLines(annotations: readonly Annotation[]): { lines: string[]; isCut: boolean } {
  const lines: string[] = [];
  let isCut = false;
  for (const one of annotations) {
    if (!isShown(one)) continue;
    const { label, value, isCheck } = contentOf(one);
    if (value.trim() === "") continue;
    if (lines.length === maxLines) return { lines, isCut: true };
    isCut ||= value.length > maxValueCharacters;
    const shownLabel = cleanLine(label.slice(0, maxLabelCharacters));
    const shownValue = cleanLine(value.slice(0, maxValueCharacters));
    if (isCheck) lines.push(`${shownValue} ${shownLabel}`);
    else lines.push(shownLabel === "" ? shownValue : `${shownLabel}: ${shownValue}`);
  }
  return { lines, isCut };
}

function isShown({ annotationFlags, hidden, password, rect }: Annotation): boolean {
  if (hidden === true || password === true || (Number(annotationFlags ?? 0) & hiddenFlags) !== 0) return false;
  if (!Array.isArray(rect)) return false;
  const [left, bottom, right, top] = rect.map(Number);
  return Math.abs(Number(right) - Number(left)) > 1 && Math.abs(Number(top) - Number(bottom)) > 1;
}

function contentOf(annotation: Annotation): { label: string; value: string; isCheck?: boolean } {
  const { subtype, contentsObj, titleObj, alternativeText, fieldName, file } = annotation;
  if (subtype === "Widget") {
    const label = text(alternativeText) || text(fieldName);
    return { label, value: fieldValue(annotation), isCheck: annotation.checkBox === true };
  }
  if (subtype === "FileAttachment") return { label: "Attached file, not read", value: text(file?.filename) };
  const writer = text(titleObj?.str);
  const isNote = notes.has(text(subtype));
  return { label: writer === "" ? "Note" : `Note of ${writer}`, value: isNote ? text(contentsObj?.str) : "" };
}

/** The value of a field. Empty for buttons, signatures and options that are not selected. */
function fieldValue({ fieldType, fieldValue, ...field }: Annotation): string {
  if (field.checkBox === true) return fieldValue === field.exportValue ? "[x]" : "[ ]";
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
