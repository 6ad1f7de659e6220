import { Attempt } from './attempt.js';
import { Closing } from './closing.js';
import { h, setText } from './dom.js';
import { forgetPaper, wipe } from './entry.js';
import { clockFigures } from './following.js';
import { Navigator } from './navigator.js';
import { regions, say } from './parts/announcer.js';
import { sayClock } from './parts/clock.js';
import { Head } from './parts/head.js';
import { readLamp } from './parts/lamp.js';
import { Lockdown } from './lockdown.js';
import { keepReadback, readBack } from './readback.js';
import { SCREENS } from './screens/index.js';
import { ENDED, RUNNING } from './states.js';
import { LANGUAGE_NAMES, date, language, nameOf, say as sayIn, t } from './texts.js';

/**
 * Holds the page together: which screen stands follows from the attempt's state alone, so a reload at any
 * moment leads back to the same place.
 * @typedef {{element: HTMLElement, update?: (topic: string, detail?: any) => void, leave?: () => void,
 *   key?: (event: KeyboardEvent) => void, focus?: HTMLElement|null}} Screen
 */
const LANGUAGES = Object.keys(LANGUAGE_NAMES);

/** Family name whole, the others as initials; two-sign letters stay together. @param {string} name */
function shortName(name) {
  const [family, ...others] = name.split(' ').filter(Boolean);
  return [family, ...others.map((each) => `${/^(?:[OG][ʻʼ]|[SC]h|.)/iu.exec(each)?.[0] ?? ''}.`)].filter(Boolean).join(' ');
}

export class App {
  /** @param {{storage: import('./storage.js').Storage|null, preferences: import('./preferences.js').Preferences, screens?: typeof SCREENS}} parts */
  constructor({ storage, preferences, screens = SCREENS }) {
    this.screens = screens;
    this.storage = storage;
    this.preferences = preferences;
    /** @type {Attempt|null} */
    this.attempt = null;
    /** @type {Navigator|null} */
    this.navigator = null;
    /** @type {Closing|null} */
    this.closing = null;
    /** @type {import('./readback.js').Readback|null} */
    this.readback = null;
    /** @type {{attempt: string, token: string, count: number, rescue?: import('./rescue.js').Rescue}|null} another candidate's answers found here */
    this.leftover = null;
    /** Why the page does not work here at all. @type {string|null} */
    this.blocked = null;
    /** Who sits here; null where the page does not work at all. @type {import('./seating.js').Seating|null} */
    this.seating = null;
    /** To the other windows of this computer. @type {BroadcastChannel|null} */
    this.channel = null;
    this.readOnly = false;
    this.practising = false;
    /** When the last call for the proctor had ended, in this page's milliseconds. */
    this.calledAt = -Infinity;
    /** @type {Screen|null} */
    this.screen = null;
    this.shown = '';
    this.head = new Head(preferences, (tag) => this.chooseLanguage(tag));
    this.place = h('div', { id: 'screen' });
    this.lockdown = new Lockdown(this);
  }

