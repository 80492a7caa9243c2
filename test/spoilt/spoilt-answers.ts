import type { OnAnswer } from "#test/support/person-asking.ts";
import type { GraphAnswer, GraphHttpRequest } from "#workers/resilience/graph-layer.ts";
import {
  elementOf,
  idsIn,
  type Path,
  partsIn,
  propertiesOf,
  removeElement,
  spoil,
  valueAt,
  type Way,
  waysOf,
} from "./spoil-json.ts";

/** One property of one answer, spoilt in one way. */
export interface Spoil {
  /** Which answer. */
  request: string;
  path: Path;
  way: Way;
}

/** The property and the kind of answer, without the ids of one run. */
export const describeSpoil = ({ request, path, way }: Spoil): string => {
  const property = path.map((part) => (typeof part === "number" ? "*" : part)).join(".");
  const kind = request.replace(/[?{].*/s, "").replace(/[^/ ]{20,}/g, "*");
  return `${property} ${way} in ${kind.trim()}`;
};

const nameOf = ({ method, path, body }: GraphHttpRequest): string => [method, path, body].filter(Boolean).join(" ");

function jsonOf({ status, headers, body }: GraphAnswer): unknown {
  const isJson = status === 200 && `${headers["content-type"]}`.includes("json");
  return isJson ? JSON.parse(body.toString()) : undefined;
}

/** Notes the JSON answers that go by. */
export function noteAnswers(): { onAnswer: OnAnswer; answers: ReadonlyMap<string, unknown> } {
  const answers = new Map<string, unknown>();
  return {
    answers,
    onAnswer(request, answer) {
      const json = jsonOf(answer);
      if (json !== undefined) answers.set(nameOf(request), json);
      return answer;
    },
  };
}

function change(requests: ReadonlySet<string>, changeJson: (name: string, json: unknown) => void): OnAnswer {
  return (request, answer) => {
    const name = nameOf(request);
    if (!requests.has(name)) return answer;
    const json = jsonOf(answer);
    if (json === undefined) return answer;
    changeJson(name, json);
    return { ...answer, body: Buffer.from(JSON.stringify(json)) };
  };
}

/** Spoils all of these in the answers that go by. */
export const spoiling = (spoils: readonly Spoil[]): OnAnswer =>
  change(new Set(spoils.map(({ request }) => request)), (name, json) => {
    for (const { request, path, way } of spoils) if (request === name) spoil(json, path, way);
  });

/** Leaves the elements out that these spoils concern. Undefined if one concerns an answer as a whole. */
export function removing(spoils: readonly Spoil[]): OnAnswer | undefined {
  const elements = spoils.map(({ request, path }) => ({ request, element: elementOf(path) }));
  if (elements.some(({ element }) => element === undefined)) return undefined;
  // From the back, so that no index moves before it is used.
  const inOrder = [...new Map(elements.map((one) => [JSON.stringify(one), one])).values()].toSorted(
    (a, b) => Number(b.element?.at(-1)) - Number(a.element?.at(-1)),
  );
  return change(new Set(spoils.map(({ request }) => request)), (name, json) => {
    for (const { request, element } of inOrder) if (request === name && element) removeElement(json, element);
  });
}

/** All that can be spoilt in these answers, one property at a time. */
export const spoilsOf = (answers: ReadonlyMap<string, unknown>): Spoil[] =>
  [...answers].flatMap(([request, answer]) =>
    propertiesOf(answer).flatMap((path) => waysOf(answer, path).map((way) => ({ request, path, way }))),
  );

/** The ids of the elements that these spoils concern, and of their parts. */
export const idsOf = (answers: ReadonlyMap<string, unknown>, spoils: readonly Spoil[]): string[] => {
  const ids = spoils.flatMap(({ request, path }) => {
    const element = elementOf(path);
    return element === undefined ? [] : idsIn(valueAt(answers.get(request), element));
  });
  const parts = [...answers.values()].flatMap(partsIn).filter(({ whole }) => ids.includes(whole));
  return [...ids, ...parts.map(({ part }) => part)];
};
