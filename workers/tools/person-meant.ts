import type { ToolContext } from "./tool-context.ts";
import { trimmed } from "./without-empty.ts";

/** A form of address after a Japanese name, also in Latin letters. */
const honorific = /(?<=\S)(?:-(?:san|sama)|さん|さま|様|氏|くん|ちゃん|先生)$/iu;
const oneself: ReadonlySet<string> = new Set(["me", "myself", "自分", "私"]);

/** A name as directories have it: 田中 for 田中さん. */
export const withoutHonorific = (name: string): string => name.replace(honorific, "");

/** The name or address of somebody as people write it; the user's own address for "me", where it is known. */
export async function personMeant(
  text: string | undefined,
  { ownAddresses }: Pick<ToolContext, "ownAddresses">,
): Promise<string | undefined> {
  const name = trimmed(text);
  if (name === undefined || !oneself.has(name.toLowerCase())) return name && withoutHonorific(name);
  const [own] = await ownAddresses();
  return own ?? name;
}