  mount() {
    const skip = (/** @type {string} */ cls, /** @type {() => void} */ onclick) => h('button', { type: 'button', class: `skip ${cls}`, onclick });
    this.skips = [
      skip('skip-main', () => /** @type {HTMLElement|null} */ (this.place.querySelector('h1'))?.focus()),
      skip('skip-time', () => this.attempt && say(sayClock(this.attempt))),
    ];
    document.body.replaceChildren(...this.skips, this.head.band, this.head.element, this.lockdown.fullScreen.element, this.place, ...regions);
    document.addEventListener('keydown', (event) => this.#onKey(event));
    document.addEventListener('visibilitychange', () => this.#onVisibility());
    window.addEventListener('pagehide', () => this.attempt?.typed.leave());
    window.addEventListener('online', () => { this.attempt?.outbox.retryNow(); this.attempt?.heartbeat.wake(); });
    setInterval(() => this.#tick(), 500);
    this.draw();
  }

  /** @returns {string} the name of the screen that the facts ask for */
  screenName() {
    const { attempt } = this;
    if (this.blocked) return 'blocked';
    if (this.readback) return 'readback';
    if (this.leftover) return 'leftover';
    if (this.readOnly && !(attempt?.paper && RUNNING.has(attempt.state))) return 'second_window';
    if (!attempt || attempt.unauthorised) return 'entry';
    if (this.lockdown.failed) return 'locked_out';
    if (!attempt.view) return 'connecting';
    if (this.readOnly) return 'exam';
    if (ENDED.has(attempt.state) || attempt.state === 'closing') return 'closing';
    if (RUNNING.has(attempt.state)) return this.#runningScreen(attempt);
    const { step } = attempt.session;
    if (step === 'ready') return this.practising ? 'practice' : 'waiting';
    return step === 'consent' && attempt.session.consent === false ? 'refused' : step;
  }

  /** @param {Attempt} attempt */
  #runningScreen(attempt) {
    if (attempt.movedAway) return 'moved';
    if (attempt.session.finishing || attempt.countdown.isOver()) return 'closing';
    return attempt.paper && this.navigator ? 'exam' : 'loading';
  }

  /** Draws anew when the screen changes, else tells the standing one. @param {string} [topic] @param {any} [detail] */
  draw(topic = 'all', detail = undefined) {
    const name = this.screenName();
    if (name !== this.shown || topic === 'all') this.#change(name);
    else this.screen?.update?.(topic, detail);
    this.lockdown.fullScreen.show();
    this.#showHead();
  }

  /** @param {string} name */
  #change(name) {
    const moved = name !== this.shown;
    const kept = moved ? null : /** @type {HTMLElement|null} */ (document.activeElement)?.dataset?.control;
    this.screen?.leave?.();
    this.shown = name;
    document.body.dataset.screen = name;
    this.screen = this.screens[name](this);
    this.place.replaceChildren(this.screen.element);
    document.title = [this.place.querySelector('h1')?.textContent, t('page_title')].filter(Boolean).join(' · ');
    this.skips?.forEach((button, index) => setText(button, t(['skip_main', 'skip_time'][index])));
    if (moved || !kept) this.focusHeading();
    else /** @type {HTMLElement|null} */ (this.place.querySelector(`[data-control="${kept}"]`))?.focus();
  }

  focusHeading() {
    const target = this.screen?.focus ?? /** @type {HTMLElement|null} */ (this.place.querySelector('h1'));
    if (!target) return;
    if (target.tagName === 'H1') target.tabIndex = -1;
    target.focus({ preventScroll: true });
    window.scrollTo(0, 0);
    this.place.querySelector('main')?.scrollTo(0, 0);
  }

  #showHead() {
    const { attempt, shown } = this;
    const room = this.readback?.room ?? attempt?.view?.room;
    this.head.show({
      rehearsal: Boolean(room?.rehearsal),
      ...this.headWords(room),
      languages: [...new Set([...(attempt?.session.languages ?? this.readback?.languages ?? LANGUAGES), language()])],
      plain: shown === 'readback',
      lamp: this.lamp(),
      attempt,
      clock: Boolean(attempt && RUNNING.has(attempt.state) && ['exam', 'closing'].includes(shown)),
    });
    for (const button of this.skips ?? []) button.hidden = button.classList.contains('skip-time') && shown !== 'exam';
  }

  /** @param {any} room @returns {{title: string, subtitle: string, rehearsal?: boolean}} */
  headWords(room) {
    const { attempt, shown } = this;
    if (shown === 'practice') return { title: t('practice_title'), subtitle: t('practice_subtitle') };
    const inExam = ['exam', 'closing', 'loading', 'readback'].includes(shown);
    const seat = room?.seat ? t('seat', { n: room.seat }) : '';
    const day = date(attempt?.countdown.serverNow() ?? this.readback?.heldAt);
    const facts = inExam ? [shortName(nameOf(room)), seat] : [room && t('test_name'), day];
    return { title: sayIn(room?.programme) || t('test_name'), subtitle: facts.filter(Boolean).join(' · ') };
  }

  /** @returns {import('./parts/lamp.js').LampState|null} */
  lamp() {
    if (this.readback) return { kind: /** @type {const} */ ('held'), title: t('lamp_held'), detail: '' };
    if (!this.attempt || this.attempt.unauthorised || this.readOnly) return null;
    const working = this.shown === 'practice' || (this.shown === 'exam' && this.attempt.state !== 'paused');
    const lamp = readLamp(this.attempt, working);
    // Nothing of a practice is kept: there the green disc stands only where it is explained.
    return this.shown === 'practice' && lamp.kind === 'held' ? null : lamp;
  }

