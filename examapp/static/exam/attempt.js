import { BackOff, Link, call } from './connection.js';
import { Countdown } from './countdown.js';
import { Heartbeat } from './heartbeat.js';
import { Newest } from './newest.js';
import { Outbox } from './outbox.js';
import { Paper } from './paper.js';
import { ResponseLog, STORED, isEmpty } from './response_log.js';
import { BEFORE, ENDED, RUNNING, runsClock } from './states.js';
import { TypedAnswers } from './typed_answers.js';

/**
 * One attempt as this seat knows it: what the server said last, the own log, and the loops that keep the
 * two together. It draws nothing; screens listen to it.
 * @typedef {{attempt: string, token: string, lease: number, device: string, languages?: string[], language?: string,
 *   step: 'language'|'consent'|'rules'|'ready', consent?: boolean, shown?: boolean, finishing?: boolean,
 *   practised?: number, place?: {current: number, flags: string[]}, seen?: string[], granted?: string[], lockdown?: {mode: 'off'|'kiosk'|'safe_exam_browser', signals: string[]}}} Session
 */
export class Attempt {
  /** @param {import('./storage.js').Storage} storage @param {Session} session */
  constructor(storage, session) {
    this.storage = storage;
    this.session = session;
    /** @type {any} the server's view, as last heard */
    this.view = null;
    /** @type {Paper|null} */
    this.paper = null;
    /** @type {Map<string, any>} */
    this.answers = new Map();
    /** @type {Set<string>} items whose last change is not on the disk yet */
    this.unsaved = new Set();
    this.countdown = new Countdown();
    this.newest = new Newest();
    this.log = new ResponseLog(storage, session.attempt);
    this.typed = new TypedAnswers(this);
    this.link = new Link((before) => {
      if (before === 'down') this.outbox.retryNow();
      this.tell('link');
    });
    /** Whether queue and server have been compared since this page was loaded. */
    this.compared = false;
    this.unauthorised = false;
    this.telling = false;
    this.lossReported = false;
    /** An attempt at open items, of which nothing is kept or sent. */
    this.practice = false;
    /** Whether another window holds the seat and this one only follows it. */
    this.followed = false;
    /** @type {Set<(topic: string, detail?: any) => void>} */
    this.listeners = new Set();
    this.onReply = /** @type {((path: string, reply: import('./connection.js').Reply) => void)|null} */ (null);
    this.heartbeat = new Heartbeat(() => this.call('POST', '/attempt/heartbeat', { head: this.log.head() }),
      (reply) => this.#onHeartbeat(reply));
    this.outbox = new Outbox(this.log, {
      send: (entries) => this.call('PUT', '/attempt/responses', { entries }),
      onReply: (reply, understood) => this.#onSaveReply(reply, understood),
      onVerdict: (event, verdict) => this.#onVerdict(event, verdict),
      onUnauthorised: () => this.#onUnauthorised(),
    });
  }

  /** @param {string} topic @param {any} [detail] */
  tell(topic, detail) { for (const listener of this.listeners) listener(topic, detail); }

  /** @param {string} method @param {string} path @param {any} [body] @param {{deadlineMs?: number}} [options] */
  async call(method, path, body, options = {}) {
    const { token } = this.session;
    const reply = await call(method, path, { token, body, ...options });
    this.link.count(reply.kind !== 'unknown');
    // That a token is refused which has been replaced meanwhile says nothing of the new one.
    if (reply.status === 401 && token !== this.session.token) Object.assign(reply, { kind: 'unknown', status: 0 });
    this.onReply?.(path, reply);
    return reply;
  }

  /** Reads what this computer has kept: queue, paper, last view. */
  async load() {
    await this.log.load();
    this.view = await this.storage.get('records', 'view') ?? null;
    const paper = await this.storage.get('records', 'paper');
    if (paper) this.#usePaper(paper);
    if (this.view) {
      this.#setLease();
      this.#drawAnswers();
    }
  }

  /** Asks for the whole state, compares, and queues again what the server has not. @returns {Promise<boolean>} */
  async refresh() {
    const reply = await this.call('GET', '/attempt');
    if (reply.status === 401) this.#onUnauthorised();
    if (reply.kind !== 'ok') return false;
    this.compared = true;
    const head = reply.body.head ?? {};
    await this.log.reopen((event) => event.seq > (head[event.lease] ?? -1));
    this.takeView(reply);
    this.#drawAnswers();
    if (this.log.pending().length) this.outbox.wake();
    return true;
  }

  start() {
    this.heartbeat.start();
    this.outbox.start();
  }

  stop() {
    this.heartbeat.stop();
    this.outbox.stop();
  }

  /**
   * @param {import('./connection.js').Reply} reply
   * @param {any} [figures] what of its body belongs to the view, whole or without answers
   */
  takeView(reply, figures = reply.body) {
    this.#lay(reply, figures);
    if (typeof figures.tick === 'string') this.log.setTick(figures.tick);
    this.#setLease();
    this.storage.note('records', this.view, 'view').catch(() => {});
    this.tell('view');
  }

  /** @param {import('./connection.js').Reply} reply @param {any} figures of them what no newer reply has told */
  #lay(reply, figures) {
    const news = this.newest.sift(reply, figures);
    this.view = { ...this.view, ...news };
    if ('used_ms' in news) this.countdown.set(this.view, this.clockRuns, reply.heard);
    else this.countdown.run(this.clockRuns);
    if ('server_time' in news) this.countdown.setServerTime(news.server_time, reply.heard);
  }

