/** What a text of an undeclared charset may be read as, by the names that `TextDecoder` knows. */
export const guessableCharsets = [
  "utf-8",
  "windows-1250",
  "windows-1251",
  "windows-1252",
  "windows-1253",
  "windows-1254",
  "windows-1255",
  "windows-1256",
  "windows-1257",
  "windows-874",
  "gb18030",
  "big5",
  "euc-kr",
  "shift_jis",
  "euc-jp",
] as const;

export type GuessableCharset = (typeof guessableCharsets)[number];
