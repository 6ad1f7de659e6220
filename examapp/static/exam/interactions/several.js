import { plainText } from '../clean_html.js';
import { t } from '../texts.js';

/** A small number as stems name it, in the languages of the lists. */
const NAMES = {
  2: 'ikki ikkita икки иккита два две двух two',
  3: 'uch uchta уч учта три трёх трех three',
  4: 'toʻrt toʻrtta тўрт тўртта четыре четырёх четырех four',
  5: 'besh beshta беш бешта пять пяти five',
  6: 'olti oltita олти олтита шесть шести six',
};

/** @param {string} stem plain text @param {number} n @returns {boolean} whether it names the number */
function names(stem, n) {
  const words = stem.toLowerCase().split(/[^\p{L}\p{N}ʻʼ]+/u);
  return [String(n), ...(NAMES[n]?.split(' ') ?? [])].some((name) => words.includes(name));
}

/**
 * The hint where several may be chosen. The limit is named only where the stem does not name it and it is one.
 * @param {string} key of the hint without a limit; the one with it has `_most` behind
 * @param {number} most @param {import('../paper.js').ItemText} text @param {number} [offered]
 */
export function hintOfSeveral(key, most, text, offered = Infinity) {
  return most >= offered || names(plainText(text.stem), most) ? t(key) : t(`${key}_most`, { n: most });
}
