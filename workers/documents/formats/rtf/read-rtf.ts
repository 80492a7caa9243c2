import { charsetOfPage } from "#workers/documents/charset/decode-text.ts";
import { readHtml } from "#workers/documents/formats/html/read-html.ts";
import { withGaps } from "#workers/documents/gaps.ts";
import { maxTextCharacters, type Reading, readPlainText } from "#workers/text/reading.ts";

/** The text of an RTF document, or of the HTML that it encapsulates. Throws only what `readHtml` throws. */
export function readRtf(bytes: Uint8Array, { findQuotes }: { findQuotes: boolean }): Reading {
  const { text, isHtml, isCut, hasHidden } = unwrapRtf(bytes);
  const read = isHtml ? readHtml : readPlainText;
  return withGaps<Reading>(read(text, { findQuotes }), [
    isCut ? { kind: "longOrDeep" } : undefined,
    hasHidden ? { kind: "hiddenText" } : undefined,
  ]);
}

/** The content of an RTF document: HTML where the document encapsulates HTML (MS-OXRTFEX), otherwise plain text. */
interface RtfText {
  text: string;
  isHtml: boolean;
  /** Whether it is too long or nested too deeply, so that the rest was not read. */
  isCut: boolean;
  /** Whether words were left out because they are hidden. */
  hasHidden: boolean;
}

const maxDepth = 1_000;
/** Characters within which a document declares that it encapsulates HTML. */
const headCharacters = 2_000;

/**
 * The text of an RTF document (RTF 1.9.1), with bytes decoded by the encoding of their font. Leaves out hidden and
 * deleted text, and skips what is broken. Never throws.
 */
function unwrapRtf(bytes: Uint8Array): RtfText {
  const source = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString("latin1");
  const state = initialState({ isHtml: source.slice(0, headCharacters).includes("\\fromhtml1") });
  const isCut = readTokens(source, state);
  decodeWritten(state);
  return { text: state.written.join(""), isHtml: state.isHtml, isCut, hasHidden: state.hasHidden };
}

/** Reads to the end. True when it stopped early because the document is too long or nested too deeply. */
function readTokens(source: string, state: RtfState): boolean {
  const token = /\\([a-zA-Z]{1,32})(-?\d{1,10})? ?|\\'([0-9a-fA-F]{2})|\\([^a-zA-Z])|([{}])|([^\\{}\r\n]+)|[\r\n]+/g;
  for (let match = token.exec(source); match; match = token.exec(source)) {
    const [, word, parameter, hex, symbol, brace, plain] = match;
    if (word !== undefined)
      token.lastIndex += takeControlWord(state, word, parameter === undefined ? undefined : Number(parameter));
    else if (hex !== undefined) takePlain(state, String.fromCharCode(Number.parseInt(hex, 16)));
    else if (symbol !== undefined) takeSymbol(state, symbol);
    else if (brace === "{") openGroup(state);
    else if (brace === "}") closeGroup(state);
    else if (plain !== undefined) takePlain(state, plain);
    if (state.outerGroups.length > maxDepth || state.length > maxTextCharacters * 2) return true;
  }
  return false;
}

function takeSymbol(state: RtfState, symbol: string): void {
  if (symbol === "*") state.isOptional = true;
  else if (symbol === "~") writeText(state, " ");
  else if (symbol === "_") writeText(state, "-");
  else if (symbol === "\n" || symbol === "\r") writeText(state, "\n");
  else if (symbol === "\\" || symbol === "{" || symbol === "}") writeText(state, symbol);
}

function takePlain(state: RtfState, plain: string): void {
  const { substituteLeft } = state;
  state.substituteLeft = Math.max(substituteLeft - plain.length, 0);
  if (substituteLeft < plain.length) writeBytes(state, substituteLeft === 0 ? plain : plain.slice(substituteLeft));
}

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

