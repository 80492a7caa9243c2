import { charsetOfPage } from "#workers/documents/charset/code-pages.ts";

/** The code pages of the character sets that fonts have (`\fcharset`); 0 and others have that of the document. */
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

/** What all encodings read alike: ASCII, without the escapes by which some of them change. */
const isSame = /^[\t -~]*$/;

/** The encodings of an RTF document's bytes: its own, and those of its fonts. */
export interface RtfFonts {
  /** Takes a control word of the font table. */
  define(word: string, parameter: number): void;
  /** Takes a control word that says what holds for the whole document. */
  setDefault(word: string, parameter: number): void;
  /** Text out of bytes, each a character of Latin-1, in a font, or in the default one. Never throws. */
  decode(bytes: string, font: number | undefined): string;
}

export function createRtfFonts(): RtfFonts {
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
