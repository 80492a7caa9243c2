/** The requests that a search may still send to one app. */
export interface RequestRoom {
  /** Takes so many requests, or as many as are left, and returns how many. */
  take(wanted: number): number;
}

/**
 * What a search asks of To Do and of Planner, at most, however many lists, pages and plans there are, and whatever
 * Graph answers. docs/decisions/search.md says what that means for people with many lists.
 */
export const maxRequests = { todo: 40, planner: 10 };

export function createRequestRoom(requests: number): RequestRoom {
  let left = requests;
  return {
    take(wanted) {
      const taken = Math.min(wanted, left);
      left -= taken;
      return taken;
    },
  };
}
