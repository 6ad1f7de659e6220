import { cleanHtml, plainText } from '../clean_html.js';
import { h } from '../dom.js';
import { icon } from '../icons.js';
import { letter, t } from '../texts.js';

/**
 * Order: each row has a button up and a button down; on them the arrow keys move the row as well.
 * Until something is moved or confirmed there is no answer.
 * @param {import('../item_view.js').Context} context @returns {import('../item_view.js').Interaction}
 */
export function order({ item, text, value, disabled, onChange, labelledBy, notice }) {
  let answered = Array.isArray(value) && value.length === item.choices.length;
  const sequence = answered ? [...value] : [...item.choices];
  const list = h('ol', { class: 'order', 'aria-labelledby': labelledBy });
  const keep = h('button', { type: 'button', class: 'secondary', disabled, onclick: () => give() }, t('order_keep'));

  const rows = new Map(item.choices.map((id, index) => {
    const words = plainText(text.choices[id] ?? '');
    const button = (/** @type {'up'|'down'} */ way, /** @type {number} */ step) => h('button', {
      type: 'button', class: 'square', 'data-way': way, disabled, 'aria-label': t(`order_${way}`, { text: words }),
      onclick: () => move(id, step, way),
      onkeydown: (/** @type {KeyboardEvent} */ event) => byKey(event, id),
    }, icon(way));
    return [id, h('li', { class: 'option' },
      h('span', { class: 'place' }),
      h('span', { class: 'letter' }, letter(index)),
      h('span', { class: 'option-text' }, cleanHtml(text.choices[id] ?? '')),
      h('span', { class: 'moves' }, button('up', -1), button('down', 1)))];
  }));

  /** @param {KeyboardEvent} event @param {string} id */
  function byKey(event, id) {
    const way = { ArrowUp: 'up', ArrowDown: 'down' }[event.key];
    if (!way || event.altKey) return;
    event.preventDefault();
    move(id, way === 'up' ? -1 : 1, /** @type {'up'|'down'} */ (way));
  }

  /** @param {string} id @param {number} step @param {'up'|'down'} way */
  function move(id, step, way) {
    const from = sequence.indexOf(id);
    const to = from + step;
    if (to < 0 || to >= sequence.length) return;
    sequence.splice(to, 0, ...sequence.splice(from, 1));
    give();
    rows.get(id)?.querySelector(`[data-way=${way}]`)?.focus();
    notice(t('order_moved', { text: plainText(text.choices[id] ?? ''), n: to + 1 }));
  }

  function give() {
    answered = true;
    show();
    onChange([...sequence]);
  }

  function show() {
    list.classList.toggle('answered', answered);
    keep.hidden = answered;
    // Only rows out of place are moved in the document: a moved node would lose the focus.
    sequence.forEach((id, index) => {
      const row = /** @type {HTMLElement} */ (rows.get(id));
      if (list.children[index] !== row) list.insertBefore(row, list.children[index] ?? null);
      /** @type {HTMLElement} */ (row.firstChild).textContent = String(index + 1);
    });
  }

  show();
  return { hint: t('hint_order'), nodes: [h('p', { class: 'before-list' }, keep), list] };
}
