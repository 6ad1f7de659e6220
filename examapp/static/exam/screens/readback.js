import { h } from '../dom.js';
import { icon } from '../icons.js';
import { letter, t, timeWithSeconds } from '../texts.js';
import { actButton, lead, numbered } from './page.js';

/** The pairs that are held, 1–D, 2–C; one without its other half is no pair. @param {number[]} places */
function pairs(places) {
  const held = places.flatMap((place, index) => (place < 0 ? [] : [`${index + 1}–${letter(place)}`]));
  return held.map((pair, index) => [index ? ', ' : '', h('span', { class: 'pair-held' }, pair)]);
}

/** @param {import('../readback.js').Row} row @returns {import('../dom.js').Child} */
function words({ kind, places }) {
  if (kind === 'pairs') return pairs(places);
  if (kind === 'letters') return places.map((place) => (place < 0 ? '?' : letter(place))).join(', ');
  return t({ empty: 'readback_empty', place: 'readback_place', text: 'readback_text' }[kind]);
}

const row = (/** @type {import('../readback.js').Row} */ each) => h('li', { class: each.kind === 'empty' ? 'empty' : '' },
  h('span', { class: 'number' }, String(each.number)), h('b', {}, words(each)),
  h('span', { class: 'at' }, each.kind === 'empty' ? '' : timeWithSeconds(each.at)));

/** What the server holds, item by item, and the receipt code. @param {import('../app.js').App} app */
export function readback(app) {
  const { state, code, room, rows } = /** @type {import('../readback.js').Readback} */ (app.readback);
  const empty = rows.filter(({ kind }) => kind === 'empty').length;
  const endings = { timed_out: 'readback_title_time', terminated: 'readback_title_terminated' };
  // Nothing of a rehearsal is decided, so that there is nothing to appeal against.
  const next = [t('next_1'), ...(room?.rehearsal ? [] : [t('next_2')]), t('next_3')];
  const groups = String(code).replace(/(.{4})(?=[^-])/g, '$1-').replace(/--+/g, '-');
  return {
    element: h('main', { class: 'page readback' },
      h('div', { class: 'page-main' },
        h('h1', { class: 'title', tabindex: '-1' }, t(endings[state] ?? 'readback_title')),
        state === 'terminated' ? lead(t('readback_terminated')) : null,
        lead(t('readback_lead', { total: rows.length, n: rows.length - empty })),
        empty ? lead(t('readback_unanswered', { n: empty })) : null,
        h('div', { class: 'receipt' }, h('p', {}, t('receipt')), h('p', { class: 'receipt-code' }, groups), h('p', {}, t('receipt_note'))),
        h('h2', {}, t('next_title')), numbered(next),
        h('p', { class: 'actions' },
          actButton('primary', t('close_page'), t('wait'), async () => app.seating?.close()),
          actButton('quiet', t('print'), t('print'), async () => window.print(), 'printer'))),
      h('section', { class: 'page-side held', 'aria-labelledby': 'held-title' },
        h('div', { class: 'held-head' }, h('h2', { id: 'held-title' }, t('held_title')), h('p', {}, t('held_columns'))),
        h('ol', { class: 'held-list' }, rows.map(row)),
        h('p', { class: 'held-note' }, t('held_note')))),
  };
}