  #tick() {
    if (!this.attempt || document.hidden) return;
    if (this.screenName() !== this.shown) this.draw('time');
    else this.#showHead();
  }

  /** A key that is held presses once: slow fingers must not take back what they have just chosen. @param {KeyboardEvent} event */
  #onKey(event) {
    if (!event.repeat) this.screen?.key?.(event);
    else if (event.key === 'Enter' && event.target instanceof HTMLButtonElement) event.preventDefault();
  }

  #onVisibility() {
    if (document.hidden) this.attempt?.typed.leave();
    else if (this.attempt) {
      this.attempt.heartbeat.wake();
      this.#tick();
    }
  }

  /** Lists stand in place of pictures for whom they are granted, until they choose the pictures. */
  get lists() {
    return this.preferences.values.lists && Boolean(this.attempt?.granted.includes('screen_reader'));
  }

  /** @param {string} tag */
  async chooseLanguage(tag) {
    await this.attempt?.typed.flush();
    await this.preferences.set({ language: /** @type {any} */ (tag) });
    if (this.attempt && !this.readOnly) this.attempt.call('POST', '/attempt/language', { language: tag });
  }

  /** A seat has been taken: from entry, or from what this computer has kept. @param {Attempt} attempt */
  seat(attempt) {
    this.attempt = attempt;
    this.navigator = null;
    this.closing = new Closing(attempt, () => this.#finish());
    attempt.listeners.add((topic, detail) => this.#onAttempt(topic, detail));
    this.prepareNavigator();
    this.lockdown.follow(attempt);
  }

  /** The list of items to move in, as soon as the paper is here. */
  prepareNavigator() {
    const { attempt } = this;
    if (!attempt?.paper || this.navigator) return;
    this.navigator = new Navigator(attempt.paper.items, attempt.session.place,
      (place) => { if (!this.readOnly) attempt.keepSession({ place }); });
  }

  /** @param {string} topic @param {any} detail */
  #onAttempt(topic, detail) {
    if (topic === 'view' && this.attempt && !this.readOnly) this.seating?.obey(this.attempt);
    this.draw(topic, detail);
    if (topic === 'mark') this.closing?.wake();
    if (topic === 'mark' || topic === 'answers') this.tellOthers(topic);
    else if (topic === 'view') this.tellOthers('clock');
  }

  /** To windows that only follow: what has changed, and the clock as it stands now. @param {'mark'|'answers'|'clock'|'end'} topic */
  tellOthers(topic) {
    if (!this.readOnly) this.channel?.postMessage({ topic, clock: clockFigures(this.attempt) });
  }

  /** The server has sealed the attempt: what it holds is read back, and this computer forgets it. */
  async #finish() {
    const { attempt, storage } = this;
    if (!attempt || this.readback) return;
    if (!attempt.paper) await attempt.bringPaper(language());
    this.readback = readBack(attempt);
    keepReadback(this.readback);
    this.draw();
    await this.lockdown.signals.sendLast();
    attempt.stop();
    attempt.listeners.clear();
    if (storage) await wipe(storage, attempt.session.attempt).catch(() => forgetPaper(storage).catch(() => {}));
    this.tellOthers('end');
  }

  /** Whether the server was asked and heard after the last call; a reply that was on its way before says nothing of the link now. */
  get heardSinceCall() {
    return (this.attempt?.newest?.asked ?? -Infinity) > this.calledAt;
  }

  /** Calls the proctor. @param {string} [kind] @returns {Promise<boolean>} whether the call has arrived */
  async callProctor(kind = 'call') {
    const reply = await this.attempt?.alert(kind, this.shown === 'exam' ? this.navigator?.item.id : undefined);
    this.calledAt = performance.now();
    // Called already is called.
    const arrived = reply?.kind === 'ok' || reply?.status === 429;
    say(arrived ? t('proctor_called') : t('proctor_not_called'));
    return arrived;
  }
}
