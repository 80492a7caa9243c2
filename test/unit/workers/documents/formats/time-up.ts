/** Time is up when it has been asked so many times. */
export function upAfter(times: number): () => boolean {
  let asked = 0;
  return () => {
    asked += 1;
    return asked > times;
  };
}
