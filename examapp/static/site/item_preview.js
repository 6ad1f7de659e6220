// What the candidate will see, in the candidate's own component, while the item is being typed; nothing is kept.
// The component lives in a shadow tree: its stylesheets and the desk's do not know each other.
import { itemView } from '../exam/item_view.js';
import { Paper } from '../exam/paper.js';
import { useLanguage } from '../exam/texts.js';

const WAIT_MS = 600;
const SHORT = { 'uz-Latn': 'UZ', 'uz-Cyrl': 'ЎЗ', ru: 'RU', en: 'EN' };

const box = document.querySelector('[data-preview]');
const form = document.querySelector('#item-form');
const face = box.querySelector('.preview-face');
const none = box.querySelector('.preview-none');
const segments = box.querySelector('.segments');
const root = face.attachShadow({ mode: 'open' });
const stage = document.createElement('div');
stage.className = 'face';
for (const href of box.dataset.styles.trim().split(/\s+/)) {
  root.append(Object.assign(document.createElement('link'), { rel: 'stylesheet', href }));
}
root.append(stage);

let language = box.dataset.language;
let paper = null;
let value = null;
let waiting = 0;
let asked = 0;

async function draw() {
  const item = paper?.items[0];
  face.hidden = !item;
  none.hidden = Boolean(item);
  if (!item) return;
  const page = document.documentElement.lang;
  await useLanguage(language);
  document.documentElement.lang = page; // the component's words follow the preview, the page's do not
  const text = paper.text(item, language);
  const view = itemView({
    item, text, lang: text.lang ?? language, value, pictures: paper.pictures,
    onChange: (next) => { value = next; }, onType: (next) => { value = next; }, onLeave: () => {},
  });
  // The desk has a heading of its own.
  const heading = view.heading;
  const plain = document.createElement('div');
  for (const { name, value: held } of heading.attributes) plain.setAttribute(name, held);
  plain.append(...heading.childNodes);
  plain.removeAttribute('tabindex');
  heading.replaceWith(plain);
  stage.replaceChildren(view.element);
}

function offer(languages) {
  if (!languages.includes(language)) language = languages[0] ?? language;
  segments.replaceChildren(...languages.map((tag) => {
    const button = Object.assign(document.createElement('button'), { type: 'button', lang: tag, textContent: SHORT[tag] ?? tag });
    button.setAttribute('aria-pressed', String(tag === language));
    button.addEventListener('click', () => {
      language = tag;
      for (const each of segments.children) each.setAttribute('aria-pressed', String(each === button));
      draw();
    });
    return button;
  }));
}

async function bring(body) {
  const turn = (asked += 1);
  const response = await fetch(box.dataset.preview, { method: body ? 'POST' : 'GET', body, headers: { Accept: 'application/json' } }).catch(() => null);
  if (!response?.ok || turn !== asked) return;
  const reply = await response.json();
  if (JSON.stringify(reply.paper?.form) !== JSON.stringify(paper?.data.form)) value = null;
  paper = reply.paper ? new Paper(reply.paper) : null;
  for (const url of paper?.pictureUrls() ?? []) paper.pictures.set(url, url);
  offer(reply.languages);
  if (body) document.querySelector('#checks').innerHTML = reply.checks;
  await draw();
}

function follow() {
  clearTimeout(waiting);
  waiting = setTimeout(() => {
    const body = new FormData(form);
    body.delete('picture');
    bring(body);
  }, WAIT_MS);
}

bring(null);
if (form) {
  let dirty = Boolean(document.querySelector('#error-summary[data-unsaved]'));
  form.addEventListener('input', () => { dirty = true; follow(); });
  form.addEventListener('change', follow);
  form.addEventListener('submit', () => { dirty = false; });
  document.addEventListener('submit', (event) => { if (event.target === form) dirty = false; });
  addEventListener('beforeunload', (event) => { if (dirty) event.preventDefault(); });
}
