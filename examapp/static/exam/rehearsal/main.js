import { BackOff, call } from '../connection.js';
import { h } from '../dom.js';
import { itemView } from '../item_view.js';
import { Paper } from '../paper.js';
import { Preferences } from '../preferences.js';
import { lead, page, title } from '../screens/page.js';
import { openStorage } from '../storage.js';
import { language, t } from '../texts.js';
import { RehearsalSeat } from './rehearsal_seat.js';
import { answerByHand } from './robot.js';

/**
 * The page of a workstation in a rehearsal of its room: it waits, goes through every kind of item by itself, and
 * waits again. Nothing is asked of anybody.
 */
const TOKEN = 'workstation-token';
const PAPER = '/practice/paper.json';
const CHECK = '/workstation/';
/** How long an item's control is given to tell what was answered. */
const TELL_MS = 1500;
/** Its own database: a candidate's answers that wait on this computer are not touched. */
const DATABASE = 'exam-rehearsal';

const sleep = (/** @type {number} */ ms) => new Promise((resolve) => { setTimeout(resolve, ms); });

/** @param {...Node} nodes */
const show = (...nodes) => document.body.replaceChildren(...nodes);

/** @param {string} name the words' name in the catalogue @param {Record<string, any>} [values] */
const tell = (name, values = {}) => show(page([title(t(`${name}_title`, values)), lead(t(name, values))]));

/** Says that this computer is not paired, and leads to where that is done. */
const tellUnknown = () => show(page([
  title(t('rehearsal_unknown_title')), lead(t('rehearsal_unknown')), h('p', { class: 'after' }, h('a', { href: CHECK }, t('rehearsal_check'))),
]));

/** @returns {string} */
function readToken() {
  try {
    return localStorage.getItem(TOKEN) ?? '';
  } catch {
    return '';
  }
}

/**
 * Shows an item, looks at it for a while and answers it; undefined where its control told nothing.
 * @param {import('../paper.js').Item} item @param {Paper} paper @param {number} lookMs
 */
function answerItem(item, paper, lookMs) {
  return new Promise((resolve) => {
    const view = itemView({
      item, text: paper.text(item, language()), lang: language(), value: null, pictures: paper.pictures,
      onChange: resolve, onType: resolve, onLeave: () => {},
    });
    show(h('main', { class: 'page rehearsed' }, h('p', { class: 'note' }, t('rehearsal_runs')), view.element));
    setTimeout(() => answerByHand(item.type, view.element), lookMs);
    setTimeout(() => resolve(undefined), lookMs + TELL_MS);
  });
}

/** @param {import('./rehearsal_seat.js').Joined} joined @param {Paper} paper */
async function takePart(joined, paper) {
  const storage = await openStorage(DATABASE);
  const seat = new RehearsalSeat(joined, storage, paper.digest, async (turn) => {
    const item = paper.items[(turn + joined.number) % paper.items.length];
    return { item: item.id, kind: item.type, response: await answerItem(item, paper, joined.pace_ms / 4) };
  });
  await seat.run();
  await storage.drop();
}

/** @returns {Promise<Paper>} the open items with their pictures */
async function bringPaper() {
  const response = await fetch(PAPER, { credentials: 'omit' });
  const paper = new Paper(await response.json());
  for (const url of paper.pictureUrls()) paper.pictures.set(url, url);
  return paper;
}

/** Waits for rehearsals, one after the other. @param {string} token */
async function serve(token) {
  const backOff = new BackOff();
  for (let done = false; ;) {
    const reply = await call('POST', '/rehearsal/seat', { token, body: {} });
    if (reply.status === 401) return tellUnknown();
    if (reply.kind !== 'ok') {
      await sleep(backOff.take());
      continue;
    }
    backOff.reset();
    if (reply.body.rehearsal) {
      await takePart(reply.body, await bringPaper());
      done = true;
    }
    tell(done ? 'rehearsal_done' : 'rehearsal_wait', { n: reply.body.number });
    await sleep(reply.body.next_poll_ms ?? 3000);
  }
}

async function begin() {
  const asked = new URLSearchParams(location.search).get('lang');
  await new Preferences(() => {}).load(null, asked ? { language: /** @type {any} */ (asked) } : {});
  const token = readToken();
  if (token) await serve(token);
  else tellUnknown();
}

begin();
