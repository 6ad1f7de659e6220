import { h, setText } from '../dom.js';
import { icon } from '../icons.js';
import { itemView } from '../item_view.js';
import { addedTime, openNotices, pauseCause } from '../ledger.js';
import { markOf } from '../marks.js';
import { say } from '../parts/announcer.js';
import { banner, showBanners } from '../parts/banners.js';
import { ask, openSheet } from '../parts/dialog.js';
import { Foot, showMark } from '../parts/foot.js';
import { MoreBelow } from '../parts/more_below.js';
import { Palette } from '../parts/palette.js';
import { ProctorCall } from '../parts/proctor_call.js';
import { shownIn, language, t, timeOfDay, timeWithSeconds } from '../texts.js';

/** How many open items the question at the end names. */
const NAMED = 10;

/** @param {import('../marks.js').Mark} mark @param {import('../paper.js').Item} item @param {boolean} lists */
export function markWords({ kind, at }, item, lists = false) {
  const time = timeWithSeconds(at);
  const words = {
    none: '', practice: t('practice_mark'), unsaved: t('mark_unsaved'), queued: t('mark_queued'), lost: t('mark_lost'),
    held: time ? t('mark_held', { time }) : t('mark_held_no_time'),
  }[kind];
  return kind === 'held' && item.type === 'hotspot' && !lists ? t('mark_hotspot', { words }) : words;
}

/** The digit that a key stands for, by its place on the board: no script of the keyboard changes it. @param {KeyboardEvent} event */
export function digitOf(event) {
  const target = /** @type {HTMLElement} */ (event.target);
  const types = target instanceof HTMLInputElement && !['radio', 'checkbox'].includes(target.type);
  if (types || target instanceof HTMLSelectElement || event.altKey || event.ctrlKey || event.metaKey || event.shiftKey) return null;
  const found = /^(?:Digit|Numpad)([1-9])$/.exec(event.code);
  return found ? Number(found[1]) : null;
}

