import { h, newId } from '../dom.js';
import { icon } from '../icons.js';
import { t } from '../texts.js';

const SIGNS = { information: 'clock', success: 'tick', warning: 'no-link', error: 'warning', message: 'info' };

/**
 * @param {{kind: 'information'|'success'|'warning'|'error'|'message', title: string, text?: string, sign?: string,
 *   act?: {words: string, onAct: () => void}, onClose?: () => void, id?: string}} banner its id tells it from another
 *   of the same words
 */
export function banner({ kind, title, text = '', sign, act, onClose, id = '' }) {
  const words = newId('banner');
  const said = JSON.stringify([kind, id, title, text, act?.words]);
  return h('div', { class: `banner ${kind}`, role: 'group', 'aria-labelledby': words, 'data-said': said },
    icon(sign ?? SIGNS[kind]),
    h('p', { id: words }, h('b', {}, title), text ? ` ${text}` : ''),
    act ? h('button', { type: 'button', class: 'quiet', onclick: act.onAct }, act.words) : null,
    onClose ? h('button', { type: 'button', class: 'close', 'aria-label': t('banner_close'), onclick: onClose }, icon('cross')) : null);
}

/**
 * At most two at once: the most pressing first. Those that stand already stay: each heartbeat comes here, and a
 * new button would lose the press that is under way and the focus of the keyboard.
 * @param {HTMLElement} place @param {HTMLElement[]} list
 */
export function showBanners(place, list) {
  const news = list.slice(0, 2);
  const said = (/** @type {Iterable<any>} */ banners) => [...banners].map((each) => each.dataset.said).join();
  if (said(news) !== said(place.children)) place.replaceChildren(...news);
}
