import { ToolError } from "#common/errors.ts";

// Errors that several readers share.

/** For a document that is broken or does not conform to its format. */
export function damaged(): ToolError {
  return new ToolError("unreadable", "It is damaged, or not built as its format demands.");
}

export function passwordProtected(): ToolError {
  return new ToolError("unreadable", "It is password-protected. Ask for a copy without a password.");
}
