/**
 * So long may a busy machine take for what an idle one does in a moment. `TEST_PATIENCE_MS` shortens it where what
 * tests wait for may never come.
 */
export const patienceMs = Number(process.env.TEST_PATIENCE_MS ?? 30_000);
