import type { PersonRequests } from "#gateway/admission/person-requests.ts";

/** For tests that are about something else. */
export const unlimitedRequests: PersonRequests = { enter: () => ({ leave: () => undefined }) };
