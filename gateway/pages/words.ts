import type { Language } from "./language.ts";
import en from "./words/en.json" with { type: "json" };
import ja from "./words/ja.json" with { type: "json" };

/**
 * What all pages say, as Microsoft's own pages name things in each language; a language that lacks a text doesn't
 * compile. Texts with `code` or *names* are for `inlineText`, those with `{name}` for `filled`.
 */
export const words: Readonly<Record<Language, typeof en>> = { en, ja };