/** The test itself: one item at a time. @param {import('../app.js').App} app @returns {import('../app.js').Screen} */
export function exam(app) {
  const attempt = /** @type {import('../attempt.js').Attempt} */ (app.attempt);
  const navigator = /** @type {import('../navigator.js').Navigator} */ (app.navigator);
  const paper = /** @type {import('../paper.js').Paper} */ (attempt.paper);
  const banners = h('div', { class: 'banners' });
  const number = h('b');
  const facts = h('span');
  const flagWord = h('span', { class: 'flag-word', hidden: true }, icon('flag'), t('legend_flagged'));
  const itemPlace = h('div');
  const mark = h('p', { class: 'mark' });
  /** @type {import('../item_view.js').ItemView} */
  let view;
  /** @type {HTMLDialogElement|null} */
  let sheet = null;
  let paused = false;
  /** @type {any} the answer that the item on the screen shows */
  let shown;

  const call = new ProctorCall(() => app.callProctor(), showNews);
  const foot = new Foot({
    end: t('palette'),
    onEnd: showList,
    onBack: () => go(navigator.current - 1),
    onNext: () => go(navigator.current + 1),
    onFlag: () => {
      navigator.toggleFlag(navigator.item.id);
      say(t(navigator.flags.has(navigator.item.id) ? 'flag_set' : 'flag_taken'));
      showState();
    },
    onCall: () => call.make(),
    onList: showList,
  });

  const meta = h('div', { class: 'item-meta' }, h('p', {}, number, facts, flagWord), foot.tools);
  // Read-only, nothing in it takes the focus: then it scrolls by keyboard itself.
  const main = h('main', { class: 'reading', tabindex: app.readOnly ? '0' : null }, h('div', { class: 'column' }, banners, meta, listsChoice(app), itemPlace, mark));

  /** @type {Palette[]} */
  const palettes = [];
  /** Palette, the menu of the digit keys and the way to the end: at the side, or in a sheet. @returns {Node[]} */
  function list() {
    const palette = new Palette({ attempt, navigator, onGo: (index) => { sheet?.close(); go(index); } });
    palettes.push(palette);
    return [palette.element, digitsMenu(app),
      h('div', { class: 'side-foot' },
        app.readOnly ? null : h('button', { type: 'button', class: 'secondary finish', onclick: finish }, t('finish')))];
  }

  /** At the end of the paper what is still open comes first. */
  function showList() {
    sheet = openSheet({ label: t('palette'), close: t('list_close'), nodes: [...list()] });
    const open = navigator.isLast ? '.tile[data-state="none"]:not(.sample)' : '[aria-current]';
    /** @type {HTMLElement|null} */ (sheet.querySelector(open) ?? sheet.querySelector('[aria-current]'))?.focus();
  }
  const side = h('aside', { class: 'side' }, list());

  /** @param {number} index */
  function go(index) {
    attempt.typed.flush();
    if (!navigator.goTo(index)) return;
    drawItem();
    app.focusHeading();
  }

  async function finish() {
    sheet?.close();
    await attempt.typed.flush();
    const open = navigator.items.filter(({ id }) => !attempt.isAnswered(id));
    const named = open.slice(0, NAMED);
    const pending = attempt.log.waiting();
    const choice = await ask({
      title: open.length ? t('finish_open', { n: open.length }) : t('finish_all'),
      lines: [t('finish_consequence'), navigator.flags.size ? t('finish_flagged', { n: navigator.flags.size }) : '', pending ? t('finish_pending', { n: pending }) : ''].filter(Boolean),
      safe: t('finish_check'),
      act: t('finish_yes'),
      ways: named.map((item) => ({ words: String(item.number), label: t('go_to_item', { n: item.number }), choice: item.id })),
      more: open.length > NAMED ? t('finish_more', { n: open.length - NAMED }) : '',
    });
    if (choice === 'act') await attempt.keepSession({ finishing: true });
    else if (choice) go(navigator.items.findIndex(({ id }) => id === choice));
  }

  function drawItem() {
    const { item } = navigator;
    const title = paper.sectionTitle(item, language());
    setText(number, t('item_number', { n: item.number }));
    setText(facts, [t('item_of', { total: navigator.items.length }), title].filter(Boolean).join(' · '));
    const text = paper.text(item, language());
    shown = attempt.answers.get(item.id);
    view = itemView({
      item, text, lang: text.lang ?? shownIn(language()), value: shown, disabled: app.readOnly, pictures: paper.pictures, lists: app.lists, say,
      onChange: (value) => { shown = value; attempt.record(item.id, value); },
      onType: (value) => { shown = value; attempt.answers.set(item.id, value); attempt.typed.type(item.id, value); },
      onLeave: () => attempt.typed.flush(),
    });
    itemPlace.replaceChildren(view.element);
    showState();
  }

  /** An item whose answer is the same is not drawn anew: whoever is writing there keeps the place. */
  function showAnswers() {
    const now = attempt.answers.get(navigator.item.id);
    if (app.readOnly || JSON.stringify(now) !== JSON.stringify(shown)) drawItem();
    else showState();
  }

  function showState() {
    const state = markOf(attempt, navigator.item.id);
    showMark(mark, state, icon, markWords(state, navigator.item, app.lists));
    palettes.forEach((palette) => palette.update());
    flagWord.hidden = !navigator.flags.has(navigator.item.id);
    foot.show(navigator);
  }

  function showNews() {
    const news = [];
    if (app.readOnly) news.push(banner({ kind: 'warning', sign: 'info', title: t('second_window'), text: t('second_window_help') }));
    news.push(...call.banners());
    for (const { id, minutes, cause, stood } of addedTime(attempt)) {
      // While the clock stands the end moves on; the clock says it again afterwards.
      const end = attempt.state !== 'paused' && timeOfDay(attempt.view.ends_at);
      const what = stood ? t('time_stood', { time: stood }) : t(minutes > 0 ? 'time_added' : 'time_taken', { n: Math.abs(minutes) });
      const [first, ...rest] = [what, cause && t('time_cause', { cause }), end && t('time_new_end', { time: end })].filter(Boolean);
      news.push(banner({ kind: 'information', title: first, text: rest.join(' '), id, onClose: () => seen(id) }));
    }
    for (const { id, title, words } of openNotices(attempt)) news.push(banner({ kind: 'message', title, text: words, id, onClose: () => seen(id) }));
    const before = banners.textContent;
    showBanners(banners, news);
    if (banners.textContent !== before && banners.textContent) say(banners.textContent);
  }

  /** @param {string} id */
  async function seen(id) {
    await attempt.keepSession({ seen: [...(attempt.session.seen ?? []), id] });
    showNews();
    app.focusHeading();
  }

  function sayPause() {
    const cause = pauseCause(attempt);
    return [cause && t('time_cause', { cause: t(cause) }), t('paused_lead'), cause === 'Break' && t('paused_break')].filter(Boolean).join(' ');
  }

  /** A pause hides the items. */
  function showPause() {
    const now = attempt.state === 'paused';
    if (now === paused) return;
    paused = now;
    attempt.typed.flush();
    for (const part of [meta, itemPlace, mark]) part.hidden = paused;
    main.querySelector('.pause')?.remove();
    element.classList.toggle('paused', paused);
    [foot.element, side].forEach((part) => { part.inert = paused; });
    sheet?.close();
    if (paused) main.append(h('div', { class: 'pause' }, icon('pause'), h('h1', { class: 'title', tabindex: '-1' }, t('paused_title')), h('p', { class: 'lead' }, sayPause())));
    app.focusHeading();
  }

  const element = h('div', { class: 'exam' }, main, foot.element, side);
  const more = new MoreBelow(itemPlace, foot.element);
  drawItem();
  showNews();
  // The clock starts when the first item is on the screen: after the browser has painted it.
  requestAnimationFrame(() => requestAnimationFrame(() => { if (!app.readOnly) attempt.tellShown(); }));
  if (attempt.state === 'paused') showPause();

  return {
    element,
    get focus() { return paused ? null : view.heading; },
    update(topic, detail) {
      if (topic === 'mark' && detail !== navigator.item.id) palettes.forEach((palette) => palette.update());
      else if (topic === 'answers') showAnswers();
      else if (topic === 'pictures') fillPictures(element, paper);
      else if (topic === 'view') {
        showPause();
        if (app.heardSinceCall) call.heard();
        showNews();
        if (!attempt.session.shown && !app.readOnly) attempt.tellShown();
      } else if (topic !== 'time') showState();
    },
    key(event) {
      const digit = app.preferences.values.digits && !paused && !document.querySelector('dialog[open]') ? digitOf(event) : null;
      if (digit !== null && view.choose(digit - 1)) event.preventDefault();
    },
    leave: () => { more.stop(); sheet?.close(); document.querySelector('dialog.question')?.close(); },
  };
}

