import { cleanHtml, plainText } from '../clean_html.js';
import { h } from '../dom.js';
import { letter, t } from '../texts.js';
import { fillGaps } from './inline_choice.js';
import { dropDown } from './match.js';
import { box, layOver, pictureSheet } from './picture_sheet.js';

/**
 * Gap match: the offered words stand as buttons, each gap is a list. A press puts a word into the chosen gap,
 * or the first empty one; the lists alone give the same answer, by keyboard and for readers.
 * @param {import('../item_view.js').Context} context @returns {import('../item_view.js').Interaction}
 */
export function gapMatch({ item, text, value, disabled, onChange, labelledBy, notice, stem, pictureOf, lists: listsOnly }) {
  /** @type {Map<string, string>} gap → choice */
  const filled = new Map((value ?? []).map(([choice, gap]) => [gap, choice]));
  const words = new Map(item.choices.map((id, index) => [id, `${letter(index)}. ${plainText(text.choices[id] ?? '')}`]));
  /** The gap that was touched last, for the next pressed word. @type {string|null} */
  let aim = null;

  const lists = new Map(item.gaps.map(({ id }, index) => {
    const select = /** @type {HTMLSelectElement} */ (dropDown({
      options: [...words], value: filled.get(id), disabled,
      attributes: { 'aria-label': t('gap_label', { n: index + 1 }), onfocus: () => { aim = id; } },
      onchange: (/** @type {string} */ choice) => put(choice, id),
    }));
    return [id, select];
  }));

  const chips = item.choices.map((id, index) => h('button', {
    type: 'button', class: 'chip', disabled, 'aria-pressed': 'false', onclick: () => press(id),
  }, h('span', { class: 'letter' }, letter(index)), h('span', {}, cleanHtml(text.choices[id] ?? ''))));

  /** @param {string} choice empty to clear @param {string} gap */
  function put(choice, gap) {
    if (choice && !item.reuse) {
      for (const [other, held] of filled) if (held === choice && other !== gap) filled.delete(other);
    }
    if (choice) filled.set(gap, choice);
    else filled.delete(gap);
    notice('');
    show();
    onChange(item.gaps.filter(({ id }) => filled.has(id)).map(({ id }) => [filled.get(id), id]));
  }

  /** @param {string} choice */
  function press(choice) {
    const held = [...filled].find(([, each]) => each === choice);
    if (held && !item.reuse) put('', held[0]);
    else {
      const gap = aim && !filled.has(aim) ? aim : item.gaps.find(({ id }) => !filled.has(id))?.id;
      if (gap) put(choice, gap);
      else notice(t('gaps_full'));
    }
    aim = null;
  }

  function show() {
    const used = new Set(filled.values());
    item.choices.forEach((id, index) => chips[index].setAttribute('aria-pressed', String(used.has(id))));
    for (const [gap, select] of lists) {
      select.value = filled.get(gap) ?? '';
      select.classList.toggle('chosen', filled.has(gap));
    }
    item.areas.forEach(({ id }, index) => {
      const place = item.choices.indexOf(filled.get(id) ?? '');
      marks[index].textContent = place < 0 ? String(index + 1) : letter(place);
      marks[index].classList.toggle('chosen', place >= 0);
    });
  }

  const marks = item.areas.map(({ id }) => h('button', {
    type: 'button', class: 'area gap-mark', disabled, tabindex: '-1', 'aria-hidden': 'true', onclick: () => lists.get(id)?.focus(),
  }));
  const bank = h('div', { class: 'chips', role: 'group', 'aria-labelledby': labelledBy }, chips);
  if (!item.areas.length) fillGaps(stem, (gap) => lists.get(gap) ?? document.createTextNode(''));
  const { nodes } = item.areas.length ? onPicture() : { nodes: [] };
  show();

  function onPicture() {
    const rows = item.gaps.map(({ id }, index) => h('li', { class: 'pair' },
      h('span', { class: 'pair-text' }, h('span', { class: 'letter' }, `${index + 1}.`)), lists.get(id)));
    const drawn = pictureSheet({
      picture: pictureOf(item.picture), layers: marks,
      place: (width, height) => item.areas.forEach((area, index) => layOver(marks[index], area, width, height)),
      middle: () => box(item.areas[0]).x,
    });
    return { nodes: [...(listsOnly ? [] : drawn.nodes), h('ol', { class: 'pairs gap-rows', 'aria-labelledby': labelledBy }, rows)] };
  }

  return {
    hint: t(listsOnly ? 'hint_gaps_lists' : item.areas.length ? 'hint_gaps_picture' : 'hint_gaps'),
    nodes: listsOnly ? nodes : [bank, ...nodes],
    choose(index) {
      if (disabled || index >= chips.length) return false;
      press(item.choices[index]);
      chips[index].focus();
      return true;
    },
  };
}
