/** Properties that can hide text, without shorthands. */
const longhandProperties = [
  "background",
  "background-color",
  "background-image",
  "bottom",
  "clip",
  "clip-path",
  "color",
  "content-visibility",
  "display",
  "filter",
  "font-size",
  "height",
  "left",
  "margin-left",
  "margin-top",
  "max-height",
  "max-width",
  "mso-hide",
  "opacity",
  "overflow",
  "overflow-x",
  "overflow-y",
  "padding-left",
  "padding-top",
  "position",
  "right",
  "scale",
  "text-indent",
  "top",
  "transform",
  "visibility",
  "width",
] as const;

/** A property that can hide text. */
export type HidingProperty = (typeof longhandProperties)[number];

type ValueExpander = (value: string) => readonly (readonly [HidingProperty, string])[];

const expanders = new Map<string, ValueExpander>([
  ...longhandProperties.map((property): [string, ValueExpander] => [property, (value) => [[property, value]]]),
  ["font", fontSize],
  ["margin", (value) => topAndLeft(value, ["margin-top", "margin-left"])],
  ["padding", (value) => topAndLeft(value, ["padding-top", "padding-left"])],
]);

/**
 * Returns a function that expands a value of the property to declarations of properties that can hide text; undefined
 * for a property without such longhands. Invalid values expand to nothing, since browsers ignore them.
 */
export function valueExpander(property: string): ValueExpander | undefined {
  const expand = expanders.get(property);
  return expand && ((value) => expand(value).filter(([name, text]) => validValues.get(name)?.test(text) !== false));
}

const fontSizeWords = "inherit|initial|unset|medium|smaller|larger|(?:x{1,3}-)?(?:small|large)";
const sizeInFont = new RegExp(`(?:^| )(0|(?:\\d+(?:\\.\\d+)?|\\.\\d+)(?:[a-z]+|%)|${fontSizeWords})(?:[ /]|$)`);

function fontSize(value: string): [HidingProperty, string][] {
  const size = sizeInFont.exec(value)?.[1];
  return size === undefined ? [] : [["font-size", size]];
}

function topAndLeft(
  value: string,
  [topName, leftName]: readonly [HidingProperty, HidingProperty],
): [HidingProperty, string][] {
  const [top = value, right = top, , left = right] = value.split(" ");
  return [
    [topName, top],
    [leftName, left],
  ];
}

/** One of these values, or a CSS-wide keyword, or anything with a function, such as `var()`. */
const oneOf = (words: string) => new RegExp(`^(?:${words}|initial|inherit|unset|revert(?:-layer)?|[^(]*\\(.*)$`);

/** The values that browsers accept, for properties with a short grammar. */
const validValues = new Map<HidingProperty, RegExp>([
  [
    "display",
    oneOf(
      "none|contents|(?:(?:block|inline|run-in) )?" +
        "(?:block|inline|run-in|flow|flow-root|list-item|ruby|table|flex|grid)|" +
        "(?:-[a-z]+-)?(?:inline-)?(?:block|table|flex|flexbox|grid|box)|(?:table|ruby)-[a-z-]+",
    ),
  ],
  ["visibility", oneOf("visible|hidden|collapse")],
  ["opacity", oneOf("[+-]?(?:\\d+(?:\\.\\d+)?|\\.\\d+)(?:e[+-]?\\d+)?%?")],
]);
