import { ToolError } from "#common/errors.ts";
import { isMailAddress } from "#common/tools/resource-uri/resource-uri.ts";
import { personMeant } from "#workers/tools/person.ts";
import { hasCjk } from "#workers/tools/query/check-kql.ts";
import { wordsOf } from "#workers/tools/query/kql.ts";
import { foldText } from "#workers/tools/query/searchable-text.ts";
import { permissionMissing } from "#workers/tools/require-permission.ts";
import type { ToolContext } from "#workers/tools/tool-context.ts";
import { findPeople, hasDirectory } from "./find-people.ts";
import { addressesOf, type FoundPerson } from "./person-hit.ts";

const maxAsked = 25;
const maxNamed = 5;

/**
 * The address of who is meant where an address is asked for: an address as it is, the user's own for "me", and for a
 * name that of the one person or room that has it. A name costs a look into the directory.
 * @throws `invalid_input` for a name that fits several or nobody, with who comes near; `permission_missing` for a name
 * where people can't be looked up
 */
export async function addressMeant(text: string, parameter: string, context: ToolContext): Promise<string> {
  const meant = (await personMeant(text, context)) ?? "";
  if (isMailAddress(meant)) return meant;
  if (!context.grantedScopes.has("People.Read") && !hasDirectory(context)) {
    throw permissionMissing(["People.Read"], `${parameter}: "${text}" is no mail address, and can't be looked up.`);
  }
  const { found } = await findPeople({ query: meant, limit: maxAsked }, context);
  const reachable = found.flatMap((one) => {
    const [address] = addressesOf(one).filter(isMailAddress);
    return address === undefined ? [] : [{ address, found: one }];
  });
  const named = reachable.filter(({ found: one, address }) => isNamed(one, address, meant));
  const [match, ...others] = named;
  if (match !== undefined && others.length === 0) return match.address;
  // By addresses, since whoever sends mail chooses the name beside theirs.
  const candidates = (match === undefined ? reachable : named).map(({ address }) => address);
  const rest = candidates.length > maxNamed ? ` and ${candidates.length - maxNamed} more` : "";
  const shown = `${candidates.slice(0, maxNamed).join(", ")}${rest}`;
  if (match !== undefined) {
    const several = `"${text}" fits ${candidates.length} people: ${shown}`;
    throw new ToolError("invalid_input", `${parameter}: ${several}. Ask which one is meant, and give the address.`);
  }
  const near = candidates.length > 0 ? ` Near it are: ${shown}.` : "";
  const where = hasDirectory(context)
    ? ""
    : " among those whom the user works with (the whole directory needs User.ReadBasic.All)";
  throw new ToolError(
    "invalid_input",
    `${parameter}: nobody was found for "${text}"${where}.${near} Ask for the mail address.`,
  );
}

/** Whether every word begins a word of the name, or the text is what stands before the @. */
function isNamed({ person, user }: FoundPerson, address: string, text: string): boolean {
  const [asked, name] = [foldText(text), ` ${foldText(user?.displayName ?? person?.displayName ?? "")}`];
  if (foldText(address.slice(0, address.lastIndexOf("@"))) === asked) return true;
  const words = wordsOf(asked);
  return words.length > 0 && words.every((word) => name.includes(hasCjk(word) ? word : ` ${word}`));
}
