import { h, newId } from '../dom.js';
import { askWorkstation, enter, showCode } from '../entry.js';
import { icon } from '../icons.js';
import { t } from '../texts.js';
import { actButton, lead, page, title } from './page.js';

/** Which sentence a refusal gets: what is so, then what to do. */
const SENTENCES = { needs_proctor: 'needs_proctor', wrong_code: 'wrong_code' };

/** @param {import('../connection.js').Reply} reply */
function sentenceFor(reply) {
  if (reply.status === 429) return t('too_many', { minutes: Math.ceil((reply.body?.error?.retry_after ?? 60) / 60) });
  if (SENTENCES[reply.code]) return t(SENTENCES[reply.code]);
  if (reply.status === 401) return t('wrong_code');
  return reply.kind === 'error' ? reply.body.error?.message ?? t('wrong_code') : t('no_server');
}

/** A labelled field with hint and error, as the house's forms have them. */
function field({ name, label, hint, attributes = {} }) {
  const id = newId('field');
  const error = h('p', { class: 'field-error', id: `${id}-error`, hidden: true });
  const input = /** @type {HTMLInputElement} */ (h('input', {
    id, name, type: 'text', required: true, autocomplete: 'off', autocapitalize: 'characters', spellcheck: 'false',
    'aria-describedby': `${id}-hint ${id}-error`, maxlength: 40, ...attributes,
  }));
  const element = h('div', { class: 'field' },
    h('label', { for: id }, label), h('p', { class: 'field-hint', id: `${id}-hint` }, hint), error, input);
  return {
    element,
    input,
    fail(/** @type {string} */ words) {
      error.hidden = !words;
      error.replaceChildren(...(words ? [icon('warning'), words] : []));
      element.classList.toggle('wrong', Boolean(words));
      if (words) input.setAttribute('aria-invalid', 'true');
      else input.removeAttribute('aria-invalid');
    },
  };
}

/** @param {import('../app.js').App} app */
export function entry(app) {
  const again = Boolean(app.attempt?.unauthorised);
  const fields = [
    field({ name: 'sitting_code', label: t('sitting_code'), hint: t('sitting_code_hint') }),
    field({ name: 'candidate_code', label: t('candidate_code'), hint: t('candidate_code_hint') }),
    field({ name: 'pin', label: t('pin'), hint: t('pin_hint'), attributes: { inputmode: 'numeric' } }),
  ];
  const [sitting, candidate] = fields;
  sitting.input.value = new URLSearchParams(location.search).get('sitting') ?? '';
  for (const { input } of [sitting, candidate]) {
    input.addEventListener('blur', () => { input.value = showCode(input.value); });
    input.value = showCode(input.value);
  }
  const summary = h('div', { class: 'banner error', role: 'alert', tabindex: '-1', hidden: true });

  const submit = actButton('primary', again ? t('enter_again') : t('enter'), t('checking'), send);
  submit.setAttribute('type', 'submit');
  const form = h('form', { class: 'entry-form', novalidate: true, onsubmit: (/** @type {Event} */ event) => event.preventDefault() },
    summary, fields.map(({ element }) => element), h('p', { class: 'actions' }, submit));

  async function send() {
    const missing = fields.filter(({ input }) => !input.value.trim());
    fields.forEach((each) => each.fail(missing.includes(each) ? t('field_empty') : ''));
    if (missing.length) {
      missing[0].input.focus();
      return;
    }
    const codes = Object.fromEntries(fields.map(({ input }) => [input.name, input.name === 'pin' ? input.value.trim() : showCode(input.value)]));
    const { session, reply } = await enter(/** @type {any} */ (app.storage), /** @type {any} */ (codes));
    if (session) {
      await app.seating?.enter(session);
      return;
    }
    summary.hidden = false;
    summary.replaceChildren(icon('warning'), h('p', {}, h('b', {}, sentenceFor(reply))));
    summary.focus();
  }

  const here = h('p', { class: 'here', hidden: true });
  askWorkstation().then((found) => {
    if (!found) return;
    here.append(h('b', {}, t('entry_seat', { n: found.number })), ` ${found.place}`);
    here.hidden = false;
  });

  const element = page([here, title(again ? t('entry_again_title') : t('entry_title')), lead(again ? t('entry_again') : t('entry_lead')), form],
    [h('h2', {}, t('entry_help_title')), h('ul', { class: 'plain-list' },
      h('li', {}, t('entry_help_slip')), h('li', {}, t('entry_help_pin')), h('li', {}, t('entry_help_type')), h('li', {}, t('entry_help_proctor')))]);
  return { element, focus: again ? null : (fields.find(({ input }) => !input.value) ?? fields[0]).input };
}
