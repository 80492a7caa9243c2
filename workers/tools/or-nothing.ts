import { isRefused } from "./mail/mailbox.ts";

/** What a resource has beside itself; undefined where Graph says that there is nothing, or nothing for this user. */
export async function orNothing<T>(reading: Promise<T>): Promise<T | undefined> {
  try {
    return await reading;
  } catch (error) {
    if (isRefused(error)) return undefined;
    throw error;
  }
}
