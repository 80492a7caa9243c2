import { decodePercent } from "./microsoft-hosts.ts";

/**
 * The id for Graph of an item that an address names. There it is one of Exchange Web Services; Graph's is the same in
 * the URL-safe alphabet (https://learn.microsoft.com/javascript/api/outlook/office.mailbox, `convertToRestId`). A plus
 * sign that nobody encoded is a space in a query.
 */
export const exchangeIdOf = (id: string): string => id.replace(/[ +]/g, "_").replaceAll("/", "-");

/** The kind of a resource and its ids, as they stand in an address: not validated yet. */
export type AddressFields = Readonly<Record<string, string | undefined>> & { kind: string };

/** A form of address that is read. docs/links.md has examples of each. */
interface ReadForm {
  /** What the addresses lead to, in words. */
  leadsTo: string;
  /** Undefined for an address of another form. */
  read(url: URL): AddressFields | undefined;
}

/** A form of address that leads to nothing that can be read. */
interface OtherForm {
  fits(url: URL): boolean;
  /** What to do instead: a sentence. */
  instead: string;
}

/** The first form that fits counts. */
export type AddressForm = ReadForm | OtherForm;

/** The segments of a path, each decoded once. A malformed one becomes empty, which no id is. */
export function segmentsOf({ pathname }: Pick<URL, "pathname">): string[] {
  return pathname
    .replace(/\/$/, "")
    .split("/")
    .slice(1)
    .map((segment) => decodePercent(segment) ?? "");
}

/** The value of a parameter, whose name may be in any case. Undefined if it is missing or given twice. */
export function parameterOf({ searchParams }: Pick<URL, "searchParams">, name: string): string | undefined {
  const values = [...searchParams].filter(([given]) => given.toLowerCase() === name.toLowerCase());
  return values.length === 1 ? values[0]?.[1] : undefined;
}
