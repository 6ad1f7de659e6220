import { h, setText } from '../dom.js';
import { language, t } from '../texts.js';
import { BackOff } from '../connection.js';
import { actButton, callButton, lead, page, title } from './page.js';

/** Screens that say why nothing can be done here, or that something is on its way. */

/** @param {import('../app.js').App} app */
export function blocked(app) {
  return { element: page([title(t(`blocked_${app.blocked}_title`)), lead(t(`blocked_${app.blocked}`)), lead(t('blocked_help'))]) };
}

export function secondWindow() {
  return { element: page([title(t('second_window')), lead(t('second_window_help'))]) };
}

/** @param {import('../app.js').App} app */
export function connecting(app) {
  const { attempt } = app;
  const backOff = new BackOff();
  let alive = true;
  (async () => {
    while (alive && attempt && !await attempt.refresh()) await new Promise((resolve) => { setTimeout(resolve, backOff.take()); });
  })();
  return { element: page([title(t('connecting_title')), lead(t('connecting'))]), leave: () => { alive = false; } };
}

/** The paper is being brought. Only after a second does the page speak of waiting. @param {import('../app.js').App} app */
export function loading(app) {
  // It waits for the first item half a minute at most.
  const sayPatience = () => t(app.attempt?.clockRuns ? 'loading_late' : 'loading');
  const patience = lead(sayPatience(), { hidden: true });
  const call = callButton(app);
  const actions = h('p', { class: 'actions', hidden: true }, call.button);
  const backOff = new BackOff();
  let alive = true;
  const timers = [setTimeout(() => { patience.hidden = false; }, 1000), setTimeout(() => { actions.hidden = false; }, 15000)];

  (async () => {
    const { attempt, storage } = app;
    while (alive && attempt) {
      // The seat may not have heard under which lease it started: the start is idempotent and tells.
      if (attempt.session.lease === 0) await attempt.begin();
      if (await attempt.bringPaper(language())) {
        if (storage && attempt.paper) await attempt.paper.bringPictures(storage, attempt.session.token);
        app.prepareNavigator();
        if (alive) app.draw();
        attempt.bringPictures();
        return;
      }
      await new Promise((resolve) => { setTimeout(resolve, backOff.take()); });
    }
  })();
  return {
    element: page([title(t('loading_title')), patience, actions, call.told]),
    update: () => setText(patience, sayPatience()),
    leave: () => { alive = false; timers.forEach(clearTimeout); },
  };
}

/** The attempt runs on another computer now. @param {import('../app.js').App} app */
export function moved(app) {
  const call = callButton(app);
  const pending = app.attempt?.log.waiting() ?? 0;
  return {
    element: page([
      title(t('needs_proctor')),
      lead(t('moved')),
      pending ? lead(t('moved_pending', { n: pending })) : null,
      h('p', { class: 'actions' }, call.button,
        actButton('secondary', t('other_candidate'), t('wait'), async () => app.seating?.makeRoom())),
      call.told,
    ]),
  };
}
