import { maxTextCharacters } from "#workers/documents/text/reading.ts";
import { takeControlWord } from "./control-words.ts";
import {
  closeGroup,
  decodeWritten,
  initialState,
  openGroup,
  type RtfState,
  writeBytes,
  writeText,
} from "./rtf-state.ts";

/** The content of an RTF document: HTML where the document encapsulates HTML (MS-OXRTFEX), otherwise plain text. */
export interface RtfText {
  text: string;
  isHtml: boolean;
  /** Whether it is too long or nested too deeply, so that the rest was not read. */
  isCut: boolean;
  /** Whether words were left out because they are hidden. */
  hasHidden: boolean;
}

const maxDepth = 1_000;
/** Where a document declares that it encapsulates HTML. */
const headCharacters = 2_000;

/**
 * The text of an RTF document (RTF 1.9.1), with bytes decoded by the encoding of their font. Leaves out hidden and
 * deleted text, and skips what is broken. Never throws.
 */
export function unwrapRtf(bytes: Uint8Array): RtfText {
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
    else if (hex !== undefined) takeHex(state, hex);
    else if (symbol !== undefined) takeSymbol(state, symbol);
    else if (brace === "{") openGroup(state);
    else if (brace === "}") closeGroup(state);
    else if (plain !== undefined) takePlain(state, plain);
    if (state.outerGroups.length > maxDepth || state.length > maxTextCharacters * 2) return true;
  }
  return false;
}

function takeHex(state: RtfState, hex: string): void {
  if (state.substituteLeft > 0) state.substituteLeft -= 1;
  else writeBytes(state, String.fromCharCode(Number.parseInt(hex, 16)));
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