/** Applies a control word. Returns how many bytes of binary data follow, which have to be skipped. */
function takeControlWord(state: RtfState, word: string, parameter: number | undefined): number {
  const { isOptional } = state;
  state.isOptional = false;
  if (word !== "u") state.substituteLeft = 0;
  if (parameter !== undefined && takeEncoding(state, word, parameter)) return 0;
  if (takeProperty(state, word, parameter)) return 0;
  const [, kind] = margin.exec(word) ?? [];
  if (silent.has(word) || (kind !== undefined && state.isHtml)) beginSilent(state, word);
  else if (kind !== undefined)
    writeText(state, `${state.length > 0 ? "\n" : ""}${kind === "header" ? "Header" : "Footer"}: `);
  else if (isOptional && !optionalText.has(word)) beginSilent(state, word);
  else if (word === "u" && parameter !== undefined) {
    // A UTF-16 code unit, as a signed number. A substitute in the document's encoding follows it.
    writeText(state, String.fromCharCode(parameter & 0xffff));
    state.substituteLeft = state.group.substituteLength;
  } else if (word === "bin") return Math.max(parameter ?? 0, 0);
  else writeCharacter(state, word);
  return 0;
}

/** Applies a word that sets the encoding of bytes. False for any other word. */
function takeEncoding({ fonts, group }: RtfState, word: string, parameter: number): boolean {
  if (group.isFontTable && (word === "f" || word === "fcharset" || word === "cpg")) fonts.define(word, parameter);
  else if (word === "ansicpg" || word === "deff") fonts.setDefault(word, parameter);
  else return false;
  return true;
}

/** Applies a word that sets a property of the group. False for any other word. */
function takeProperty(state: RtfState, word: string, parameter: number | undefined): boolean {
  const { group } = state;
  if (word === "f") setFont(state, parameter);
  else if (word === "plain") setPlain(state);
  else if (word === "v") group.isHidden = parameter !== 0;
  else if (word === "deleted") group.isDeleted = parameter !== 0;
  else if (word === "uc") group.substituteLength = Math.min(Math.max(parameter ?? 1, 0), maxSubstituteLength);
  else if (word === "htmlrtf") group.isOnlyRtf = parameter !== 0;
  else if (word === "htmltag") beginHtmlTag(state);
  else return false;
  return true;
}

function setFont(state: RtfState, font: number | undefined): void {
  if (font !== state.group.font) decodeWritten(state);
  state.group.font = font;
}

function setPlain(state: RtfState): void {
  setFont(state, undefined);
  state.group.isHidden = false;
  state.group.isDeleted = false;
}

function beginHtmlTag({ group, isHtml }: RtfState): void {
  group.isSilent = !isHtml;
  group.isHtmlTag = true;
}

function beginSilent({ group }: RtfState, word: string): void {
  group.isSilent = true;
  group.isFontTable ||= word === "fonttbl";
}

/** Inside HTML tags, only line ends and tabs count (MS-OXRTFEX 2.1.3.1.3). */
function writeCharacter(state: RtfState, word: string): void {
  if (state.group.isHtmlTag && word !== "par" && word !== "tab") return;
  const text = characters.get(word);
  if (text !== undefined) writeText(state, state.isHtml && text === "\n" ? "\r\n" : text);
}

/** The properties of a group (a pair of braces), inherited from the outer group. */
interface Group {
  /** Whether its content is no text of the document. */
  isSilent: boolean;
  isHidden: boolean;
  /** Deleted by a tracked change. */
  isDeleted: boolean;
  isFontTable: boolean;
  /** Undefined for the default font. */
  font: number | undefined;
  /** How many characters after a `\u` are its substitute for older readers (`\uc`). */
  substituteLength: number;
  /** Whether its content is HTML (`\htmltag`). */
  isHtmlTag: boolean;
  /** Whether its content is the RTF rendering of HTML that is there as well (`\htmlrtf`). */
  isOnlyRtf: boolean;
}

