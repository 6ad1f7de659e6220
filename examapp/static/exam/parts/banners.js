import { h, newId } from '../dom.js';
import { icon } from '../icons.js';
import { t } from '../texts.js';

const SIGNS = { information: 'clock', success: 'tick', warning: 'no-link', error: 'warning', message: 'info' };

/**
 * @param {{kind: 'information'|'success'|'warning'|'error'|'message', title: string, text?: string, sign?: string,
 *   act?: {words: string, onAct: () => void}, onClose?: () => void}} banner
 */
export function banner({ kind, title, text = '', sign, act, onClose }) {
  const words = newId('banner');
  return h('div', { class: `banner ${kind}`, role: 'group', 'aria-labelledby': words },
    icon(sign ?? SIGNS[kind]),
    h('p', { id: words }, h('b', {}, title), text ? ` ${text}` : ''),
    act ? h('button', { type: 'button', class: 'quiet', onclick: act.onAct }, act.words) : null,
    onClose ? h('button', { type: 'button', class: 'close', 'aria-label': t('banner_close'), onclick: onClose }, icon('cross')) : null);
}

/** At most two at once: the most pressing first. @param {HTMLElement} place @param {HTMLElement[]} list */
export function showBanners(place, list) {
  place.replaceChildren(...list.slice(0, 2));
}
