import type { GuessableCharset } from "./guessable-charsets.ts";

/** The letters beyond ASCII of a language, and the charset that it is written in. */
export interface Alphabet {
  charset: GuessableCharset;
  /** Latin text is mostly ASCII, with single other letters between. In other scripts, no letter of a word is ASCII. */
  script: "latin" | "other";
  /** How much better than windows-1252 this charset has to be to win, in nats. */
  handicap: number;
  /** Lower-case letters, the most frequent ones first. */
  letters: string;
}

const latin = (charset: GuessableCharset, handicap: number, languages: readonly string[]): Alphabet[] =>
  languages.map((letters) => ({ charset, script: "latin", handicap, letters }));
const other = (charset: GuessableCharset, languages: readonly string[]): Alphabet[] =>
  languages.map((letters) => ({ charset, script: "other", handicap: 2, letters }));

/**
 * By language. The commonest comes first: it wins where several charsets read the same. The mixed entries stand for
 * tables with names of many languages, such as lists of customers.
 */
export const alphabets: readonly Alphabet[] = [
  ...latin("windows-1252", 0, [
    "üäöß", // German
    "éèàêçôâîûùëïœ", // French
    "óíáéñúü¿¡ºª", // Spanish
    "ãçéáõíóêâúàô", // Portuguese
    "àèùòìé", // Italian
    "äöåé", // Swedish, Finnish
    "åøæé", // Danish, Norwegian
    "ëéïüè", // Dutch
    "àéèóíçúòïü", // Catalan
    "éüöäáóíñçèøåãßàêëôæúïâîò", // mixed
  ]),
  ...latin("windows-1252", 2, ["íáðéúóþöýæ"]), // Icelandic
  ...latin("windows-1250", 3, [
    "ęłąóśżćńź", // Polish
    "áíéěřščýžůúťňďó", // Czech
    "áíéčšžýľúťňôďäĺŕó", // Slovak
    "éáöóőüíúű", // Hungarian
    "ăîâşţ", // Romanian
    "čšžćđ", // Croatian, Slovene
    "áéíóčšžłýęąőńüöěćřśäúđżňľťůűţş", // mixed
  ]),
  ...latin("windows-1254", 3, ["ışüğçöİ"]), // Turkish
  ...latin("windows-1257", 4.5, [
    "ėšųžįąčęū", // Lithuanian
    "āīēšūņļģžčķ", // Latvian
    "äõüöšž", // Estonian
  ]),
  ...other("windows-1251", [
    "оеаинтсрвлкмдпуяыьгзбчйхжшюцщэфъё", // Russian
    "оаниітвреслкдмуязпьбгчйжхшцюїєщфґ", // Ukrainian
    "аоиетнрсвлкдпмзуячбъгщхжцшьфйю", // Bulgarian
    "аоиенртсјвукдмлпзгбчшцњћжђхљфџ", // Serbian
  ]),
  ...other("windows-1253", ["αοιετσνηυρπκμλςίόάέήδώύγχθφβξζψϊϋΐΰ"]),
  ...other("windows-1255", ["יוהלאתרמבשנםדעחקפגכטצסןזךץף"]),
  ...other("windows-1256", ["المنيتروبةدسعفهكحقجأشصطىزخضغذئإءثظآؤ،؟"]),
  ...other("windows-874", ["านรอกเ่งมีส้ยลวัดทิตคปหพะบช์ืไ็ขจแใุูำธศถผโึซฟณภษญๆฮฐ๊ฉฎฏฬ๋ฌฆฑฒฤ"]),
];

/** Punctuation that many languages share, at the same codes in most of the charsets. */
export const commonMarks = "\u00a0–—“”‘’„‚…•«»°§©®€№£·½";
