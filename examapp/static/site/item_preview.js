// What the candidate will see, in the candidate's own component, while the item is being typed; nothing is kept.
import { Paper } from '../exam/paper.js';
import { drawFace, makeStage, offerLanguages, speak } from './item_face.js';

const WAIT_MS = 600;

const box = document.querySelector('[data-preview]');
const form = document.querySelector('#item-form');
const face = box.querySelector('.preview-face');
const none = box.querySelector('.preview-none');
const segments = box.querySelector('.segments');
const stage = makeStage(face, box.dataset.styles);

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
  await speak(language);
  drawFace(stage, paper, item, language, value, (next) => { value = next; });
}

async function bring(body) {
  const turn = (asked += 1);
  const response = await fetch(box.dataset.preview, { method: body ? 'POST' : 'GET', body, headers: { Accept: 'application/json' } }).catch(() => null);
  if (!response?.ok || turn !== asked) return;
  const reply = await response.json();
  if (JSON.stringify(reply.paper?.form) !== JSON.stringify(paper?.data.form)) value = null;
  paper = reply.paper ? new Paper(reply.paper) : null;
  for (const url of paper?.pictureUrls() ?? []) paper.pictures.set(url, url);
  language = offerLanguages(segments, reply.languages, language, (tag) => { language = tag; draw(); });
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
