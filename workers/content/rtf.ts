import { charsetOfPage } from "./msg-properties.ts";
import { maxTextCharacters } from "./reading.ts";

/** What an RTF document says: HTML when it only wraps HTML, as mails do (MS-OXRTFEX), else plain text. */
export interface RtfText {
  text: string;
  isHtml: boolean;
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

interface Group {
  isSilent: boolean;
  isHidden: boolean;
  /** How many characters stand in for one of Unicode, for older readers. */
  unicodeSkip: number;
  isHtmlTag: boolean;
  isOnlyRtf: boolean;
}

/** Text of an RTF document (RTF 1.9.1). Never throws; what is broken is passed over. */
export function readRtf(bytes: Uint8Array): RtfText {
  const source = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString("latin1");
  const token = /\\([a-zA-Z]{1,32})(-?\d{1,10})? ?|\\'([0-9a-fA-F]{2})|\\([^a-zA-Z])|([{}])|([^\\{}\r\n]+)|[\r\n]+/g;
  const isHtml = /\\fromhtml1/.test(source.slice(0, 2_000));
  const stack: Group[] = [];
  let group: Group = { isSilent: false, isHidden: false, unicodeSkip: 1, isHtmlTag: false, isOnlyRtf: false };
  let charset = "windows-1252";
  let coded: number[] = [];
  let skip = 0;
  let isStarred = false;
  let length = 0;
  const out: string[] = [];

  const isShown = () =>
    !group.isSilent && !group.isHidden && !group.isOnlyRtf && (!isHtml || group.isHtmlTag || stack.length > 0);
  const flush = () => {
    if (coded.length === 0) return;
    out.push(new TextDecoder(charset).decode(Uint8Array.from(coded)));
    coded = [];
  };
  const say = (text: string) => {
    flush();
    if (!isShown()) return;
    out.push(text);
    length += text.length;
  };

  function control(word: string, parameter: number | undefined): number {
    if (word === "ansicpg" && parameter !== undefined) charset = charsetOfPage(parameter) ?? charset;
    else if (word === "uc") group.unicodeSkip = Math.min(Math.max(parameter ?? 1, 0), 20);
    else if (word === "v") group.isHidden = parameter !== 0;
    else if (word === "htmlrtf") group.isOnlyRtf = parameter !== 0;
    else if (word === "htmltag") {
      group.isSilent = !isHtml;
      group.isHtmlTag = true;
    } else if (silent.has(word)) group.isSilent = true;
    else if (isStarred && word !== "shptxt" && word !== "fldrslt") group.isSilent = true;
    else if (word === "u" && parameter !== undefined) {
      say(String.fromCharCode(parameter & 0xffff));
      skip = group.unicodeSkip;
    } else if (word === "bin") return Math.max(parameter ?? 0, 0);
    else if (!group.isHtmlTag || word === "par" || word === "tab") {
      const text = written[word];
      if (text !== undefined) say(isHtml && text === "\n" ? "\r\n" : text);
    }
    isStarred = false;
    return 0;
  }

  for (let match = token.exec(source); match && length <= maxTextCharacters * 2; match = token.exec(source)) {
    const [, word, parameter, hex, symbol, brace, plain] = match;
    if (word !== undefined) {
      if (word !== "u") skip = 0;
      token.lastIndex += control(word, parameter === undefined ? undefined : Number(parameter));
    } else if (hex !== undefined) {
      if (skip > 0) skip -= 1;
      else if (isShown()) coded.push(Number.parseInt(hex, 16));
    } else if (symbol !== undefined) {
      if (symbol === "*") isStarred = true;
      else if (symbol === "~") say(" ");
      else if (symbol === "_") say("-");
      else if (symbol === "\n" || symbol === "\r") say("\n");
      else if (/[\\{}]/.test(symbol)) say(symbol);
    } else if (brace === "{") {
      flush();
      if (stack.length > maxDepth) break;
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
      if (kept !== "") say(kept);
    }
  }
  flush();
  return { text: out.join(""), isHtml };
}
