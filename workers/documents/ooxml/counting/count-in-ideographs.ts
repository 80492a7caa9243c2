/** Ten digits, the signs for ten, hundred and thousand, and which ones of these stand without a one before them. */
interface Ideographs {
  digits: string;
  units: string;
  /** The units before which a one is left out: all, ten at the beginning, or none. */
  bare: "all" | "ten" | "none";
  /** Whether a zero stands where a unit is passed over, as in 一百〇一. */
  hasZero: boolean;
}

const plain = "〇一二三四五六七八九";
const chinese: Ideographs = { digits: plain, units: "十百千", bare: "ten", hasZero: true };

/** Formats that write numbers with signs for ten, hundred and thousand. */
export const countInIdeographs = {
  japaneseCounting: countIn({ digits: plain, units: "十百千", bare: "all", hasZero: false }),
  japaneseLegal: countIn({ digits: "〇壱弐参四伍六七八九", units: "拾百阡", bare: "none", hasZero: false }),
  chineseCounting: countIn(chinese),
  chineseCountingThousand: countIn(chinese),
  taiwaneseCounting: countIn(chinese),
  taiwaneseCountingThousand: countIn(chinese),
  chineseLegalSimplified: countIn({ digits: "零壹贰叁肆伍陆柒捌玖", units: "拾佰仟", bare: "none", hasZero: true }),
  ideographLegalTraditional: countIn({ digits: "零壹貳參肆伍陸柒捌玖", units: "拾佰仟", bare: "none", hasZero: true }),
  koreanCounting: countIn({ digits: "영일이삼사오육칠팔구", units: "십백천", bare: "all", hasZero: false }),
};

/** Undefined for numbers from 10,000 on. */
function countIn({ digits, units, bare, hasZero }: Ideographs): (count: number) => string | undefined {
  return (count) => {
    if (count >= 10_000) return undefined;
    let text = "";
    let isPassedOver = false;
    for (let power = 3; power >= 0; power -= 1) {
      const digit = Math.floor(count / 10 ** power) % 10;
      if (digit === 0) {
        isPassedOver = text !== "";
        continue;
      }
      const isBare = digit === 1 && (bare === "all" || (bare === "ten" && power === 1 && text === "")) && power > 0;
      text += `${isPassedOver && hasZero ? digits[0] : ""}${isBare ? "" : digits[digit]}${units[power - 1] ?? ""}`;
      isPassedOver = false;
    }
    return text;
  };
}
