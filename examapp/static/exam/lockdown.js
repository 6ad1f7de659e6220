import { bound } from './connection.js';
import { Signals } from './signals.js';
import { FullScreen } from './parts/full_screen.js';

/**
 * How this seat is locked: whether the server takes this browser, the attempt's own address, and what is noted.
 * Nothing here decides on an answer: what the server refuses stays in the queue and is sent again.
 */
const OWN_PAGE = /^\/exam\/p\/([0-9a-f]{32})\/$/;
const KEYS_WITHIN_MS = 1000;
const ON_THE_WAY_MS = 30000;
/** Only these screens name what is noted; any other would lose a press, or what it has just told. */
const SAYS_WHAT_IS_NOTED = new Set(['consent', 'rules']);
/** As a page behaves that has not been told yet. */
const OFF = { mode: /** @type {const} */ ('off'), signals: /** @type {string[]} */ ([]) };

/** On macOS and iOS the locked browser sets no headers: its keys belong to the address of this page. */
export async function bindCalls() {
  bound.page = OWN_PAGE.exec(location.pathname)?.[1] ?? '';
  const security = /** @type {any} */ (window).SafeExamBrowser?.security;
  if (typeof security?.updateKeys !== 'function') return;
  await new Promise((resolve) => { setTimeout(resolve, KEYS_WITHIN_MS); security.updateKeys(resolve); });
  bound.headers = { 'X-Page-ConfigKeyHash': security.configKey ?? '', 'X-Page-RequestHash': security.browserExamKey ?? '' };
}

export class Lockdown {
  /** @param {import('./app.js').App} app */
  constructor(app) {
    this.app = app;
    /** @type {'off'|'kiosk'|'safe_exam_browser'} */
    this.mode = 'off';
    /** Whether the server has refused this browser. */
    this.failed = false;
    this.known = false;
    /** The attempt's own value, once it has one. */
    this.page = '';
    this.asking = false;
    /** When this page last set out for the attempt's own address. */
    this.left = -ON_THE_WAY_MS;
    this.signals = new Signals(app);
    this.fullScreen = new FullScreen(app, (since) => this.signals.note('full_screen_left', since));
  }

  /** @param {import('./attempt.js').Attempt} attempt */
  follow(attempt) {
    this.failed = this.known = false;
    this.page = '';
    this.#obey(attempt.session.lockdown ?? OFF);
    if (attempt.followed) return;
    attempt.onReply = (path, reply) => this.#hear(attempt, path, reply);
    this.signals.follow(attempt);
    this.#ask(attempt);
  }

  /** @param {import('./attempt.js').Attempt} attempt @param {string} path @param {import('./connection.js').Reply} reply */
  #hear(attempt, path, reply) {
    if (attempt !== this.app.attempt) return;
    if (reply.code === 'lockdown') this.#setFailed(attempt, true);
    else if (reply.kind === 'ok' && path !== '/attempt/alert') this.#setFailed(attempt, false);
    // Once admitted, the attempt has an address of its own.
    const lacksPage = this.mode === 'safe_exam_browser' && !bound.page && attempt.state !== 'awaiting' && !this.failed;
    if (path !== '/attempt/lockdown' && (!this.known || lacksPage || reply.code === 'lockdown_page')) this.#ask(attempt);
  }

  /** @param {import('./attempt.js').Attempt} attempt @param {boolean} failed */
  #setFailed(attempt, failed) {
    if (failed === this.failed) return;
    this.failed = failed;
    attempt.typed.flush();
    this.app.draw();
  }

  /** @param {import('./attempt.js').Attempt} attempt */
  async #ask(attempt) {
    if (this.asking) return;
    this.asking = true;
    const reply = await attempt.call('POST', '/attempt/lockdown', {});
    this.asking = false;
    // Without a link it is asked again with the next reply; a server without this call locks nothing.
    this.known = reply.kind === 'ok' || reply.status === 404;
    if (reply.kind !== 'ok') return;
    const { mode, signals, page } = reply.body;
    if (JSON.stringify({ mode, signals }) !== JSON.stringify(attempt.session.lockdown ?? OFF)) {
      await attempt.keepSession({ lockdown: { mode, signals } });
      this.#obey({ mode, signals });
      this.app.draw(SAYS_WHAT_IS_NOTED.has(this.app.shown) ? 'all' : 'view');
    }
    this.page = page ?? '';
    await this.moveOn();
  }

  /** To the attempt's own address, unless somebody is just taking the seat: then that comes first. */
  async moveOn() {
    if (!this.page || this.page === bound.page || this.app.seating?.busy) return;
    await this.app.attempt?.typed.flush();
    // Replies go on coming while the next page is on its way: setting out anew would call that one off.
    if (performance.now() - this.left < ON_THE_WAY_MS) return;
    this.left = performance.now();
    location.replace(`/exam/p/${this.page}/`);
  }

  /** @param {{mode: 'off'|'kiosk'|'safe_exam_browser', signals: string[]}} asked */
  #obey({ mode, signals }) {
    this.mode = mode;
    this.signals.kinds = signals;
    this.fullScreen.wanted = mode === 'kiosk';
    this.fullScreen.show();
  }
}
