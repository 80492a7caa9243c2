/**
 * The path in Graph of a search in the user's own OneDrive (https://learn.microsoft.com/graph/api/driveitem-search).
 * The text is part of an OData literal: quotes are doubled, and slashes, which would end the path segment, become
 * spaces.
 */
export function ownDriveSearch(text: string): readonly string[] {
  const literal = text.replace(/[/\\]/g, " ").replaceAll("'", "''");
  return ["me", "drive", "root", `search(q='${literal}')`];
}
