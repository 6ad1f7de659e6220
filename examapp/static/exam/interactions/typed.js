import { h } from '../dom.js';
import { t } from '../texts.js';

/** What the server would refuse in a string: control characters and halves of letters. */
const NOT_TEXT = /[\u0000-\u001f\u007f]|\p{Surrogate}/gu;

/**
 * A typed answer: a word or a number.
 * @param {import('../item_view.js').Context} context @param {Record<string, any>} attributes @param {string} hint
 * @returns {import('../item_view.js').Interaction}
 */
function typed({ text, value, disabled, onType, onLeave, labelledBy }, attributes, hint) {
  const input = /** @type {HTMLInputElement} */ (h('input', {
    type: 'text', class: 'typed', autocomplete: 'off', spellcheck: 'false', autocapitalize: 'off',
    value: value ?? '', disabled, 'aria-labelledby': labelledBy, ...attributes,
    oninput: () => onType(input.value.replace(NOT_TEXT, ' ')),
    onblur: onLeave,
  }));
  const unit = text.unit ? h('span', { class: 'unit' }, text.unit) : null;
  return { hint, nodes: [h('p', { class: 'typed-row' }, input, unit)] };
}

/** @param {import('../item_view.js').Context} context */
export const textEntry = (context) => typed(context, { maxlength: context.item.maxLength }, t('hint_text'));

/** @param {import('../item_view.js').Context} context */
export const numeric = (context) => typed(context, { maxlength: 40, inputmode: 'decimal', 'data-short': true }, t('hint_numeric'));
