// A judge's ballot: each question as the candidate sees it, each number sent as it is typed. A number that the
// server does not hold yet lies on this computer, is sent again, and survives a reload.
import { Paper } from '../exam/paper.js';
import { drawFace, makeStage, offerLanguages, speak } from './item_face.js';

const WAIT_MS = 500;
const AGAIN_MS = 4000;
const DEADLINE_MS = 8000;
/** No number, or no ballot that is open: it will not be taken at any time. */
const JUDGED = new Set([404, 409, 422]);

const form = document.querySelector('#ballot');
const token = form.querySelector('[name=csrf_token]').value;
const articles = [...form.querySelectorAll('[data-item]')];
const keepKey = `ballot-${form.dataset.keep}`;
const hasMark = form.querySelector('[name=mark]') !== null;
const timers = new Map();
/** What is under way, by item; there is one mark, so that all marks stand in one queue. */
const queues = new Map();

/** @returns {Record<string, string>} numbers that the server does not hold yet, by item */
const readKept = () => JSON.parse(sessionStorage.getItem(keepKey) ?? '{}');

function writeKept(item, typed) {
  const kept = hasMark ? {} : readKept(); // there is one mark: the earlier one is not to be sent again
  if (typed === null) delete kept[item];
  else kept[item] = typed;
  sessionStorage.setItem(keepKey, JSON.stringify(kept));
}

function say(article, words, kind) {
  const told = article.querySelector('.told');
  told.textContent = words;
  told.dataset.kind = kind;
}

const fieldOf = (article) => article.querySelector('.estimate input');

function count(reply) {
  for (const place of document.querySelectorAll('[data-rated]')) place.textContent = reply.rated;
  const part = document.querySelector(`[data-part-count="${form.dataset.here}"]`);
  const typed = articles.filter((article) => fieldOf(article).value.trim() !== '' && article.dataset.held === 'yes');
  document.querySelector('[data-hand-in]')?.classList.toggle('primary', reply.rated === reply.total);
  if (part) part.textContent = `${typed.length}/${articles.length}`;
}

/** One after the other: of two numbers of an item that are under way at once the server might keep the older. */
function send(article) {
  const queue = hasMark ? 'mark' : article.dataset.item;
  if (fieldOf(article).value.trim() !== '') say(article, form.dataset.saving, 'sending');
  queues.set(queue, (queues.get(queue) ?? Promise.resolve()).then(() => deliver(article)));
}

/** @returns {Promise<{status: number, reply: any}>} status 0 where the server itself has said nothing */
async function post(article, typed) {
  const body = new FormData();
  body.set('csrf_token', token);
  body.set('estimate', typed);
  try {
    const response = await fetch(article.dataset.save, {
      method: 'POST', body, headers: { Accept: 'application/json' }, redirect: 'error', signal: AbortSignal.timeout(DEADLINE_MS),
    });
    return { status: response.status, reply: await response.json() };
  } catch {
    return { status: 0, reply: null };
  }
}

async function deliver(article) {
  const { item } = article.dataset;
  const field = fieldOf(article);
  const typed = field.value.trim();
  if (typed === '' || (hasMark && !field.checked)) {
    say(article, '', '');
    return;
  }
  const { status, reply } = await post(article, typed);
  if (field.value.trim() !== typed) return; // changed meanwhile: that is sent next
  if (hasMark && !field.checked) {
    say(article, '', '');
  } else if (status === 200) {
    writeKept(item, null);
    article.dataset.held = 'yes';
    field.removeAttribute('aria-invalid');
    for (const other of hasMark ? articles : []) say(other, '', '');
    say(article, form.dataset.saved, 'held');
    count(reply);
  } else if (status === 0 || status >= 500) {
    say(article, form.dataset.lost, 'lost');
    clearTimeout(timers.get(item));
    timers.set(item, setTimeout(() => send(article), AGAIN_MS));
  } else {
    if (status === 422) field.setAttribute('aria-invalid', 'true');
    // What was not judged, for somebody who is not signed in any more, is sent again when the page is opened anew.
    if (JUDGED.has(status)) writeKept(item, null);
    say(article, reply?.error?.message ?? form.dataset.lost, 'lost');
  }
}

function follow(article, wait) {
  const { item } = article.dataset;
  writeKept(item, fieldOf(article).value.trim());
  clearTimeout(timers.get(item));
  timers.set(item, setTimeout(() => send(article), wait));
}

articles.forEach((article, place) => {
  const field = fieldOf(article);
  const isMark = field.type === 'radio';
  if (field.value.trim() !== '' && (!isMark || field.checked)) article.dataset.held = 'yes';
  if (field.readOnly || field.disabled) return;
  field.addEventListener(isMark ? 'change' : 'input', () => follow(article, isMark ? 0 : WAIT_MS));
  // What was typed before this script had come is sent, too.
  if (isMark ? field.checked !== field.defaultChecked && field.checked : field.value !== field.defaultValue) follow(article, 0);
  if (isMark) return;
  field.addEventListener('change', () => follow(article, 0));
  field.addEventListener('focus', () => field.select());
  field.addEventListener('keydown', (event) => {
    if (event.key !== 'Enter') return;
    event.preventDefault(); // on to the next number; the page is not sent
    (articles[place + 1] ? fieldOf(articles[place + 1]) : document.querySelector('.closing .primary'))?.focus();
  });
});

for (const [item, typed] of Object.entries(readKept())) {
  const article = articles.find((each) => each.dataset.item === item);
  if (!article || fieldOf(article).readOnly || fieldOf(article).disabled) continue;
  if (fieldOf(article).type === 'radio') fieldOf(article).checked = true;
  else fieldOf(article).value = typed;
  send(article);
}

async function draw(paper, stages, language) {
  await speak(language);
  for (const item of paper.items) {
    const stage = stages.get(item.id);
    if (stage) drawFace(stage, paper, item, language, null, () => {});
  }
}

async function show() {
  const response = await fetch(form.dataset.paper, { headers: { Accept: 'application/json' } }).catch(() => null);
  if (!response?.ok) return; // the plain words stand on the page
  const reply = await response.json();
  if (!reply.paper) return;
  const paper = new Paper(reply.paper);
  for (const url of paper.pictureUrls()) paper.pictures.set(url, url);
  const stages = new Map(articles.map((article) => {
    const face = article.querySelector('.preview-face');
    face.hidden = false;
    article.querySelector('.plain-face').hidden = true;
    return [article.dataset.item, makeStage(face, form.dataset.styles)];
  }));
  const segments = form.querySelector('.ballot-languages');
  const language = offerLanguages(segments, reply.languages, form.dataset.language, (tag) => draw(paper, stages, tag));
  await draw(paper, stages, language);
}

show();
