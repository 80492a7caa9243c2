import en from "./words/en.json" with { type: "json" };
import ja from "./words/ja.json" with { type: "json" };

export const languages = ["en", "ja"] as const;

export type Language = (typeof languages)[number];

export const isLanguage = (value: unknown): value is Language => languages.some((language) => language === value);

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
    .filter(({ language, quality }) => quality > 0 && isLanguage(language))
    .sort((a, b) => b.quality - a.quality);
  return first?.language === "ja" ? "ja" : "en";
}

/** What is made once for each language. */
export const inEachLanguage = <T>(make: (language: Language) => T): Readonly<Record<Language, T>> => ({
  en: make("en"),
  ja: make("ja"),
});

/**
 * What all pages say, as Microsoft's own pages name things in each language; a language that lacks a text doesn't
 * compile. Texts with `code` or *names* are for `inlineText`, those with `{name}` for `filled`.
 */
export const words: Readonly<Record<Language, typeof en>> = { en, ja };
