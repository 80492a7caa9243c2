// Answers as test/bench/extract/peer-texts does: a text, a refusal, its own end, or never.
process.on("message", ({ bytes }) => {
  const wish = Buffer.from(bytes).toString();
  if (wish === "end") process.exit(1);
  if (wish === "never") for (;;);
  process.send?.(wish === "refuse" ? { problem: "no" } : { text: `${process.argv[2]}: ${wish}` });
});
