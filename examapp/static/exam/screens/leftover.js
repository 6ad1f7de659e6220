import { h } from '../dom.js';
import { rescueOffer } from '../parts/rescue_offer.js';
import { ResponseLog } from '../response_log.js';
import { t } from '../texts.js';
import { actButton, lead, numbered, page, title } from './page.js';

/**
 * An earlier candidate's answers wait on this computer and cannot be sent now. They are not wiped; the
 * proctor decides whether this candidate sits here. @param {import('../app.js').App} app
 */
export function leftover(app) {
  const { attempt = '', token = '', count = 0, rescue } = app.leftover ?? {};
  const read = async () => {
    const log = new ResponseLog(/** @type {any} */ (app.storage), attempt);
    await log.load();
    return { rescue, attempt, token, log };
  };
  return {
    element: page([
      title(t('leftover_title', { n: count })),
      lead(t('leftover_lead', { code: attempt })),
      numbered([t('leftover_1'), t('leftover_2')]),
      h('p', { class: 'actions' },
        actButton('primary', t('leftover_retry'), t('sending'), async () => app.seating?.settle(false)),
        actButton('secondary', t('leftover_go_on'), t('wait'), async () => app.seating?.settle(true))),
      rescueOffer(read),
    ]),
  };
}
