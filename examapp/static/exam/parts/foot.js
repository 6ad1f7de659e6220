import { fill, h, setText } from '../dom.js';
import { icon } from '../icons.js';
import { t } from '../texts.js';

/** The foot: back, list of items (where the palette has no place at the side), later, call the proctor … next. */
export class Foot {
  /**
   * @param {{onBack: () => void, onNext: () => void, onFlag: () => void, onCall: () => void, onList?: () => void,
   *   end: string, onEnd: () => void}} acts `end` takes the place of "next" on the last item
   */
  constructor({ onBack, onNext, onFlag, onCall, onList, end, onEnd }) {
    const button = (/** @type {string} */ cls, /** @type {() => void} */ onclick, /** @type {Node[]} */ ...parts) => h('button', { type: 'button', class: cls, onclick }, parts);
    this.back = button('secondary back', onBack, icon('left'), h('span', {}, t('back')));
    // On a phone only the arrow is seen.
    this.back.setAttribute('aria-label', t('back'));
    this.place = h('span');
    this.list = onList ? button('secondary list', onList, icon('grid'), this.place) : null;
    this.flag = button('quiet flag', onFlag, icon('flag'), h('span', {}, t('later')));
    this.call = button('quiet call', onCall, icon('hand'), h('span', {}, t('call_proctor')));
    // On a phone the two stand as signs above the item.
    this.smallFlag = h('button', { type: 'button', class: 'square flag', 'aria-label': t('later'), onclick: onFlag }, icon('flag'));
    this.tools = h('span', { class: 'item-tools' }, this.smallFlag,
      h('button', { type: 'button', class: 'square', 'aria-label': t('call_proctor'), onclick: onCall }, icon('hand')));
    this.next = button('primary next', onNext, h('span', {}, t('next')), icon('right'));
    this.end = button('primary end', onEnd, h('span', {}, end));
    this.element = h('footer', { class: 'foot' }, this.back, this.list, this.flag, this.call, this.end, this.next);
  }

  /** @param {import('../navigator.js').Navigator} navigator */
  show(navigator) {
    const { item, items, isFirst, isLast } = navigator;
    this.back.disabled = isFirst;
    this.next.hidden = isLast;
    this.end.hidden = !isLast;
    // At the end the list is what stands in the place of "next".
    if (this.list) this.list.hidden = isLast;
    for (const button of [this.flag, this.smallFlag]) button.setAttribute('aria-pressed', String(navigator.flags.has(item.id)));
    setText(this.place, `${item.number} / ${items.length}`);
    this.list?.setAttribute('aria-label', t('list_button', { n: item.number, total: items.length }));
  }
}

/**
 * Under the answer: where this very answer is. @param {HTMLElement} place @param {import('../marks.js').Mark} mark
 * @param {(sign: string) => Node} sign @param {string} words
 */
export function showMark(place, mark, sign, words) {
  if (place.dataset.kind === mark.kind && place.textContent === words) return;
  place.dataset.kind = mark.kind;
  fill(place, mark.kind === 'none' ? null : [sign(['unsaved', 'practice'].includes(mark.kind) ? 'pencil' : mark.kind), h('span', {}, words)]);
}
