import { ToolError } from "#common/errors.ts";
import { isMailAddress } from "#common/tools/resource-uri/mail-address.ts";

/** The address without spaces around it; rejects with `invalid_input` when it can't be one. */
export function checkMailAddress(text: string, parameter: string): string {
  const address = text.trim();
  if (isMailAddress(address)) return address;
  throw new ToolError("invalid_input", `${parameter}: "${text}" is not a mail address, such as team@contoso.com.`);
}

/** Domain of an address, lower case. */
export function domainOf(address: string): string {
  return address.slice(address.lastIndexOf("@") + 1).toLowerCase();
}

export function sameAddress(one: string | null | undefined, other: string): boolean {
  return one?.toLowerCase() === other.toLowerCase();
}
