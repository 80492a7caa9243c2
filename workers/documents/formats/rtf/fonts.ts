import { charsetOfPage } from "#workers/documents/charset/code-pages.ts";

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
export interface RtfFonts {
  /** Applies a control word of the font table. */
  define(word: string, parameter: number): void;
  /** Applies a control word that sets a default for the whole document. */
  setDefault(word: string, parameter: number): void;
  /** Decodes bytes, given as Latin-1 characters, in the encoding of a font or of the default one. Never throws. */
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
