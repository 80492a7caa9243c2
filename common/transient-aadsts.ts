/** Entra error numbers (`AADSTS`) that mean a transient failure of Entra, whatever the HTTP status. */
export const transientAadsts: ReadonlySet<number> = new Set([90033, 90055]);
