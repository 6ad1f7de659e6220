import { fill, h, rich, setText } from '../dom.js';
import { icon } from '../icons.js';
import { LANGUAGE_NAMES, language, nameOf, t, timeOfDay } from '../texts.js';
import { actButton, callButton, numbered } from './page.js';

const PRACTICE_ITEMS = 3;

/** @param {any} view @returns {'waiting'|'admitted'|'open'} */
function readStage(view) {
  if (view.state === 'awaiting') return 'waiting';
  return view.sitting_open ? 'open' : 'admitted';
}

const fact = (/** @type {string} */ name, /** @type {import('../dom.js').Child} */ value, /** @type {string} */ note = '') => h('div', { class: 'fact' },
  h('dt', {}, name), h('dd', {}, h('b', {}, value), note ? h('span', {}, note) : null));

const done = (/** @type {boolean} */ is, /** @type {string} */ words) => h('li', { class: is ? 'done' : 'open' }, icon(is ? 'held' : 'open'), words);

/** @param {import('../app.js').App} app @param {any} view */
function card(app, view) {
  const { room = {} } = view;
  const { minutes, accommodation_minutes: extra = 0 } = room;
  const admitted = view.state !== 'awaiting';
  const time = timeOfDay(room.admitted_at);
  return [
    h('p', { class: 'card-label' }, t('you')), h('p', { class: 'card-name' }, nameOf(room)),
    h('dl', {},
      room.seat ? fact(t('your_seat'), h('span', { class: 'seat-number' }, String(room.seat))) : null,
      fact(t('questions'), t('questions_count', { n: room.question_count ?? '' })),
      fact(t('time'), t('minutes', { n: minutes ?? '' }), extra ? t('minutes_extra', { base: minutes - extra, extra }) : ''),
      fact(t('language'), LANGUAGE_NAMES[language()], t('language_later'))),
    h('ul', { class: 'checks' },
      done(admitted, admitted ? [t('check_identity'), time].filter(Boolean).join(', ') : t('check_identity_open')),
      done(Boolean(app.storage), t('check_storage')),
      done(app.attempt?.link.state === 'up', t(app.attempt?.link.state === 'up' ? 'check_link' : 'check_link_open')),
      done((app.attempt?.session.practised ?? 0) >= PRACTICE_ITEMS, t('check_practice', { total: PRACTICE_ITEMS, n: app.attempt?.session.practised ?? 0 }))),
    h('p', { class: 'card-note' }, t('name_wrong')),
  ];
}

/** Says first that nothing needs doing; the start takes the place of practice when the room opens. @param {import('../app.js').App} app */
export function waiting(app) {
  const badge = h('p', { class: 'badge' });
  const heading = h('h1', { class: 'title', tabindex: '-1' });
  const text = h('p', { class: 'lead' });
  const main = h('span', { class: 'main-action' });
  const problem = h('p', { class: 'told bad', role: 'alert', hidden: true });
  const call = callButton(app);
  const side = h('aside', { class: 'page-side card' });
  const status = h('div', { 'aria-live': 'polite' }, badge, heading, text);
  let stage = '';

  const start = () => actButton('primary big', t('start'), t('starting'), async () => {
    const reply = await app.attempt?.begin();
    problem.hidden = reply?.kind === 'ok';
    problem.textContent = { not_admitted: t('not_admitted'), not_open: t('not_open') }[reply?.code ?? ''] ?? (reply?.kind === 'error' && reply.body.error?.message || t('no_server'));
    if (reply?.kind === 'error') app.attempt?.heartbeat.wake();
  });
  const practise = (/** @type {string} */ cls) => actButton(cls, t('practise'), t('wait'), async () => { app.practising = true; app.draw(); }, 'pencil');

  function update() {
    const view = app.attempt?.view;
    const next = readStage(view);
    fill(side, card(app, view));
    if (next === stage) return;
    const focused = stage && main.contains(document.activeElement);
    const back = Boolean(stage) && next === 'waiting'; // the admission was taken back
    if (!back) problem.hidden = true;
    stage = next;
    badge.className = `badge ${stage === 'waiting' ? 'neutral' : 'good'}`;
    fill(badge, icon(stage === 'waiting' ? 'clock' : 'tick'), t(`badge_${stage}`));
    setText(heading, t(`waiting_title_${stage}`));
    fill(text, rich(t(back ? 'waiting_lead_again' : `waiting_lead_${stage}`)));
    fill(main, stage === 'open' ? [start(), practise('secondary')] : practise('primary big'));
    if (focused) main.querySelector('button')?.focus();
  }

  update();
  /** @param {string} topic */
  const hear = (topic) => { if (topic === 'view') call.heard(); update(); };
  const element = h('main', { class: 'page two' },
    h('div', { class: 'page-main' }, status, problem,
      h('p', { class: 'actions' }, main, call.button), call.told,
      h('h2', {}, t('know_title')), numbered([t('know_1'), t('know_2'), t('know_3')])),
    side);
  return { element, update: hear };
}
