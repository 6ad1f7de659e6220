import { fill, h, setText } from '../dom.js';
import { icon } from '../icons.js';
import { t, timeWithSeconds } from '../texts.js';
import { sayLamp, sayNow } from './announcer.js';

/**
 * Where the answers are, in one sign and two lines.
 * @typedef {{kind: 'held'|'queued'|'offline'|'lost', title: string, detail: string, said?: string}} LampState
 */

/** @param {import('../attempt.js').Attempt} attempt @param {boolean} working whether items can be answered now @returns {LampState} */
export function readLamp(attempt, working = true) {
  const pending = attempt.log.pending();
  const n = attempt.log.waiting();
  const items = [...attempt.log.latest().values()];
  const lost = pending.some((event) => !event.kept) || items.some((event) => event.status === 'refused' || event.status === 'conflict');
  if (lost) return { kind: 'lost', title: t('lamp_lost'), detail: t('lamp_lost_detail') };
  if (attempt.link.state === 'down') {
    const detail = n ? t('lamp_waiting', { n }) : t('lamp_offline_detail');
    // Nobody is told to go on whose time stands, is over or has not begun.
    return working
      ? { kind: 'offline', title: t('lamp_offline'), detail, said: t('offline_title') }
      : { kind: 'offline', title: t('lamp_offline_wait'), detail, said: t('offline_wait') };
  }
  if (n || attempt.unsaved.size) return { kind: 'queued', title: t('lamp_queued'), detail: t('lamp_queue', { n: Math.max(n, 1) }) };
  const last = items.map((event) => event.held_at).filter(Boolean).sort().at(-1);
  if (last) return { kind: 'held', title: t('lamp_held'), detail: timeWithSeconds(last) };
  if (attempt.link.state === 'unknown') return { kind: 'queued', title: t('lamp_connecting'), detail: '' };
  return { kind: 'held', title: t('lamp_link'), detail: timeWithSeconds(attempt.countdown.serverNow()) };
}

export class Lamp {
  constructor() {
    this.sign = h('span', { class: 'lamp-sign' });
    this.title = h('b');
    this.detail = h('span', { class: 'lamp-detail' });
    this.element = h('div', { class: 'lamp', role: 'group' }, this.sign, h('span', { class: 'lamp-words' }, this.title, this.detail));
    this.kind = '';
  }

  /** @param {LampState} state */
  show({ kind, title, detail, said }) {
    this.element.setAttribute('aria-label', t('lamp_label'));
    setText(this.title, title);
    setText(this.detail, detail);
    if (kind === this.kind) return;
    const first = this.kind === '';
    this.kind = kind;
    this.element.dataset.kind = kind;
    fill(this.sign, icon(kind));
    if (kind === 'lost') sayNow(t('mark_lost'));
    else if (!first && kind !== 'queued') sayLamp(said ?? title);
  }
}
