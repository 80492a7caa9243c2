import { charsetOfPage } from "#workers/documents/charset/decode-text.ts";
import { readHtml } from "#workers/documents/formats/html/read-html.ts";
import { gapsWhere, withGaps } from "#workers/documents/gaps.ts";
import { memoised } from "#workers/documents/memoised.ts";
import { maxTextCharacters, type Reading, readPlainText } from "#workers/text/reading.ts";

/** The text of an RTF document, or of the HTML that it encapsulates. Throws only what `readHtml` throws. */
export function readRtf(bytes: Uint8Array, { findQuotes }: { findQuotes: boolean }): Reading {
  const { text, isHtml, isCut, hasHidden } = unwrapRtf(bytes);
  const read = isHtml ? readHtml : readPlainText;
  return withGaps<Reading>(read(text, { findQuotes }), gapsWhere({ longOrDeep: isCut, hiddenText: hasHidden }));
}

const maxDepth = 1_000;
/** Characters within which a document declares that it encapsulates HTML. */
const headCharacters = 2_000;

/** Destinations that contain no text of the document (RTF 1.9.1). */
const silent = new Set(
  (
    "fonttbl colortbl stylesheet info pict object objdata themedata colorschememapping datastore latentstyles " +
    "listtable listoverridetable rsidtbl generator xmlnstbl mmathPr fldinst bkmkstart bkmkend sp shprslt " +
    "nonshppict filetbl revtbl template pntext pntxta pntxtb"
  ).split(" "),
);

/** Optional destinations that contain text. */
const optionalText = new Set(["shpinst", "shptxt", "fldrslt"]);

/** What is printed above and below all pages, which stands before their text. */
const margin = /^(header|footer)[lrf]?$/;

const characters: ReadonlyMap<string, string> = new Map(
  Object.entries({
    ...{ par: "\n", line: "\n", sect: "\n", page: "\n", row: "\n", tab: "\t", cell: "\t" },
    ...{ emdash: "—", endash: "–", bullet: "•", lquote: "‘", rquote: "’", ldblquote: "“", rdblquote: "”" },
    ...{ emspace: " ", enspace: " " },
  }),
);

const maxSubstituteLength = 20;

/** The properties of a group (a pair of braces), inherited from the outer group. */
const outermost = {
  /** Whether its content is no text of the document. */
  isSilent: false,
  isHidden: false,
  /** Deleted by a tracked change. */
  isDeleted: false,
  isFontTable: false,
  /** Undefined for the default font. */
  font: undefined as number | undefined,
  /** How many characters after a `\u` are its substitute for older readers (`\uc`). */
  substituteLength: 1,
  /** Whether its content is HTML (`\htmltag`). */
  isHtmlTag: false,
  /** Whether its content is the RTF rendering of HTML that is there as well (`\htmlrtf`). */
  isOnlyRtf: false,
};

/**
 * The text of an RTF document (RTF 1.9.1), with bytes decoded by the encoding of their font. Leaves out hidden and
 * deleted text, and skips what is broken. Never throws.
 */