  /** @returns {string[]} what the page shall obey for this candidate */
  get granted() { return this.view?.room?.accommodations ?? []; }

  get state() { return this.view?.state ?? 'awaiting'; }

  get clockRuns() { return runsClock(this.view); }

  /** @returns {boolean} the attempt runs on another seat */
  get movedAway() {
    return RUNNING.has(this.state) && this.session.lease > 0 && this.view.lease > this.session.lease;
  }

  #setLease() { this.log.setLease(this.session.lease, this.view?.head?.[this.session.lease] ?? -1); }

  /** The server's answers, and over them what this seat has made since; of a lost seat only the server's. */
  #drawAnswers() {
    const drawn = new Map(Object.entries(this.view?.answers ?? {}));
    if (!this.movedAway) {
      for (const [item, event] of this.log.latest()) {
        if (event.status !== 'refused') drawn.set(item, event.response);
      }
      for (const item of this.unsaved) drawn.set(item, this.answers.get(item));
      const { waiting } = this.typed; // no event yet: it must not vanish under the candidate's hands
      if (waiting) drawn.set(waiting.item, waiting.value);
    }
    this.answers = drawn;
    this.tell('answers');
  }

  /** @param {Partial<Session>} changes */
  async keepSession(changes) {
    Object.assign(this.session, changes);
    await this.storage.keep('records', this.session, 'session').catch(() => {});
    this.tell('session');
  }

  /** @param {any} data */
  #usePaper(data) {
    this.paper = new Paper(data);
    this.log.formDigest = this.paper.digest;
  }

  /** Takes the seat at the paper: idempotent, and the reply says under which lease. @returns {Promise<import('./connection.js').Reply>} */
  async begin() {
    const reply = await this.call('POST', '/attempt/start', {});
    if (reply.kind === 'ok') {
      if (Number.isInteger(reply.body.lease)) await this.keepSession({ lease: reply.body.lease });
      this.takeView(reply);
    }
    return reply;
  }

  /** @param {string} lang @returns {Promise<boolean>} whether the whole paper is on this computer */
  async bringPaper(lang) {
    if (!this.paper) {
      const reply = await this.call('GET', `/attempt/paper?lang=${encodeURIComponent(lang)}`, undefined, { deadlineMs: 20000 });
      if (reply.status === 401) this.#onUnauthorised();
      if (reply.kind !== 'ok' || !reply.body.form) return false;
      await this.storage.keep('records', reply.body, 'paper').catch(() => {});
      this.#usePaper(reply.body);
    }
    return true;
  }

  /** Goes on asking for pictures that have not come, for as long as the attempt runs. */
  async bringPictures() {
    const backOff = new BackOff();
    while (this.paper && (await this.paper.bringPictures(this.storage, this.session.token)).length && !ENDED.has(this.state)) {
      this.tell('pictures');
      await new Promise((resolve) => { setTimeout(resolve, backOff.take()); });
    }
    this.tell('pictures');
  }

  /** Tells the server that the first item is on the screen; the clock starts there, also if it cannot be told now. */
  async tellShown() {
    if (this.session.shown) return;
    this.countdown.runFromNow(this.state);
    if (this.telling) return;
    this.telling = true;
    const reply = await this.call('POST', '/attempt/shown', {});
    this.telling = false;
    if (reply.kind !== 'ok') return;
    await this.keepSession({ shown: true });
    this.takeView(reply);
  }

  /** A change by the candidate: on the disk first, then shown as kept, then sent. @param {string} item @param {any} response */
  async record(item, response) {
    this.answers.set(item, response);
    this.unsaved.add(item);
    this.tell('mark', item);
    const event = await this.log.append(item, response);
    if (!event.kept) this.#callAboutLoss(item);
    if (this.answers.get(item) === response) this.unsaved.delete(item);
    this.typed.forgetDrafts();
    this.outbox.wake();
    this.tell('mark', item);
  }

  /** @param {string} item */
  isAnswered(item) { return !isEmpty(this.answers.get(item)); }

  /** @param {string} kind @param {string} [item] @param {string} [text] */
  alert(kind, item, text) {
    return this.call('POST', '/attempt/alert', { kind, ...(item ? { item } : {}), ...(text ? { text } : {}) });
  }

  /** @param {import('./connection.js').Reply} reply */
  #onHeartbeat(reply) {
    if (reply.status === 401) this.#onUnauthorised();
    if (reply.kind !== 'ok' || typeof reply.body.state !== 'string') return;
    const { limit_ms: limit, state } = this.view ?? {};
    this.takeView(reply);
    // Before the start, another limit or state means that more has changed: the rest comes with the whole state.
    const stepped = limit !== this.view.limit_ms || state !== this.state;
    if (!this.compared || (BEFORE.has(this.state) && stepped)) this.refresh();
  }

  /** @param {import('./connection.js').Reply} reply @param {boolean} understood */
  #onSaveReply(reply, understood) {
    if (!understood) return;
    const { state, used_ms: used, limit_ms: limit } = reply.body;
    const changed = state !== this.state;
    this.#lay(reply, { state, used_ms: used, limit_ms: limit });
    if (changed) this.heartbeat.wake();
    this.tell('view');
  }

  /** @param {import('./response_log.js').ResponseEvent} event @param {{status: string, at: string|null}} verdict */
  async #onVerdict(event, verdict) {
    const now = this.countdown.serverNow();
    const at = verdict.at ?? (now === null ? null : new Date(now).toISOString());
    await this.log.acknowledge(event, verdict.status, at);
    this.tell('mark', event.item);
    if (verdict.status === 'conflict' && this.log.latest().get(event.item) === event) await this.#recordAgain(event);
    else if (!STORED.has(verdict.status)) this.#callAboutLoss(event.item);
  }

  /** Once is enough: who comes sees the lamp. @param {string} item */
  #callAboutLoss(item) {
    if (!this.lossReported) this.alert('answer_lost', item);
    this.lossReported = true;
  }

  /** The server has another event under this number: both stay there, and this answer gets a new number. */
  async #recordAgain(event) {
    if (await this.refresh()) await this.record(event.item, event.response);
  }

  /** The candidate has entered again on this computer: the queue goes on under the new token. @param {Session} session */
  async reenter({ token, lease, device }) {
    // Under a new lease the clock waits for the first item once more.
    await this.keepSession({ token, lease, device, shown: this.session.shown && lease === this.session.lease });
    this.unauthorised = false;
    await this.refresh();
    this.outbox.retryNow();
    this.heartbeat.wake();
    this.tell('view');
  }

  #onUnauthorised() {
    if (this.unauthorised) return;
    this.unauthorised = true;
    this.tell('view');
  }
}
