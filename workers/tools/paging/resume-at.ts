/** Where on a page of Graph a walk goes on: after the last item dealt with, wherever new ones have moved it; else where it was. */
export function resumeAt(
  items: readonly { id?: string | null | undefined }[],
  { done, lastId }: { done: number; lastId?: string | undefined },
): number {
  const last = lastId === undefined ? -1 : items.findIndex(({ id }) => id === lastId);
  return last === -1 ? done : last + 1;
}
