import { charsetOfPage } from "#workers/documents/charset/code-pages.ts";

/** The properties of a group (a pair of braces), inherited from the outer group. */
export interface Group {
  /** Its content is no text of the document. */
  isSilent: boolean;
  isHidden: boolean;
  /** Deleted by a tracked change. */
  isDeleted: boolean;
  isFontTable: boolean;
  /** Undefined for the default font. */
  font: number | undefined;
  /** How many characters after a `\u` are its substitute for older readers (`\uc`). */
  substituteLength: number;
  /** Its content is HTML (`\htmltag`). */
  isHtmlTag: boolean;
  /** Its content is the RTF rendering of HTML that is there as well (`\htmlrtf`). */
  isOnlyRtf: boolean;
}

/** The reading state: the open groups and the text so far. */
export interface RtfState {
  /** Whether the document encapsulates HTML, as mails do (MS-OXRTFEX). */
  isHtml: boolean;
  fonts: RtfFonts;
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

export function initialState({ isHtml }: { isHtml: boolean }): RtfState {
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

export function openGroup(state: RtfState): void {
  decodeWritten(state);
  state.outerGroups.push(state.group);
  state.group = { ...state.group };
  state.isOptional = false;
}

/** Ends a group. A closing brace too many is ignored. */
export function closeGroup(state: RtfState): void {
  decodeWritten(state);
  state.group = state.outerGroups.pop() ?? state.group;
  state.substituteLeft = 0;
}

/** Writes text, if text is visible here. */
export function writeText(state: RtfState, text: string): void {
  decodeWritten(state);
  if (!isShown(state, text)) return;
  state.written.push(text);
  state.length += text.length;
}

/** Writes bytes in the encoding of the font, given as Latin-1 characters, if text is visible here. */
export function writeBytes(state: RtfState, bytes: string): void {
  if (!isShown(state, bytes)) return;
  state.undecoded.push(bytes);
  state.length += bytes.length;
}

/** Decodes the pending bytes. Called before anything that may change the encoding. */
export function decodeWritten({ undecoded, written, fonts, group }: RtfState): void {
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
  128: 932,
  129: 949,
  134: 936,
  136: 950,
  161: 1253,
  162: 1254,
  163: 1258,
  177: 1255,
  178: 1256,
  186: 1257,
  204: 1251,
  222: 874,
  238: 1250,
};

/** Bytes that are the same in all encodings: ASCII without escape characters, which switch the state of some. */
const isSame = /^[\t -~]*$/;

/** The encodings of an RTF document and of its fonts. */
interface RtfFonts {
  /** Applies a control word of the font table. */
  define(word: string, parameter: number): void;
  /** Applies a control word that sets a default for the whole document. */
  setDefault(word: string, parameter: number): void;
  /** Decodes bytes, given as Latin-1 characters, in the encoding of a font or of the default one. Never throws. */
  decode(bytes: string, font: number | undefined): string;
}

function createRtfFonts(): RtfFonts {
  const charsets = new Map<number, string>();
  const decoders = new Map<string, InstanceType<typeof TextDecoder>>();
  let documentCharset = "windows-1252";
  let defaultFont: number | undefined;
  let defined = 0;

  function decode(bytes: string, font = defaultFont): string {
    if (isSame.test(bytes)) return bytes;
    const charset = (font === undefined ? undefined : charsets.get(font)) ?? documentCharset;
    const decoder = decoders.get(charset) ?? new TextDecoder(charset);
    decoders.set(charset, decoder);
    return decoder.decode(Buffer.from(bytes, "latin1"));
  }

  return {
    define(word, parameter) {
      if (word === "f") defined = parameter;
      const page = word === "fcharset" ? pages[parameter] : word === "cpg" ? parameter : undefined;
      const charset = charsetOfPage(page);
      if (charset !== undefined) charsets.set(defined, charset);
    },
    setDefault(word, parameter) {
      if (word === "ansicpg") documentCharset = charsetOfPage(parameter) ?? documentCharset;
      else if (word === "deff") defaultFont = parameter;
    },
    decode,
  };
}
