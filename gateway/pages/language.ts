export type Language = "en" | "ja";

/** The language of a page, by `Accept-Language` (RFC 9110 12.5.4): the first that there is, in order of preference. */
export function preferredLanguage(acceptLanguage: string | undefined): Language {
  const wanted = (acceptLanguage ?? "")
    .slice(0, 200)
    .split(",")
    .map((entry) => {
      const [range = "", ...parameters] = entry.trim().toLowerCase().split(";");
      const quality = parameters
        .map((parameter) => /^\s*q=([01](?:\.\d{0,3})?)\s*$/.exec(parameter)?.[1])
        .find(Boolean);
      return { language: range.split("-", 1)[0], quality: Number(quality ?? 1) };
    });
  const [first] = wanted
    .filter(({ language, quality }) => quality > 0 && (language === "en" || language === "ja"))
    .sort((a, b) => b.quality - a.quality);
  return first?.language === "ja" ? "ja" : "en";
}