/** The reading state: the open groups and the text so far. */
interface RtfState {
  /** Whether the document encapsulates HTML, as mails do (MS-OXRTFEX). */
  isHtml: boolean;
  fonts: ReturnType<typeof createRtfFonts>;
  group: Group;
  outerGroups: Group[];
  /** Whether `\*` precedes the next control word: the destination is left out if it is unknown. */
  isOptional: boolean;
  /** How many characters of a substitute are still to be skipped. */
  substituteLeft: number;
  /** Visible bytes that are not decoded yet: a two-byte character may consist of an escape and a letter. */
  undecoded: string[];
  written: string[];
  /** Length of the visible text so far, decoded or not. */
  length: number;
  /** Whether words were left out because they are hidden. */
  hasHidden: boolean;
}

function initialState({ isHtml }: { isHtml: boolean }): RtfState {
  const group: Group = {
    isSilent: false,
    isHidden: false,
    isDeleted: false,
    isFontTable: false,
    font: undefined,
    substituteLength: 1,
    isHtmlTag: false,
    isOnlyRtf: false,
  };
  return {
    isHtml,
    fonts: createRtfFonts(),
    group,
    outerGroups: [],
    isOptional: false,
    substituteLeft: 0,
    undecoded: [],
    written: [],
    length: 0,
    hasHidden: false,
  };
}

function openGroup(state: RtfState): void {
  decodeWritten(state);
  state.outerGroups.push(state.group);
  state.group = { ...state.group };
  state.isOptional = false;
}

/** Ends a group. A closing brace too many is ignored. */
function closeGroup(state: RtfState): void {
  decodeWritten(state);
  state.group = state.outerGroups.pop() ?? state.group;
  state.substituteLeft = 0;
}

/** Writes text, if text is visible here. */
function writeText(state: RtfState, text: string): void {
  decodeWritten(state);
  if (!isShown(state, text)) return;
  state.written.push(text);
  state.length += text.length;
}

/** Writes bytes in the encoding of the font, given as Latin-1 characters, if text is visible here. */
function writeBytes(state: RtfState, bytes: string): void {
  if (!isShown(state, bytes)) return;
  state.undecoded.push(bytes);
  state.length += bytes.length;
}

/** Decodes the pending bytes. Called before anything that may change the encoding. */
function decodeWritten({ undecoded, written, fonts, group }: RtfState): void {
  if (undecoded.length === 0) return;
  written.push(fonts.decode(undecoded.join(""), group.font));
  undecoded.length = 0;
}

/** Whether text is visible here. Takes a note of what is hidden otherwise than as a part of an encapsulation. */
function isShown(state: RtfState, text: string): boolean {
  const { isHtml, group, outerGroups } = state;
  if (group.isSilent || group.isDeleted || group.isOnlyRtf) return false;
  state.hasHidden ||= group.isHidden && !isHtml && text.trim() !== "";
  return !group.isHidden && (!isHtml || group.isHtmlTag || outerGroups.length > 0);
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
  const decoders = new Map<string, InstanceType<typeof TextDecoder>>();
  let documentCharset = "windows-1252";
  let defaultFont: number | undefined;
  let defined = 0;

  /** Decodes bytes, given as Latin-1 characters, in the encoding of a font or of the default one. Never throws. */
  function decode(bytes: string, font = defaultFont): string {
    if (isSame.test(bytes)) return bytes;
    const charset = (font === undefined ? undefined : charsets.get(font)) ?? documentCharset;
    const decoder = decoders.get(charset) ?? new TextDecoder(charset);
    decoders.set(charset, decoder);
    return decoder.decode(Buffer.from(bytes, "latin1"));
  }

  return {
    /** Applies a control word of the font table. */
    define(word: string, parameter: number) {
      if (word === "f") defined = parameter;
      const page = word === "fcharset" ? pages[parameter] : word === "cpg" ? parameter : undefined;
      const charset = charsetOfPage(page);
      if (charset !== undefined) charsets.set(defined, charset);
    },
    /** Applies a control word that sets a default for the whole document. */
    setDefault(word: string, parameter: number) {
      if (word === "ansicpg") documentCharset = charsetOfPage(parameter) ?? documentCharset;
      else if (word === "deff") defaultFont = parameter;
    },
    decode,
  };
}
