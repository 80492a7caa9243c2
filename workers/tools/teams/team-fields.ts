import { cleanLine } from "#workers/documents/text/clean-text.ts";
import { truncate } from "#workers/tools/text/truncate.ts";
import { withoutEmpty } from "#workers/tools/without-empty.ts";

const nameCharacters = 200;
const descriptionCharacters = 100;

/** What lists show of teams and channels alike. */
export function namedFields({
  displayName,
  description,
  isArchived,
}: {
  displayName?: string | null | undefined;
  description?: string | null | undefined;
  isArchived?: boolean | null | undefined;
}) {
  return withoutEmpty({
    displayName: truncate(cleanLine(displayName ?? ""), nameCharacters) || undefined,
    description: truncate(cleanLine(description ?? ""), descriptionCharacters) || undefined,
    archived: isArchived || undefined,
  });
}
