/** The scope of the Server app that a caller's token must have. */
export const requiredScope = "access_as_user";