function unwrapRtf(bytes: Uint8Array) {
  const source = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString("latin1");
  /** Whether the document encapsulates HTML, as mails do (MS-OXRTFEX). */
  const isHtml = source.slice(0, headCharacters).includes("\\fromhtml1");
  const fonts = createRtfFonts();
  const outerGroups: (typeof outermost)[] = [];
  let group = { ...outermost };
  /** Whether `\*` precedes the next control word: the destination is left out if it is unknown. */
  let isOptional = false;
  /** How many characters of a substitute are still to be skipped. */
  let substituteLeft = 0;
  /** Visible bytes that are not decoded yet: a two-byte character may consist of an escape and a letter. */
  let undecoded: string[] = [];
  const written: string[] = [];
  /** Length of the visible text so far, decoded or not. */
  let length = 0;
  /** Whether words were left out because they are hidden. */
  let hasHidden = false;

  /** Whether text is visible here. Takes a note of what is hidden otherwise than as a part of an encapsulation. */
  function isShown(text: string): boolean {
    if (group.isSilent || group.isDeleted || group.isOnlyRtf) return false;
    hasHidden ||= group.isHidden && !isHtml && text.trim() !== "";
    return !group.isHidden && (!isHtml || group.isHtmlTag || outerGroups.length > 0);
  }

  /** Decodes the pending bytes. Called before anything that may change the encoding. */
  function decodeWritten(): void {
    if (undecoded.length > 0) written.push(fonts.decode(undecoded.join(""), group.font));
    undecoded = [];
  }

  /** Writes text, if text is visible here. */
  function writeText(text: string): void {
    decodeWritten();
    if (!isShown(text)) return;
    written.push(text);
    length += text.length;
  }

  /** Writes bytes in the encoding of the font, given as Latin-1 characters, after those of a substitute. */
  function takePlain(plain: string): void {
    const bytes = plain.slice(substituteLeft);
    substituteLeft = Math.max(substituteLeft - plain.length, 0);
    if (bytes === "" || !isShown(bytes)) return;
    undecoded.push(bytes);
    length += bytes.length;
  }

  function takeSymbol(symbol: string): void {
    if (symbol === "*") isOptional = true;
    else if (symbol === "~") writeText(" ");
    else if (symbol === "_") writeText("-");
    else if (symbol === "\n" || symbol === "\r") writeText("\n");
    else if (symbol === "\\" || symbol === "{" || symbol === "}") writeText(symbol);
  }

  /** Applies a control word. Returns how many bytes of binary data follow, which have to be skipped. */
  function takeControlWord(word: string, parameter: number | undefined): number {
    const wasOptional = isOptional;
    isOptional = false;
    if (word !== "u") substituteLeft = 0;
    if (parameter !== undefined && fonts.take(word, parameter, group.isFontTable)) return 0;
    if (takeProperty(word, parameter)) return 0;
    const [, kind] = margin.exec(word) ?? [];
    const isSilent = silent.has(word) || (wasOptional && kind === undefined && !optionalText.has(word));
    if (isSilent || (kind !== undefined && isHtml)) {
      group.isSilent = true;
      group.isFontTable ||= word === "fonttbl";
    } else if (kind !== undefined) writeText(`${length > 0 ? "\n" : ""}${kind === "header" ? "Header" : "Footer"}: `);
    else if (word === "u" && parameter !== undefined) {
      // A UTF-16 code unit, as a signed number. A substitute in the document's encoding follows it.
      writeText(String.fromCharCode(parameter & 0xffff));
      substituteLeft = group.substituteLength;
    } else if (word === "bin") return Math.max(parameter ?? 0, 0);
    else writeCharacter(word);
    return 0;
  }

  /** Applies a word that sets a property of the group. False for any other word. */
  function takeProperty(word: string, parameter: number | undefined): boolean {
    if (word === "f") setFont(parameter);
    else if (word === "plain") {
      setFont(undefined);
      Object.assign(group, { isHidden: false, isDeleted: false });
    } else if (word === "v") group.isHidden = parameter !== 0;
    else if (word === "deleted") group.isDeleted = parameter !== 0;
    else if (word === "uc") group.substituteLength = Math.min(Math.max(parameter ?? 1, 0), maxSubstituteLength);
    else if (word === "htmlrtf") group.isOnlyRtf = parameter !== 0;
    else if (word === "htmltag") Object.assign(group, { isSilent: !isHtml, isHtmlTag: true });
    else return false;
    return true;
  }

  function setFont(font: number | undefined): void {
    if (font !== group.font) decodeWritten();
    group.font = font;
  }

  /** Inside HTML tags, only line ends and tabs count (MS-OXRTFEX 2.1.3.1.3). */
  function writeCharacter(word: string): void {
    if (group.isHtmlTag && word !== "par" && word !== "tab") return;
    const text = characters.get(word);
    if (text !== undefined) writeText(isHtml && text === "\n" ? "\r\n" : text);
  }

  /** Begins or ends a group. A closing brace too many is ignored. */
  function takeBrace(brace: string): void {
    decodeWritten();
    if (brace === "{") {
      outerGroups.push(group);
      group = { ...group };
      isOptional = false;
    } else {
      group = outerGroups.pop() ?? group;
      substituteLeft = 0;
    }
  }

  /** Reads to the end. True when it stopped early because the document is too long or nested too deeply. */
  function readTokens(): boolean {
    const token = /\\([a-zA-Z]{1,32})(-?\d{1,10})? ?|\\'([0-9a-fA-F]{2})|\\([^a-zA-Z])|([{}])|([^\\{}\r\n]+)|[\r\n]+/g;
    for (let match = token.exec(source); match; match = token.exec(source)) {
      const [, word, parameter, hex, symbol, brace, plain] = match;
      if (word !== undefined)
        token.lastIndex += takeControlWord(word, parameter === undefined ? undefined : Number(parameter));
      else if (hex !== undefined) takePlain(String.fromCharCode(Number.parseInt(hex, 16)));
      else if (symbol !== undefined) takeSymbol(symbol);
      else if (brace !== undefined) takeBrace(brace);
      else if (plain !== undefined) takePlain(plain);
      if (outerGroups.length > maxDepth || length > maxTextCharacters * 2) return true;
    }
    return false;
  }

  const isCut = readTokens();
  decodeWritten();
  return { text: written.join(""), isHtml, isCut, hasHidden };
}

/** The code pages of fonts' character sets (`\fcharset`). 0 and all others stand for the document's code page. */
const pages: Readonly<Record<number, number>> = {
  ...{ 128: 932, 129: 949, 134: 936, 136: 950, 161: 1253, 162: 1254, 163: 1258 },
  ...{ 177: 1255, 178: 1256, 186: 1257, 204: 1251, 222: 874, 238: 1250 },
};

/** Bytes that are the same in all encodings: ASCII without escape characters, which switch the state of some. */
const isSame = /^[\t -~]*$/;

/** The encodings of an RTF document and of its fonts. */
function createRtfFonts() {
  const charsets = new Map<number, string>();
  const decoderOf = memoised((charset: string) => new TextDecoder(charset));
  let documentCharset = "windows-1252";
  let defaultFont: number | undefined;
  let defined = 0;

  /** Decodes bytes, given as Latin-1 characters, in the encoding of a font or of the default one. Never throws. */
  function decode(bytes: string, font = defaultFont): string {
    if (isSame.test(bytes)) return bytes;
    const charset = (font === undefined ? undefined : charsets.get(font)) ?? documentCharset;
    return decoderOf(charset).decode(Buffer.from(bytes, "latin1"));
  }

  return {
    /** Applies a control word about encodings, of the document or in its font table. False for any other word. */
    take(word: string, parameter: number, isInTable: boolean): boolean {
      const isOfFont = isInTable && (word === "f" || word === "fcharset" || word === "cpg");
      if (!isOfFont && word !== "ansicpg" && word !== "deff") return false;
      const charset = charsetOfPage(word === "fcharset" ? pages[parameter] : parameter);
      if (word === "f") defined = parameter;
      else if (word === "deff") defaultFont = parameter;
      else if (word === "ansicpg") documentCharset = charset ?? documentCharset;
      else if (charset !== undefined) charsets.set(defined, charset);
      return true;
    },
    decode,
  };
}
