import guide from "./client-guide.json" with { type: "json" };
import type { Language } from "./language.ts";

export type Product = keyof typeof guide.whatToType;

/** What a person types, as `inlineText` takes it; `{url}` stands for the address of the server. */
export type Steps = Readonly<Record<Language, string>>;

/** For each product, where people sign in at this server. */
export const whatToType: Readonly<Record<Product, Steps>> = guide.whatToType;

/** The products that people connect, in the order in which pages and documents list them. */
// `Object.keys` doesn't tell its names.
export const products = Object.keys(whatToType) as Product[];

/** Products that an operator has to allow first, by `SIGN_IN_REDIRECTS`. */
export const allowedBySetting: ReadonlySet<Product> = new Set([
  "VS Code for the Web",
  "Copilot Studio",
  "LibreChat",
  "Open WebUI",
] as const);

/** For products that have been set up to sign in at Entra itself, where people don't sign in at this server. */
export const whatToTypeAtEntra: Readonly<Partial<Record<Product, Steps>>> = guide.whatToTypeAtEntra;

/** The steps with the address in its place. */
export const stepsFor = (steps: Steps, language: Language, url: string): string =>
  steps[language].replaceAll("{url}", url);
