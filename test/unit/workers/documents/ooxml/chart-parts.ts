/** Parts of charts, as Office writes them. */

const points = (values: readonly (string | undefined)[]) =>
  values.map((value, at) => (value === undefined ? "" : `<c:pt idx="${at}"><c:v>${value}</c:v></c:pt>`)).join("");

export const texts = (...values: (string | undefined)[]) =>
  "<c:strRef><c:f>Sheet1!$A$2</c:f>" +
  `<c:strCache><c:ptCount val="${values.length}"/>${points(values)}</c:strCache></c:strRef>`;

export const numbers = (values: readonly (string | undefined)[], format = "General") =>
  "<c:numRef><c:f>Sheet1!$B$2</c:f>" +
  `<c:numCache><c:formatCode>${format}</c:formatCode>${points(values)}</c:numCache></c:numRef>`;

export const title = (text: string) =>
  `<c:title><c:tx><c:rich><a:bodyPr/><a:p><a:r><a:t>${text}</a:t></a:r></a:p></c:rich></c:tx></c:title>`;

export const series = (name: string, data: string) => `<c:ser><c:tx>${texts(name)}</c:tx>${data}</c:ser>`;

/** A chart part of what stands in its plot area, and of a title before it. */
export const chart = (plotArea: string, chartTitle = "") =>
  '<?xml version="1.0"?><c:chartSpace xmlns:c="c" xmlns:a="a"><c:chart>' +
  `${chartTitle}<c:plotArea>${plotArea}</c:plotArea></c:chart></c:chartSpace>`;

const quarters = (name: string, values: readonly (string | undefined)[]) =>
  series(name, `<c:cat>${texts("Q1", "Q2")}</c:cat><c:val>${numbers(values)}</c:val>`);

/** A bar chart of sales by quarter. */
export const salesChart = chart(
  `<c:barChart>${quarters("North", ["10.5", "20"])}${quarters("South", ["7", undefined])}</c:barChart>` +
    `<c:catAx>${title("Quarter")}</c:catAx><c:valAx><c:axPos val="l"/>${title("EUR million")}</c:valAx>`,
  title("Sales"),
);

export const salesTable = [
  "Chart: Sales",
  "Values: EUR million",
  "",
  "| Quarter | North | South |",
  "| --- | --- | --- |",
  "| Q1 | 10.5 | 7 |",
  "| Q2 | 20 |",
].join("\n");
