import { fill, h, newId, setText } from '../dom.js';
import { icon, star } from '../icons.js';
import { LANGUAGE_NAMES, language, t } from '../texts.js';
import { Clock } from './clock.js';
import { Lamp } from './lamp.js';

/**
 * The head of every screen: mark and names, language, text size, contrast, lamp, clock; and above it the
 * band that says whether this is official.
 */
const SIZES = [1, 2, 3];

export class Head {
  /** @param {import('../preferences.js').Preferences} preferences @param {(tag: string) => void} onLanguage */
  constructor(preferences, onLanguage) {
    this.preferences = preferences;
    this.onLanguage = onLanguage;
    this.band = h('div', { class: 'band' });
    this.title = h('b');
    this.subtitle = h('span');
    this.controls = h('div', { class: 'head-controls' });
    this.lamp = new Lamp();
    this.clock = new Clock();
    this.element = h('header', { class: 'head' },
      h('div', { class: 'head-names' }, star(), h('div', {}, this.title, this.subtitle)),
      this.controls,
      h('div', { class: 'head-status' }, this.lamp.element, this.clock.element));
    this.drawn = '';
  }

  /** @param {{title: string, subtitle: string, rehearsal: boolean, languages: string[], plain: boolean, lamp: import('./lamp.js').LampState|null, attempt: import('../attempt.js').Attempt|null, clock: boolean}} state */
  show({ title, subtitle, rehearsal, languages, plain, lamp, attempt, clock }) {
    setText(this.title, title);
    setText(this.subtitle, subtitle);
    this.band.classList.toggle('rehearsal', rehearsal);
    const words = rehearsal ? t('rehearsal_band') : '';
    if (this.band.textContent !== words) fill(this.band, words && h('span', {}, words));
    this.#drawControls(languages, plain);
    this.lamp.element.hidden = !lamp;
    if (lamp) this.lamp.show(lamp);
    this.clock.element.hidden = !clock;
    if (clock && attempt) this.clock.show(attempt);
  }

  /** @param {string[]} languages @param {boolean} plain only the language */
  #drawControls(languages, plain) {
    const { size, contrast } = this.preferences.values;
    const drawing = [language(), languages, plain, size, contrast].join();
    if (drawing === this.drawn) return;
    this.drawn = drawing;
    const focused = /** @type {HTMLElement|null} */ (document.activeElement)?.dataset?.control;
    fill(this.controls, this.#languageMenu(languages), plain ? null : [...this.#sizes(size), this.#contrast(contrast)]);
    if (focused) /** @type {HTMLElement|null} */ (this.controls.querySelector(`[data-control="${focused}"]`))?.focus();
  }

  /** @param {string[]} languages */
  #languageMenu(languages) {
    const id = newId('language');
    const select = h('select', {
      id, 'data-control': 'language',
      onchange: (/** @type {Event} */ event) => this.onLanguage(/** @type {HTMLSelectElement} */ (event.target).value),
    }, languages.map((tag) => h('option', { value: tag, lang: tag, selected: tag === language() }, LANGUAGE_NAMES[tag])));
    return h('div', { class: 'language' }, h('label', { for: id, class: 'reader-only' }, t('language')), icon('globe'), select, icon('chevron'));
  }

  /** @param {number} size */
  #sizes(size) {
    const buttons = SIZES.map((step) => h('button', {
      type: 'button', class: `size size-${step}`, 'data-control': `size-${step}`, 'aria-label': t(`size_${step}`), 'aria-pressed': String(step === size),
      onclick: () => this.preferences.set({ size: step }),
    }, 'A'));
    // Where there is no room for three buttons, one goes through the sizes.
    const next = h('button', {
      type: 'button', class: 'size-next', 'data-control': 'size-next', 'aria-label': `${t('text_size')}: ${t(`size_${size}`)}`,
      onclick: () => this.preferences.set({ size: (size % SIZES.length) + 1 }),
    }, 'A A A');
    return [h('div', { class: 'sizes', role: 'group', 'aria-label': t('text_size') }, buttons), next];
  }

  /** @param {boolean} on */
  #contrast(on) {
    return h('button', {
      type: 'button', class: 'contrast', 'data-control': 'contrast', 'aria-label': t('contrast'), 'aria-pressed': String(on),
      onclick: () => this.preferences.set({ contrast: !on }),
    }, icon('contrast'));
  }
}
