/**
 * The id for Graph of an item that an address names. There it is one of Exchange Web Services; Graph's is the same in
 * the URL-safe alphabet (https://learn.microsoft.com/javascript/api/outlook/office.mailbox, `convertToRestId`). A plus
 * sign that nobody encoded is a space in a query.
 */
export const exchangeIdOf = (id: string): string => id.replace(/[ +]/g, "_").replaceAll("/", "-");
