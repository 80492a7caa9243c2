/** How often the event loop turned during some work: how often other calls of this process could go on. */
export async function turnsDuring(work: () => Promise<unknown>): Promise<number> {
  let turns = -1;
  let timer: NodeJS.Immediate | undefined;
  const count = () => {
    turns += 1;
    timer = setImmediate(count);
  };
  count();
  await work().finally(() => clearImmediate(timer));
  return turns;
}
