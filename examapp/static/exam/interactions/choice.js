import { cleanHtml } from '../clean_html.js';
import { h, newId } from '../dom.js';
import { icon } from '../icons.js';
import { letter, t } from '../texts.js';
import { hintOfSeveral } from './several.js';

/**
 * Choice, single or multiple: the whole row is the target. Arrow keys only move the focus, so that nobody
 * changes an answer on the way; space, a digit or a press chooses.
 * @param {import('../item_view.js').Context} context @returns {import('../item_view.js').Interaction}
 */
export function choice({ item, text, value, disabled, onChange, labelledBy, notice }) {
  const single = item.max === 1;
  const chosen = new Set(value ?? []);
  const name = newId('choice');

  const inputs = item.choices.map((id, index) => /** @type {HTMLInputElement} */ (h('input', {
    type: single ? 'radio' : 'checkbox', name, value: id, checked: chosen.has(id), disabled,
    onchange: () => pick(index),
    onkeydown: (/** @type {KeyboardEvent} */ event) => move(event, index),
  })));

  const rows = item.choices.map((id, index) => h('label', { class: 'option' },
    inputs[index],
    h('span', { class: 'control', 'aria-hidden': 'true' }, single ? '' : icon('tick')),
    h('span', { class: 'letter' }, letter(index)),
    h('span', { class: 'option-text' }, cleanHtml(text.choices[id] ?? ''))));

  /** @param {number} index */
  function pick(index) {
    const id = item.choices[index];
    if (single) {
      chosen.clear();
      chosen.add(id);
    } else if (!chosen.delete(id)) {
      if (chosen.size >= item.max) {
        show();
        notice(t('choice_full', { n: item.max }));
        return;
      }
      chosen.add(id);
    }
    show();
    notice('');
    onChange(item.choices.filter((each) => chosen.has(each)));
  }

  function show() {
    inputs.forEach((input, index) => { input.checked = chosen.has(item.choices[index]); });
  }

  /** @param {KeyboardEvent} event @param {number} index */
  function move(event, index) {
    const step = { ArrowDown: 1, ArrowRight: 1, ArrowUp: -1, ArrowLeft: -1 }[event.key];
    if (!step || event.altKey || event.ctrlKey || event.metaKey) return;
    event.preventDefault();
    inputs[(index + step + inputs.length) % inputs.length].focus();
  }

  return {
    hint: single ? t('hint_single') : hintOfSeveral('hint_multiple', item.max, text, item.choices.length),
    nodes: [h('div', { class: 'options', role: single ? 'radiogroup' : 'group', 'aria-labelledby': labelledBy }, rows)],
    choose(index) {
      if (disabled || index >= inputs.length) return false;
      pick(index);
      inputs[index].focus();
      return true;
    },
  };
}