/** Who needs no mouse looks for it; others never meet it. @param {import('../app.js').App} app */
function digitsMenu(app) {
  const digits = h('input', {
    type: 'checkbox', checked: app.preferences.values.digits,
    onchange: (/** @type {Event} */ event) => app.preferences.set({ digits: /** @type {HTMLInputElement} */ (event.target).checked }),
  });
  return h('details', { class: 'keys' }, h('summary', {}, t('keyboard')), h('label', { class: 'check' }, digits, t('digits')));
}

/** Pictures that came after the item was drawn. @param {HTMLElement} place @param {import('../paper.js').Paper} paper */
function fillPictures(place, paper) {
  for (const image of place.querySelectorAll('img[data-media]:not([src])')) {
    const address = paper.pictures.get(/** @type {HTMLElement} */ (image).dataset.media ?? '');
    if (address) image.setAttribute('src', address);
  }
}

/** Back to the pictures, and to the lists again, for whom lists are granted. @param {import('../app.js').App} app */
function listsChoice(app) {
  if (!app.attempt?.granted.includes('screen_reader')) return null;
  return h('label', { class: 'check lists' }, h('input', {
    type: 'checkbox', checked: app.preferences.values.lists, 'data-control': 'lists',
    onchange: (/** @type {Event} */ event) => app.preferences.set({ lists: /** @type {HTMLInputElement} */ (event.target).checked }),
  }), t('lists'));
}
