const named: Readonly<Record<number, string>> = {
  ...{ 874: "windows-874", 932: "shift_jis", 936: "gbk", 949: "euc-kr", 950: "big5" },
  ...{ 20866: "koi8-r", 50220: "iso-2022-jp", 51932: "euc-jp", 65001: "utf-8" },
};

/** The charset of a Windows code page, as `TextDecoder` names it; undefined where it is not known. */
export function charsetOfPage(page: number | undefined): string | undefined {
  if (page === undefined) return undefined;
  if (page >= 28591 && page <= 28606) return `iso-8859-${page - 28590}`;
  return named[page] ?? (page >= 1250 && page <= 1258 ? `windows-${page}` : undefined);
}
