import { h, setText } from '../dom.js';
import { icon } from '../icons.js';
import { itemView } from '../item_view.js';
import { Navigator } from '../navigator.js';
import { Paper } from '../paper.js';
import { say } from '../parts/announcer.js';
import { banner, showBanners } from '../parts/banners.js';
import { Foot, showMark } from '../parts/foot.js';
import { MoreBelow } from '../parts/more_below.js';
import { ProctorCall } from '../parts/proctor_call.js';
import { isEmpty } from '../response_log.js';
import { language, shownIn, t } from '../texts.js';
import { digitOf } from './exam.js';
import { actButton, lead, page, title } from './page.js';

/** What has been tried stays for the page's life, so that a change of language empties nothing. @type {Map<string, any>} */
const answers = new Map();
/** @type {Paper|null} */
let paper = null;
/** @type {Navigator|null} */
let navigator = null;

async function bring() {
  const response = await fetch('/exam/practice.json', { credentials: 'omit' });
  paper = new Paper(await response.json());
  for (const url of paper.pictureUrls()) paper.pictures.set(url, url);
  navigator = new Navigator(paper.items);
}

const sign = (/** @type {Node} */ picture, /** @type {string} */ key) => h('li', {},
  h('span', { class: 'sign', 'aria-hidden': 'true' }, picture), h('div', {}, h('b', {}, t(`sign_${key}`)), h('span', {}, t(`sign_${key}_text`))));

const tile = (/** @type {string} */ number, /** @type {string} */ state, flagged = false) => h('span', { class: `tile sample${flagged ? ' flagged' : ''}`, 'data-state': state }, number);

/** @param {import('../app.js').App} app */
function notThere(app) {
  return {
    element: page([title(t('practice_missing')), lead(t('no_server')),
      h('p', { class: 'actions' }, actButton('primary', t('practice_end'), t('wait'), async () => { app.practising = false; app.draw(); }))]),
  };
}

/** Three items in the exam's own parts; nothing is sent. @param {import('../app.js').App} app @returns {import('../app.js').Screen} */
export function practice(app) {
  if (!paper || !navigator) {
    let failed = false;
    bring().catch(() => { failed = true; }).finally(() => { if (failed) app.practising = false; app.draw(); });
    return failed ? notThere(app) : { element: page([title(t('practice_title')), lead(t('wait'))]) };
  }
  const place = navigator;
  const sheet = paper;
  const banners = h('div', { class: 'banners' });
  const number = h('b');
  const total = h('span');
  const flagWord = h('span', { class: 'flag-word', hidden: true }, icon('flag'), t('legend_flagged'));
  const itemPlace = h('div');
  const mark = h('p', { class: 'mark' });
  /** @type {import('../item_view.js').ItemView} */
  let view;
  const call = new ProctorCall(() => app.callProctor(), showNews);
  const finish = () => { app.practising = false; app.draw(); };
  const foot = new Foot({
    end: t('practice_end'),
    onEnd: finish,
    onBack: () => go(place.current - 1),
    onNext: () => go(place.current + 1),
    onFlag: () => { place.toggleFlag(place.item.id); say(t(place.flags.has(place.item.id) ? 'flag_set' : 'flag_taken')); showState(); },
    onCall: () => call.make(),
  });

  /** @param {number} index */
  function go(index) {
    if (!place.goTo(index)) return;
    drawItem();
    app.focusHeading();
  }

  /** @param {any} value */
  function answer(value) {
    answers.set(place.item.id, value);
    showState();
    const practised = sheet.items.filter(({ id }) => !isEmpty(answers.get(id))).length;
    if (practised > (app.attempt?.session.practised ?? 0)) app.attempt?.keepSession({ practised });
  }

  function drawItem() {
    const { item } = place;
    const text = sheet.text(item, language());
    setText(number, t('practice_number', { n: item.number }));
    setText(total, t('item_of', { total: place.items.length }));
    view = itemView({
      item, text, lang: text.lang ?? shownIn(language()), value: answers.get(item.id), pictures: sheet.pictures, lists: app.lists, say,
      onChange: answer, onType: answer, onLeave: () => {},
    });
    itemPlace.replaceChildren(view.element);
    showState();
  }

  function showState() {
    const has = !isEmpty(answers.get(place.item.id));
    showMark(mark, { kind: has ? 'practice' : 'none', at: null }, icon, t('practice_mark'));
    flagWord.hidden = !place.flags.has(place.item.id);
    foot.show(place);
  }

  function showNews() {
    const list = call.banners();
    if (app.attempt?.state === 'authorised' && app.attempt.view.sitting_open) list.push(banner({ kind: 'information', sign: 'info', title: t('practice_open'), text: t('practice_open_text') }));
    const before = banners.textContent;
    showBanners(banners, list);
    if (banners.textContent !== before && banners.textContent) say(banners.textContent);
  }

  const end = actButton('secondary', t('practice_end'), t('wait'), async () => finish());
  const side = h('aside', { class: 'side' },
    h('h2', { class: 'palette-head' }, t('signs_title')),
    h('ul', { class: 'signs' },
      sign(icon('held', 'turquoise'), 'held'), sign(icon('offline'), 'offline'), sign(tile('7', 'held'), 'tile'),
      sign(tile('8', 'none', true), 'flag'), sign(icon('hand', 'cobalt'), 'hand')),
    h('div', { class: 'side-foot' }, end));
  const main = h('main', { class: 'reading' }, h('div', { class: 'column' }, banners, h('div', { class: 'item-meta' }, h('p', {}, number, total, flagWord), foot.tools), itemPlace, mark));
  const more = new MoreBelow(itemPlace, foot.element);
  drawItem();
  showNews();
  return {
    leave: () => more.stop(),
    element: h('div', { class: 'exam practice' }, main, foot.element, side),
    get focus() { return view.heading; },
    update: (topic) => {
      if (topic !== 'view') return;
      if (app.heardSinceCall) call.heard();
      showNews();
    },
    key(event) {
      const digit = app.preferences.values.digits ? digitOf(event) : null;
      if (digit !== null && view.choose(digit - 1)) event.preventDefault();
    },
  };
}
