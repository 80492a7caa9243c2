import { decodeWritten, type RtfState, writeText } from "./rtf-state.ts";

/** Destinations that contain no text of the document (RTF 1.9.1). */
const silent = new Set(
  (
    "fonttbl colortbl stylesheet info pict object objdata themedata colorschememapping datastore latentstyles " +
    "listtable listoverridetable rsidtbl generator xmlnstbl mmathPr fldinst bkmkstart bkmkend shpinst " +
    "nonshppict header footer headerl headerr headerf footerl footerr footerf filetbl revtbl template pntext " +
    "pntxta pntxtb"
  ).split(" "),
);

/** Optional destinations that contain text. */
const optionalText = new Set(["shptxt", "fldrslt"]);

const characters: ReadonlyMap<string, string> = new Map([
  ["par", "\n"],
  ["line", "\n"],
  ["sect", "\n"],
  ["page", "\n"],
  ["row", "\n"],
  ["tab", "\t"],
  ["cell", "\t"],
  ["emdash", "—"],
  ["endash", "–"],
  ["bullet", "•"],
  ["lquote", "‘"],
  ["rquote", "’"],
  ["ldblquote", "“"],
  ["rdblquote", "”"],
  ["emspace", " "],
  ["enspace", " "],
]);

const maxSubstituteLength = 20;

/** Applies a control word. Returns how many bytes of binary data follow, which have to be skipped. */
export function takeControlWord(state: RtfState, word: string, parameter: number | undefined): number {
  const { isOptional } = state;
  state.isOptional = false;
  if (word !== "u") state.substituteLeft = 0;
  if (parameter !== undefined && takeEncoding(state, word, parameter)) return 0;
  if (takeProperty(state, word, parameter)) return 0;
  if (silent.has(word)) beginSilent(state, word);
  else if (isOptional && !optionalText.has(word)) beginSilent(state, word);
  else if (word === "u" && parameter !== undefined) writeUnicode(state, parameter);
  else if (word === "bin") return Math.max(parameter ?? 0, 0);
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

/** Writes a UTF-16 code unit, given as a signed number. A substitute in the document's encoding follows it. */
function writeUnicode(state: RtfState, code: number): void {
  writeText(state, String.fromCharCode(code & 0xffff));
  state.substituteLeft = state.group.substituteLength;
}

/** Inside HTML tags, only line ends and tabs count (MS-OXRTFEX 2.1.3.1.3). */
function writeCharacter(state: RtfState, word: string): void {
  if (state.group.isHtmlTag && word !== "par" && word !== "tab") return;
  const text = characters.get(word);
  if (text !== undefined) writeText(state, state.isHtml && text === "\n" ? "\r\n" : text);
}
