import type { ToolError } from "#common/errors.ts";

/**
 * Keeps the HTTP answer of a tools/call uncommitted until it is known whether the person is signed in: only then can
 * a refusal still become a 401 with a challenge.
 */
export interface ResponseHold {
  /** The worker is signed in: the answer may begin. */
  release(): void;
  /** The worker was refused. Returns false when the answer has begun and the refusal must be told in it. */
  refuse(refusal: ToolError): boolean;
  /** Whether a refusal can still be sent in place of the answer. */
  isOpen(): boolean;
  /** Resolves to the refusal, or to undefined once the answer may begin. */
  settled: Promise<ToolError | undefined>;
}

export function createResponseHold(): ResponseHold {
  const { promise, resolve } = Promise.withResolvers<ToolError | undefined>();
  let isSettled = false;
  const settle = (refusal: ToolError | undefined): boolean => {
    const isFirst = !isSettled;
    isSettled = true;
    resolve(refusal);
    return isFirst;
  };
  return { release: () => void settle(undefined), refuse: settle, isOpen: () => !isSettled, settled: promise };
}
