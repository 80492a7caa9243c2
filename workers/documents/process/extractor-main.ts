import { extractDocument } from "#workers/documents/extract-document.ts";
import { receiveFrame, sendFrame } from "./blocking-channel.ts";
import { answerFrame, documentHead, ready } from "./protocol.ts";

// The entry point of a process that reads documents, one after the other, for the worker that started it.

sendFrame(ready);
for (;;) {
  const { head, body } = receiveFrame();
  const { number, readingMs, ...source } = documentHead.parse(head);
  const until = performance.now() + readingMs;
  const isTimeUp = () => performance.now() > until;
  const answer = answerFrame(number, await extractDocument({ ...source, bytes: body, isTimeUp }));
  // Otherwise its memory is held until V8 collects all garbage. A parser may have taken it over.
  const { buffer } = body;
  if (buffer instanceof ArrayBuffer && !buffer.detached) buffer.transfer(0);
  sendFrame(answer.head, answer.body);
}
