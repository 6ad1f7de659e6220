import { h } from '../dom.js';
import { t } from '../texts.js';
import { actButton, lead, numbered, page, title } from './page.js';

/**
 * An earlier candidate's answers wait on this computer and cannot be sent now. They are not wiped; the
 * proctor decides whether this candidate sits here. @param {import('../app.js').App} app
 */
export function leftover(app) {
  const { attempt = '', count = 0 } = app.leftover ?? {};
  return {
    element: page([
      title(t('leftover_title', { n: count })),
      lead(t('leftover_lead', { code: attempt })),
      numbered([t('leftover_1'), t('leftover_2')]),
      h('p', { class: 'actions' },
        actButton('primary', t('leftover_retry'), t('sending'), async () => app.seating?.settle(false)),
        actButton('secondary', t('leftover_go_on'), t('wait'), async () => app.seating?.settle(true))),
    ]),
  };
}
