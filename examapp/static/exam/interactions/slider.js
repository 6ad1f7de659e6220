import { h } from '../dom.js';
import { t } from '../texts.js';

/** @param {string} number @returns {number} digits behind the point */
const decimals = (number) => (number.split('.')[1] ?? '').length;

/**
 * Slider: the browser's own, with a button on each side for one step. Nothing is an answer until it is moved
 * or pressed. A way is written where it ends, and like typing in between: not each of a hundred steps.
 * @param {import('../item_view.js').Context} context @returns {import('../item_view.js').Interaction}
 */
export function slider({ item, text, value, disabled, onType, onLeave, labelledBy }) {
  const { lower, upper, step } = item.scale;
  const digits = Math.max(decimals(lower), decimals(step));
  const shown = h('output', { class: 'slider-value' });
  const unit = text.unit ? ` ${text.unit}` : '';
  let answer = typeof value === 'string' && value ? value : null;

  const range = /** @type {HTMLInputElement} */ (h('input', {
    type: 'range', class: 'range', min: lower, max: upper, step, disabled, 'aria-labelledby': labelledBy,
    oninput: () => give(), onblur: onLeave, onpointerup: () => settle(), onkeyup: (/** @type {KeyboardEvent} */ { key }) => {
      if (key === ' ' || key === 'Enter') give();
      onLeave();
    },
  }));
  range.value = answer ?? lower;

  function give() {
    const next = Number(range.value).toFixed(digits);
    if (next === answer) return;
    answer = next;
    show();
    onType(answer);
  }

  function settle() {
    give();
    onLeave();
  }

  /** @param {number} way */
  function move(way) {
    if (answer !== null || way < 0) range.value = String(Number(range.value) + way * Number(step));
    settle();
  }

  function show() {
    shown.textContent = answer === null ? t('slider_unset') : `${answer.replace('.', ',')}${unit}`;
    range.classList.toggle('unset', answer === null);
    range.setAttribute('aria-valuetext', shown.textContent ?? '');
  }

  const button = (/** @type {number} */ way, /** @type {string} */ sign, /** @type {string} */ label) => h('button', {
    type: 'button', class: 'square', disabled, 'aria-label': label, onclick: () => move(way),
  }, sign);
  show();
  return {
    hint: t('hint_slider'),
    nodes: [h('div', { class: 'slider' },
      h('p', { class: 'slider-shown', 'aria-live': 'off' }, shown),
      h('p', { class: 'slider-row' }, button(-1, '–', t('slider_less')), range, button(1, '+', t('slider_more'))),
      h('p', { class: 'slider-ends', 'aria-hidden': 'true' },
        h('span', {}, `${lower.replace('.', ',')}${unit}`), h('span', {}, `${upper.replace('.', ',')}${unit}`)))],
  };
}
