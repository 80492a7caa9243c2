import type { PersonRequests } from "#gateway/admission/local-limits.ts";

/** For tests that are about something else. */
export const unlimitedRequests: PersonRequests = { enter: () => ({ leave: () => undefined }) };
