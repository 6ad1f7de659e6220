import { h, setText } from '../dom.js';
import { rescueOffer } from '../parts/rescue_offer.js';
import { t } from '../texts.js';
import { actButton, callButton, lead, numbered } from './page.js';

/** What is left is being sent. The page goes on by itself, whatever happens to the link. @param {import('../app.js').App} app */
export function closing(app) {
  const { attempt, closing: run } = app;
  const total = Math.max(attempt?.log.waiting() ?? 0, 1);
  const byTime = !attempt?.session.finishing && attempt?.state !== 'terminated';
  const left = h('p', { class: 'lead' });
  const bar = /** @type {HTMLProgressElement} */ (h('progress', { max: total, 'aria-label': t('closing_progress') }));
  const call = callButton(app);
  const back = actButton('secondary', t('closing_back'), t('wait'), async () => attempt?.keepSession({ finishing: false }));
  const noLink = numbered([t('closing_slow_1'), t('closing_slow_2')]);
  const rescue = rescueOffer(async () => ({
    rescue: attempt?.view?.room?.rescue, attempt: attempt?.session.attempt ?? '', token: attempt?.session.token ?? '', log: /** @type {any} */ (attempt?.log),
  }));
  const slow = h('div', { hidden: true }, noLink, h('p', { class: 'actions' }, back, call.button), call.told, rescue);
  const timer = setTimeout(() => { slow.hidden = false; }, 5000);

  function update() {
    const n = attempt?.log.waiting() ?? 0;
    setText(left, n ? t('closing_left', { n }) : t('closing_sealing'));
    noLink.hidden = attempt?.link.state !== 'down';
    rescue.hidden = noLink.hidden || n === 0;
    bar.value = total - Math.min(n, total);
    // As long as nothing was handed in and time is left, the candidate may think again.
    back.hidden = byTime || Boolean(run?.handedIn) || !attempt?.countdown.left() || n === 0;
  }

  update();
  run?.run();
  return {
    element: h('main', { class: 'page' }, h('div', { class: 'page-main' },
      h('h1', { class: 'title', tabindex: '-1' }, t(byTime ? 'closing_title_time' : 'closing_title')), left, bar,
      lead(t('closing_stay')), slow)),
    update: (topic) => { if (topic === 'view') call.heard(); update(); },
    leave: () => clearTimeout(timer),
  };
}
