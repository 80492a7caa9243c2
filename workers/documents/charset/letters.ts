/** How a language writes the letters that ASCII lacks. */
export interface Alphabet {
  charset: string;
  /** Latin has most of its letters in ASCII, so that others stand alone between them; elsewhere whole words are foreign. */
  script: "latin" | "other";
  /** What that charset has to be better by than windows-1252, in nats. */
  handicap: number;
  /** Small letters, the most frequent ones first. */
  letters: string;
}

const latin = (charset: string, handicap: number, languages: readonly string[]): Alphabet[] =>
  languages.map((letters) => ({ charset, script: "latin", handicap, letters }));
const other = (charset: string, languages: readonly string[]): Alphabet[] =>
  languages.map((letters) => ({ charset, script: "other", handicap: 2, letters }));

/**
 * By language. The first one is the commonest: it is taken where several charsets read the same. A list of customers has
 * names of many languages, hence the mixed ones.
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

/** Marks that many languages share, and that most of the charsets have at the same places. */
export const commonMarks = "\u00a0–—“”‘’„‚…•«»°§©®€№£·½";
