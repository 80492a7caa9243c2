/** The tenant of all personal Microsoft accounts. They are always refused, so it can't be enabled. */
export const personalTenantId = "9188040d-6c67-4c5b-b112-36a304b66dad";

/** Message for an operator who lists it. */
export const personalTenantProblem = "is the tenant of all personal accounts, which can't use the connector";
