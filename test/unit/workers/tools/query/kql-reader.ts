/** A literal or a date restriction, as an independent reader finds it in KQL text. */
export type KqlNode =
  | { kind: "restriction"; property: string; operator: string; value: string; isPhrase: boolean }
  | { kind: "word"; value: string }
  | { kind: "operator"; value: string }
  | { kind: "group"; nodes: KqlNode[] };

/**
 * Reads KQL as servers do, without any escape inside a phrase. Written apart from our builder and checker, to judge
 * them. Throws when the text is not well-formed.
 */
export function readKql(text: string): KqlNode[] {
  let at = 0;
  function group(isInner: boolean): KqlNode[] {
    const nodes: KqlNode[] = [];
    for (;;) {
      while (/\s/.test(text[at] ?? "")) at += 1;
      if (at >= text.length) {
        if (isInner) throw new Error("a group is not closed");
        return nodes;
      }
      if (text[at] === ")") {
        if (!isInner) throw new Error("nothing to close");
        at += 1;
        return nodes;
      }
      if (text[at] === "(") {
        at += 1;
        nodes.push({ kind: "group", nodes: group(true) });
        continue;
      }
      nodes.push(term());
    }
  }
  function term(): KqlNode {
    const property = /^([A-Za-z]+)(>=|<=|<>|[:=<>])/.exec(text.slice(at));
    if (property) at += property[0].length;
    const isPhrase = text[at] === '"';
    let value = "";
    if (isPhrase) {
      const close = text.indexOf('"', at + 1);
      if (close === -1) throw new Error("a phrase is not closed");
      value = text.slice(at + 1, close);
      at = text[close + 1] === "*" ? close + 2 : close + 1;
      if (!/[\s)]|^$/.test(text[at] ?? "")) throw new Error("something sticks to a phrase");
    } else {
      while (at < text.length && !/[\s()]/.test(text[at] ?? "")) {
        value += text[at];
        at += 1;
      }
    }
    const [, name = "", operator = ""] = property ?? [];
    if (property) return { kind: "restriction", property: name, operator, value, isPhrase };
    return /^(?:AND|OR|NOT)$/.test(value) && !isPhrase ? { kind: "operator", value } : { kind: "word", value };
  }
  return group(false);
}

/** What Graph makes of the value of `$search`. Throws when it is not one string in double quotes. */
export function readSearchParameter(value: string): string {
  const inner = /^"((?:[^"\\]|\\["\\])*)"$/s.exec(value)?.[1];
  if (inner === undefined) throw new Error(`not one string: ${value}`);
  return inner.replace(/\\(["\\])/g, "$1");
}
