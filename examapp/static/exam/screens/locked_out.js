import { h } from '../dom.js';
import { t } from '../texts.js';
import { callButton, lead, page, title } from './page.js';

/** The server does not take this browser. Nothing is lost, and the page goes on by itself. @param {import('../app.js').App} app */
export function lockedOut(app) {
  const call = callButton(app);
  const pending = app.attempt?.log.waiting() ?? 0;
  const sitting = app.attempt?.view?.room?.sitting ?? '';
  return {
    element: page([
      title(t('lockdown_title')),
      lead(t('lockdown_lead')),
      pending ? lead(t('lockdown_pending', { n: pending })) : null,
      h('p', { class: 'actions' }, call.button),
      call.told,
      h('p', { class: 'after' }, h('a', { href: `/exam/check/?sitting=${encodeURIComponent(sitting)}` }, t('lockdown_check'))),
    ]),
  };
}
