/**
 * The page's words. Catalogues come from the server, one a language, and stay in the service worker's cache.
 * @typedef {'uz-Latn'|'uz-Cyrl'|'ru'|'en'|'kaa'} Language
 */
export const LANGUAGE_NAMES = {
  'uz-Latn': 'Oʻzbekcha', 'uz-Cyrl': 'Ўзбекча (кирилл)', ru: 'Русский', en: 'English', kaa: 'Qaraqalpaqsha',
};
const LETTERS = {
  'uz-Latn': 'ABCDEFGHIJ', 'uz-Cyrl': 'АБВГДЕЖЗИК', ru: 'АБВГДЕЖЗИК', en: 'ABCDEFGHIJ',
};
/** @type {Map<string, Record<string, string>>} */
const catalogues = new Map();
/** @type {Language} */
let chosen = 'uz-Latn';

/** The language in which a choice is shown: Karakalpak in Uzbek until its texts exist. @param {Language} tag */
export const shownIn = (tag) => (tag === 'kaa' ? 'uz-Latn' : tag);

/** @returns {Language} what the candidate has chosen */
export const language = () => chosen;

/** @param {Language} shown @returns {Promise<boolean>} whether its catalogue is here */
async function bring(shown) {
  if (catalogues.has(shown)) return true;
  try {
    const response = await fetch(`/exam/texts/${shown}.json`, { credentials: 'omit' });
    if (response.ok) catalogues.set(shown, await response.json());
  } catch { /* then it is not */ }
  return catalogues.has(shown);
}

/** A word in another language than the page's. @param {Language} tag @param {string} key @returns {Promise<string>} empty: not to be had now */
export async function wordIn(tag, key) {
  const shown = shownIn(tag);
  return await bring(shown) ? catalogues.get(shown)?.[key] ?? '' : '';
}

/** @param {Language} tag @returns {Promise<boolean>} false: not to be had now, the page stays as it is */
export async function useLanguage(tag) {
  const shown = shownIn(tag);
  if (!await bring(shown)) return false;
  chosen = tag;
  document.documentElement.lang = shown;
  return true;
}

/** What a page says instead of the exam's own words, by their names. @type {Map<string, string>} */
const instead = new Map();

/** @param {Record<string, string>} names the exam's name of a word → the name of what is said instead */
export function sayInstead(names) {
  for (const [name, other] of Object.entries(names)) instead.set(name, other);
}

/** @param {string} key @param {Record<string, string|number>} [values] @returns {string} */
export function t(key, values = {}) {
  const text = catalogues.get(shownIn(chosen))?.[instead.get(key) ?? key] ?? key;
  return text.replace(/%\((\w+)\)s/g, (_, name) => String(values[name] ?? ''));
}

/** What the page notes, as a list in words. @param {string[]} kinds */
export const sayNoted = (kinds) => kinds.map((kind) => t(`signal_${kind}`)).join(', ');

/** @param {number} index the place of an option, from 0 */
export const letter = (index) => LETTERS[shownIn(chosen)][index] ?? String(index + 1);

/** @type {(options: Intl.DateTimeFormatOptions) => Intl.DateTimeFormat} */
const inTashkent = (options) => new Intl.DateTimeFormat('en-GB', { timeZone: 'Asia/Tashkent', hourCycle: 'h23', ...options });
const MINUTES = inTashkent({ hour: '2-digit', minute: '2-digit' });
const SECONDS = inTashkent({ hour: '2-digit', minute: '2-digit', second: '2-digit' });
const DAY = inTashkent({ day: '2-digit', month: '2-digit', year: 'numeric' });

/** @param {Intl.DateTimeFormat} format @param {string|number|null|undefined} moment */
function show(format, moment) {
  const time = typeof moment === 'string' ? Date.parse(moment) : moment;
  return typeof time === 'number' && Number.isFinite(time) ? format.format(time) : '';
}

/** A server's moment as people here read it, 10:48. @param {string|number|null|undefined} moment */
export const timeOfDay = (moment) => show(MINUTES, moment);
/** 10:48:07 @param {string|number|null|undefined} moment */
export const timeWithSeconds = (moment) => show(SECONDS, moment);
/** 24.11.2026 @param {string|number|null|undefined} moment */
export const date = (moment) => show(DAY, moment).replaceAll('/', '.');

/** The candidate's name in the script of the language shown. @param {any} room */
export const nameOf = (room) => (['ru', 'uz-Cyrl'].includes(chosen) && room?.name_cyrl) || room?.name || '';

/** Picks the nearest text of a {language: text} record. @param {Record<string, string>|string|null|undefined} texts */
export function say(texts) {
  if (typeof texts === 'string') return texts;
  const shown = shownIn(chosen);
  return texts?.[shown] ?? texts?.['uz-Latn'] ?? Object.values(texts ?? {})[0] ?? '';
}
