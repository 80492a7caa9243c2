/** Entra's numbers (`AADSTS`) for a passing trouble of its own, whatever HTTP status they come with. */
export const transientAadsts: ReadonlySet<number> = new Set([90033, 90055]);
