import { useLanguage } from './texts.js';

/**
 * Language, text size, contrast, lists instead of pictures, and the digit keys: kept on this computer for the attempt.
 * @typedef {{language: import('./texts.js').Language, size: 1|2|3, contrast: boolean, lists: boolean, digits: boolean}} Values
 */
const KEY = 'exam-preferences';

export class Preferences {
  /** @param {(changed: Partial<Values>) => void} onChange */
  constructor(onChange) {
    /** @type {Values} */
    this.values = { language: /** @type {any} */ (document.documentElement.lang || 'uz-Latn'), size: 2, contrast: false, lists: false, digits: true };
    this.onChange = onChange;
    /** @type {import('./storage.js').Storage|null} */
    this.storage = null;
    /** Whether the candidate has chosen the language on this page. */
    this.chosen = false;
  }

  /** @param {import('./storage.js').Storage|null} storage @param {Partial<Values>} [first] */
  async load(storage, first = {}) {
    this.storage = storage;
    let kept = {};
    try {
      kept = JSON.parse(sessionStorage.getItem(KEY) ?? 'null') ?? await storage?.get('records', 'preferences') ?? {};
    } catch { /* the defaults serve */ }
    Object.assign(this.values, first, kept);
    this.chosen = 'language' in kept || Boolean(first.language);
    if (!await useLanguage(this.values.language)) await useLanguage('uz-Latn');
    this.#apply();
  }

  /** @param {Partial<Values>} changes */
  async set(changes) {
    if (changes.language && !await useLanguage(changes.language)) return;
    Object.assign(this.values, changes);
    this.chosen ||= 'language' in changes;
    this.#apply();
    this.onChange(changes);
    try {
      sessionStorage.setItem(KEY, JSON.stringify(this.values));
      await this.storage?.note('records', { ...this.values }, 'preferences');
    } catch { /* kept for this page's life only */ }
  }

  /** What was granted to the candidate, as far as it is a matter of the page. @param {string[]} kinds */
  grant(kinds) {
    return this.set({
      ...(kinds.includes('large_print') ? { size: 3 } : {}),
      ...(kinds.includes('contrast') ? { contrast: true } : {}),
      ...(kinds.includes('screen_reader') ? { lists: true } : {}),
    });
  }

  #apply() {
    const { dataset } = document.documentElement;
    dataset.size = String(this.values.size);
    dataset.contrast = this.values.contrast ? 'more' : 'normal';
  }
}
