import { type AdminWords, adminWordsEn } from "./admin-words-en.ts";
import { adminWordsJa } from "./admin-words-ja.ts";
import type { Language } from "./language.ts";

export const adminWords: Readonly<Record<Language, AdminWords>> = { en: adminWordsEn, ja: adminWordsJa };
