import { readHtml } from "#workers/documents/formats/html/read-html.ts";
import { readPlainText } from "#workers/documents/formats/plain-text/read-plain-text.ts";
import { maxTextCharacters, type Reading, withReasons } from "#workers/documents/text/reading.ts";
import { createRtfFonts } from "./fonts.ts";

/** What an RTF document says: HTML when it only wraps HTML, as mails do (MS-OXRTFEX), else plain text. */
interface RtfText {
  text: string;
  isHtml: boolean;
  /** Whether it is too long, or nested too deeply, to be read to its end. */
  isCut: boolean;
}

/** Groups that hold no text of the document. */
const silent = new Set(
  "fonttbl colortbl stylesheet info pict object objdata themedata colorschememapping datastore latentstyles listtable listoverridetable rsidtbl generator xmlnstbl mmathPr fldinst bkmkstart bkmkend shpinst nonshppict header footer headerl headerr headerf footerl footerr footerf filetbl revtbl template pntext pntxta pntxtb".split(
    " ",
  ),
);
const written: Readonly<Record<string, string>> = {
  par: "\n",
  line: "\n",
  sect: "\n",
  page: "\n",
  row: "\n",
  tab: "\t",
  cell: "\t",
  emdash: "—",
  endash: "–",
  bullet: "•",
  lquote: "‘",
  rquote: "’",
  ldblquote: "“",
  rdblquote: "”",
  emspace: " ",
  enspace: " ",
};
const maxDepth = 1_000;
const cut = "The document is too long or nested too deeply to be read whole; the rest is left out.";

interface Group {
  isSilent: boolean;
  isHidden: boolean;
  /** Tracked changes took it out. */
  isDeleted: boolean;
  isFontTable: boolean;
  /** Undefined for the default one. */
  font: number | undefined;
  /** How many characters stand in for one of Unicode, for older readers. */
  unicodeSkip: number;
  isHtmlTag: boolean;
  isOnlyRtf: boolean;
}

const outermost: Readonly<Group> = {
  isSilent: false,
  isHidden: false,
  isDeleted: false,
  isFontTable: false,
  font: undefined,
  unicodeSkip: 1,
  isHtmlTag: false,
  isOnlyRtf: false,
};

/**
 * Text of an RTF document (RTF 1.9.1), bytes in the encoding of their font. Hidden and deleted text is left out. What is
 * broken is passed over. Throws only what `readHtml` throws.
 */
export function readRtf(bytes: Uint8Array, { findQuotes }: { findQuotes: boolean }): Reading {
  const { text, isHtml, isCut } = unwrapRtf(bytes);
  return withReasons<Reading>((isHtml ? readHtml : readPlainText)(text, { findQuotes }), [isCut ? cut : undefined]);
}

function unwrapRtf(bytes: Uint8Array): RtfText {
  const source = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString("latin1");
  const token = /\\([a-zA-Z]{1,32})(-?\d{1,10})? ?|\\'([0-9a-fA-F]{2})|\\([^a-zA-Z])|([{}])|([^\\{}\r\n]+)|[\r\n]+/g;
  const isHtml = /\\fromhtml1/.test(source.slice(0, 2_000));
  const stack: Group[] = [];
  const fonts = createRtfFonts();
  let group: Group = { ...outermost };
  /** What has to be decoded; a character of two bytes may begin as a code and end as a letter. */
  let coded: string[] = [];
  let skip = 0;
  let isStarred = false;
  let length = 0;
  const out: string[] = [];

  const isShown = () =>
    !(group.isSilent || group.isHidden || group.isDeleted || group.isOnlyRtf) &&
    (!isHtml || group.isHtmlTag || stack.length > 0);
  const flush = () => {
    if (coded.length > 0) out.push(fonts.decode(coded.join(""), group.font));
    coded = [];
  };
  const say = (text: string) => {
    flush();
    if (!isShown()) return;
    out.push(text);
    length += text.length;
  };
  const sayBytes = (bytes: string) => {
    if (!isShown()) return;
    coded.push(bytes);
    length += bytes.length;
  };

  function setFont(word: string, parameter: number | undefined): void {
    const font = word === "plain" ? undefined : parameter;
    if (font !== group.font) flush();
    group.font = font;
    if (word === "f") return;
    group.isHidden = false;
    group.isDeleted = false;
  }

  function control(word: string, parameter: number | undefined): number {
    if (group.isFontTable && parameter !== undefined && /^(?:f|fcharset|cpg)$/.test(word))
      fonts.define(word, parameter);
    else if ((word === "ansicpg" || word === "deff") && parameter !== undefined) fonts.setDefault(word, parameter);
    else if (word === "f" || word === "plain") setFont(word, parameter);
    else if (word === "deleted") group.isDeleted = parameter !== 0;
    else if (word === "uc") group.unicodeSkip = Math.min(Math.max(parameter ?? 1, 0), 20);
    else if (word === "v") group.isHidden = parameter !== 0;
    else if (word === "htmlrtf") group.isOnlyRtf = parameter !== 0;
    else if (word === "htmltag") {
      group.isSilent = !isHtml;
      group.isHtmlTag = true;
    } else if (silent.has(word)) {
      group.isSilent = true;
      group.isFontTable ||= word === "fonttbl";
    } else if (isStarred && word !== "shptxt" && word !== "fldrslt") group.isSilent = true;
    else if (word === "u" && parameter !== undefined) {
      say(String.fromCharCode(parameter & 0xffff));
      skip = group.unicodeSkip;
    } else if (word === "bin") return Math.max(parameter ?? 0, 0);
    else if (!group.isHtmlTag || word === "par" || word === "tab") {
      const text = Object.hasOwn(written, word) ? written[word] : undefined;
      if (text !== undefined) say(isHtml && text === "\n" ? "\r\n" : text);
    }
    isStarred = false;
    return 0;
  }

  let isCut = false;
  for (let match = token.exec(source); match && !isCut; match = token.exec(source)) {
    const [, word, parameter, hex, symbol, brace, plain] = match;
    if (word !== undefined) {
      if (word !== "u") skip = 0;
      token.lastIndex += control(word, parameter === undefined ? undefined : Number(parameter));
    } else if (hex !== undefined) {
      if (skip > 0) skip -= 1;
      else sayBytes(String.fromCharCode(Number.parseInt(hex, 16)));
    } else if (symbol !== undefined) {
      if (symbol === "*") isStarred = true;
      else if (symbol === "~") say(" ");
      else if (symbol === "_") say("-");
      else if (symbol === "\n" || symbol === "\r") say("\n");
      else if (/[\\{}]/.test(symbol)) say(symbol);
    } else if (brace === "{") {
      flush();
      isCut = stack.length > maxDepth;
      stack.push(group);
      group = { ...group };
      isStarred = false;
    } else if (brace === "}") {
      flush();
      group = stack.pop() ?? group;
      skip = 0;
    } else if (plain !== undefined) {
      const kept = plain.slice(skip);
      skip = Math.max(skip - plain.length, 0);
      if (kept !== "") sayBytes(kept);
    }
    isCut ||= length > maxTextCharacters * 2;
  }
  flush();
  return { text: out.join(""), isHtml, isCut };
}
