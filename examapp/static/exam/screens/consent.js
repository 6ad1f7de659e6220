import { h } from '../dom.js';
import { sayNoted, t } from '../texts.js';
import { actButton, callButton, lead, numbered, page, title } from './page.js';

const PARTS = ['what', 'why', 'who', 'how_long', 'law'];

/** How personal data are used, in plain words; refusing is possible. @param {import('../app.js').App} app */
export function consent(app) {
  const problem = h('p', { class: 'told bad', role: 'alert', hidden: true });
  const noted = sayNoted(app.lockdown.signals.kinds);
  const parts = noted ? ['what', 'signals', ...PARTS.slice(1)] : PARTS;

  /** @param {boolean} accepted */
  const answer = async (accepted) => {
    const reply = await app.attempt?.call('POST', '/attempt/consent', { accepted });
    if (reply?.kind !== 'ok') {
      problem.hidden = false;
      problem.textContent = t('no_server');
      return;
    }
    if (!accepted) app.callProctor('consent_refused');
    await app.attempt?.keepSession(accepted ? { consent: true, step: 'rules' } : { consent: false });
  };
  return {
    element: page([
      title(t('consent_title')), lead(t('consent_lead')),
      h('dl', { class: 'facts' }, parts.map((part) => [h('dt', {}, t(`consent_${part}`)), h('dd', {}, t(`consent_${part}_text`, { what: noted }))])),
      problem,
      h('p', { class: 'actions' },
        actButton('primary', t('consent_yes'), t('wait'), () => answer(true)),
        actButton('secondary', t('consent_no'), t('wait'), () => answer(false))),
      h('p', { class: 'after' }, t('consent_no_hint')),
    ]),
  };
}

/** What follows from a refusal, and the way back. @param {import('../app.js').App} app */
export function refused(app) {
  const call = callButton(app, 'consent_refused');
  return {
    element: page([
      title(t('refused_title')), lead(t('refused_lead')),
      numbered([t('refused_1'), t('refused_2'), t('refused_3')]),
      h('p', { class: 'actions' },
        actButton('primary', t('refused_back'), t('wait'), async () => app.attempt?.keepSession({ consent: undefined, step: 'consent' })),
        call.button),
      call.told,
    ]),
  };
}
