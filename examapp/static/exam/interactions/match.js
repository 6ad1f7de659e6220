import { cleanHtml, plainText } from '../clean_html.js';
import { h, newId } from '../dom.js';
import { letter, t } from '../texts.js';

/** Letters that fit into half a row of a wide screen, of a narrow one, and into three quarters of a row. */
const [HALF, LONG, MOST] = [40, 30, 66];

/** A drop-down list; the browser's own, for keyboard and readers alike. */
export function dropDown({ options, value, disabled, attributes, onchange }) {
  const select = /** @type {HTMLSelectElement} */ (h('select', { class: 'drop-down', disabled, ...attributes },
    h('option', { value: '' }, t('select_empty')),
    options.map(([id, words]) => h('option', { value: id, selected: id === value }, words))));
  const mark = () => select.classList.toggle('chosen', select.value !== '');
  select.addEventListener('change', () => { mark(); onchange(select.value); });
  mark();
  return select;
}

/**
 * Match: for each source a list of all targets.
 * @param {import('../item_view.js').Context} context @returns {import('../item_view.js').Interaction}
 */
export function match({ item, text, value, disabled, onChange, labelledBy }) {
  const pairs = new Map(value ?? []);
  const options = item.targets.map((id, index) => [id, `${letter(index)}. ${plainText(text.choices[id] ?? '')}`]);
  // A list shows only what fits into it; long words get the whole width, and stand below it in full.
  const long = options.some(([, words]) => words.length > LONG);
  const names = item.sources.every((id) => plainText(text.choices[id] ?? '').length <= LONG);
  const fits = names ? MOST : HALF;

  const rows = item.sources.map((source, index) => {
    const label = newId('source');
    const select = dropDown({
      options, value: pairs.get(source), disabled, attributes: { 'aria-labelledby': label },
      onchange: (/** @type {string} */ target) => {
        if (target) pairs.set(source, target);
        else pairs.delete(source);
        showFull();
        onChange(item.sources.filter((each) => pairs.has(each)).map((each) => [each, pairs.get(each)]));
      },
    });
    const full = h('span', { class: 'pair-full', 'aria-hidden': 'true' });
    const showFull = () => {
      full.textContent = long ? plainText(text.choices[pairs.get(source) ?? ''] ?? '') : '';
      full.classList.toggle('cut', (full.textContent ?? '').length > fits);
    };
    showFull();
    return h('li', { class: 'pair' },
      h('span', { class: 'pair-text', id: label }, h('span', { class: 'letter' }, `${index + 1}.`), ' ', cleanHtml(text.choices[source] ?? '')),
      select, full);
  });
  return { hint: t('hint_match'), nodes: [h('ol', { class: ['pairs', long && 'long', long && names && 'names'].filter(Boolean).join(' '), 'aria-labelledby': labelledBy }, rows)] };
}
