import { extractDocument } from "#workers/documents/extract-document.ts";
import { receiveFrame, sendFrame } from "./blocking-channel.ts";
import { answerFrame, documentHead, ready } from "./protocol.ts";

// The entry point of a process that reads documents, one after the other, for the worker that started it.

sendFrame(ready);
for (;;) {
  const { head, body } = receiveFrame();
  const { number, ...source } = documentHead.parse(head);
  const answer = answerFrame(number, await extractDocument({ ...source, bytes: body }));
  sendFrame(answer.head, answer.text);
}
