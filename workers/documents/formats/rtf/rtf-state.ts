import { createRtfFonts, type RtfFonts } from "./fonts.ts";

/** What holds inside a pair of braces; a group begins with what holds around it. */
export interface Group {
  /** It holds no text of the document. */
  isSilent: boolean;
  isHidden: boolean;
  /** Tracked changes took it out. */
  isDeleted: boolean;
  isFontTable: boolean;
  /** Undefined for the default font. */
  font: number | undefined;
  /** How many characters after one in Unicode are its substitute for older readers (`\uc`). */
  substituteLength: number;
  /** It holds HTML (`\htmltag`). */
  isHtmlTag: boolean;
  /** It stands for HTML that is there as well (`\htmlrtf`). */
  isOnlyRtf: boolean;
}

/** All that is known at a place in an RTF document. */
export interface RtfState {
  /** Whether the document only wraps HTML, as mails do (MS-OXRTFEX). */
  isHtml: boolean;
  fonts: RtfFonts;
  group: Group;
  outerGroups: Group[];
  /** Whether `\*` stands before the next control word: what nobody knows is then left out. */
  isOptional: boolean;
  /** How many characters of a substitute are still to be passed over. */
  substituteLeft: number;
  /** Bytes of shown text that are not decoded yet: one character may be a code and a letter. */
  undecoded: string[];
  written: string[];
  /** Characters and bytes of shown text, written or not. */
  length: number;
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
  };
}

export function openGroup(state: RtfState): void {
  decodeWritten(state);
  state.outerGroups.push(state.group);
  state.group = { ...state.group };
  state.isOptional = false;
}

/** A brace too many closes nothing. */
export function closeGroup(state: RtfState): void {
  decodeWritten(state);
  state.group = state.outerGroups.pop() ?? state.group;
  state.substituteLeft = 0;
}

/** Writes text, where what stands at this place is shown. */
export function writeText(state: RtfState, text: string): void {
  decodeWritten(state);
  if (!isShown(state)) return;
  state.written.push(text);
  state.length += text.length;
}

/** Writes bytes in the encoding of the font, each a character of Latin-1, where what stands at this place is shown. */
export function writeBytes(state: RtfState, bytes: string): void {
  if (!isShown(state)) return;
  state.undecoded.push(bytes);
  state.length += bytes.length;
}

/** Decodes what was written in bytes. Called before anything that may change the encoding. */
export function decodeWritten({ undecoded, written, fonts, group }: RtfState): void {
  if (undecoded.length === 0) return;
  written.push(fonts.decode(undecoded.join(""), group.font));
  undecoded.length = 0;
}

function isShown({ isHtml, group, outerGroups }: RtfState): boolean {
  if (group.isSilent || group.isHidden || group.isDeleted || group.isOnlyRtf) return false;
  return !isHtml || group.isHtmlTag || outerGroups.length > 0;
}
