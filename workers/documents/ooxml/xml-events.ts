import { SaxesParser } from "saxes";
import { byteOrderMark } from "#workers/documents/charset/decode-text.ts";
import { DocumentRefusal } from "#workers/documents/refusals.ts";

export type XmlAttributes = Readonly<Record<string, string>>;

/**
 * Callbacks for the events of an XML document. Element names come without their prefix: `w:p` is `p`. `around` is the
 * element that something stands in, empty for the outermost one.
 */
export interface XmlHandler {
  /** Whether to leave out an element with all its content. Asked before it is opened. */
  skips?(name: string, attributes: XmlAttributes, around: string): boolean;
  /** `attributes` keep their prefixes, since `r:id` and `id` differ. */
  open(name: string, attributes: XmlAttributes, around: string): void;
  close?(name: string): void;
  text?(text: string, around: string): void;
  /** Checked every 64 kB. Once it returns true, the rest is not read, and what is open is closed. */
  isEnough?(): boolean;
  /** Whether the bytes are only the beginning, which ends anywhere. */
  isCut?: boolean;
}

const chunkBytes = 65_536;
/** Documents written by Office nest about 40 deep. */
const maxDepth = 1_000;

/**
 * Reads XML as a stream of events. DTDs are refused, so there are no custom entities, and nothing external is loaded.
 * Throws `unreadable` for broken XML, for a DTD, and for nesting beyond 1,000 levels. A missing part has no events.
 * Returns whether there was enough before its end.
 */
export function readXml(bytes: Uint8Array | undefined, handler: XmlHandler): boolean {
  if (bytes === undefined) return false;
  const parser = new SaxesParser<{ position: false; xmlns: false }>({ position: false, xmlns: false });
  /** The open elements that are not skipped. */
  const openElements: string[] = [];
  let skipped = 0;
  const around = () => openElements.at(-1) ?? "";
  const close = () => {
    const name = openElements.pop() ?? "";
    handler.close?.(name);
  };
  parser.on("doctype", () => {
    throw new DocumentRefusal("documentType");
  });
  parser.on("opentag", ({ name: prefixed, attributes }) => {
    const name = localName(prefixed);
    if (openElements.length + skipped >= maxDepth) throw new DocumentRefusal("tooDeep");
    if (skipped > 0 || handler.skips?.(name, attributes, around())) {
      skipped += 1;
      return;
    }
    handler.open(name, attributes, around());
    openElements.push(name);
  });
  parser.on("closetag", () => {
    if (skipped > 0) skipped -= 1;
    else close();
  });
  const tell = (text: string) => {
    if (skipped === 0) handler.text?.(text, around());
  };
  parser.on("text", tell);
  parser.on("cdata", tell);
  parser.on("error", () => {
    throw new DocumentRefusal("damagedXml");
  });
  const decoder = new TextDecoder(byteOrderMark(bytes));
  for (let at = 0; at < bytes.length; at += chunkBytes) {
    if (handler.isEnough?.()) {
      while (openElements.length > 0) close();
      return true;
    }
    parser.write(decoder.decode(bytes.subarray(at, at + chunkBytes), { stream: true }));
  }
  if (handler.isCut !== true) parser.close();
  return false;
}

function localName(name: string): string {
  return name.slice(name.indexOf(":") + 1);
}

/** An attribute by its local name, whatever its prefix. */
export function attributeOf(attributes: XmlAttributes, local: string): string | undefined {
  const key = Object.keys(attributes).find((name) => localName(name) === local);
  return key === undefined ? undefined : attributes[key];
}

/** Whether an attribute of type boolean (`hidden="1"`) is true. Absent is false. */
export function isTrue(value: string | undefined): boolean {
  return value === "1" || value === "true";
}

/** Whether an on/off property (`w:vanish`, `hidden`) is on. Without a value it is on. */
export function isOn(attributes: XmlAttributes): boolean {
  return !/^(?:0|false|off)$/i.test(attributeOf(attributes, "val") ?? "");
}

/** The column of a cell's address, counted from 0: that of `AB12` is 27. */
export function columnOf(address: string | undefined): number | undefined {
  const [, letters] = /^([A-Z]{1,3})\d/i.exec(address ?? "") ?? [];
  if (letters === undefined) return undefined;
  return [...letters.toUpperCase()].reduce((sum, letter) => sum * 26 + letter.charCodeAt(0) - 64, 0) - 1;
}

/** The letters of a column, counted from 0: 27 is AB. */
export function lettersOf(column: number): string {
  const letter = String.fromCharCode(65 + (column % 26));
  return column < 26 ? letter : lettersOf(Math.floor(column / 26) - 1) + letter;
}
