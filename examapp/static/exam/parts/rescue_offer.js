import { h } from '../dom.js';
import { readCode } from '../entry.js';
import { icon } from '../icons.js';
import { isRescueCode, rescueEntries, saveFile, sealRescue } from '../rescue.js';
import { actButton, lead } from '../screens/page.js';
import { t } from '../texts.js';

/**
 * Offers to carry the answers to the server in a file: the proctor types the room's code here, and takes the file.
 * @param {() => Promise<{rescue: import('../rescue.js').Rescue|undefined, attempt: string, token: string,
 *   log: import('../response_log.js').ResponseLog}>} read what is to be saved, asked for when it is
 */
export function rescueOffer(read) {
  const told = h('p', { class: 'told', role: 'status', hidden: true });
  const code = /** @type {HTMLInputElement} */ (h('input', { id: 'rescue-code', name: 'rescue_code', autocomplete: 'off', spellcheck: 'false', 'data-control': 'rescue-code' }));
  const tell = (/** @type {boolean} */ good, /** @type {string} */ words) => {
    told.hidden = false;
    told.className = good ? 'told good' : 'told bad';
    told.replaceChildren(icon(good ? 'tick' : 'warning'), words);
  };

  async function save() {
    try {
      const { rescue, attempt, token, log } = await read();
      const typed = readCode(code.value);
      if (!rescue) throw new Error('this page has never heard the server');
      if (!await isRescueCode(rescue, typed)) {
        tell(false, t('rescue_wrong'));
        code.focus();
        return;
      }
      const name = `rescue-${attempt}.exam`;
      saveFile(await sealRescue(rescue, typed, { attempt, token, entries: rescueEntries(log) }), name);
      tell(true, t('rescue_done', { name }));
    } catch {
      tell(false, t('rescue_failed'));
    }
  }

  return h('section', { class: 'rescue' }, h('h2', {}, t('rescue_title')), lead(t('rescue_lead')),
    h('div', { class: 'field' }, h('label', { for: 'rescue-code' }, t('rescue_code')), code),
    h('p', { class: 'actions' }, actButton('secondary', t('rescue_save'), t('wait'), save)), told);
}
