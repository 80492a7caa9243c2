import { renderLink } from "#workers/documents/markdown/links.ts";
import { attributeOf, isOn, type XmlAttributes } from "#workers/documents/ooxml/xml-events.ts";
import type { Paragraph } from "./blocks.ts";

/** A field: its code, then what Word shows in its place, which may have fields of its own. */
interface OpenField {
  code: string;
  isInCode: boolean;
  /** The paragraph in which its result begins, and the place there. */
  paragraph?: Paragraph | undefined;
  from: number;
  /** Form field of Word up to 2003: whether the box is ticked, and the choices of a list. */
  isTicked?: boolean;
  choices?: string[];
  chosen: number;
}

/** The open fields of a story, the innermost last. */
export type OpenFields = OpenField[];

/** Deeper ones are damaged: an end is missing. */
const maxDepth = 20;
const maxCodeCharacters = 2_000;
const maxChoices = 100;

interface FieldElement {
  name: string;
  attributes: XmlAttributes;
  paragraph: Paragraph | undefined;
  /** Writes a text there, as far as text is shown there. */
  write: (text: string) => void;
}

/** Takes an element of a field. Ignores all others. */
export function takeField(fields: OpenFields, { name, attributes, paragraph, write }: FieldElement): void {
  if (name === "fldChar") {
    const type = attributeOf(attributes, "fldCharType") ?? "";
    if (type === "end") close(fields, paragraph, write);
    else takeMark(fields, type, paragraph);
  }
  const field = fields.at(-1);
  if (!field?.isInCode) return;
  const value = attributeOf(attributes, "val") ?? "";
  if (name === "checkBox") field.isTicked = false;
  else if (name === "ddList") field.choices = [];
  // What a form began with is shown until somebody has chosen.
  else if (name === "default" && field.isTicked !== undefined) field.isTicked = isOn(attributes);
  else if (name === "checked") field.isTicked = isOn(attributes);
  else if (name === "default" || name === "result") field.chosen = Number.parseInt(value, 10) || 0;
  else if (name === "listEntry" && field.choices && field.choices.length < maxChoices) field.choices.push(value);
}

export function addToCode(fields: OpenFields, text: string): void {
  const field = fields.at(-1);
  if (field?.isInCode) field.code = `${field.code}${text}`.slice(0, maxCodeCharacters);
}

/** Whether what a field shows is only part of the code of the one around it. */
export function isInCode(fields: OpenFields): boolean {
  return fields.slice(0, -1).some((field) => field.isInCode);
}

function takeMark(fields: OpenFields, type: string, paragraph: Paragraph | undefined): void {
  const at = { paragraph, from: paragraph?.pieces.length ?? 0 };
  if (type === "begin") {
    if (fields.length >= maxDepth) fields.length = 0;
    fields.push({ code: "", isInCode: true, chosen: 0, ...at });
  } else if (type === "separate") Object.assign(fields.at(-1) ?? {}, { isInCode: false, ...at });
}

/** A link and a form field are shown by their code; one that ends in another paragraph is left as it is. */
function close(fields: OpenFields, paragraph: Paragraph | undefined, write: FieldElement["write"]): void {
  const field = fields.at(-1);
  if (field && paragraph && field.paragraph === paragraph) {
    const result = paragraph.pieces.splice(field.from).join("");
    const [, target] = /^\s*HYPERLINK\s+"([^"]+)"/i.exec(field.code) ?? [];
    const value = result.trim() === "" ? formValue(field) : "";
    if (target !== undefined) paragraph.pieces.push(renderLink(result, target));
    else if (value === "") paragraph.pieces.push(result);
    // While the field is open, so that what the code of another one is made of isn't shown.
    else write(value);
  }
  fields.pop();
}

function formValue({ isTicked, choices, chosen }: OpenField): string {
  if (isTicked !== undefined) return isTicked ? "☒" : "☐";
  return choices?.[chosen] ?? "";
}
