import { Attempt } from './attempt.js';
import { forgetPaper, settleLeftover, wipe } from './entry.js';
import { eventsOf } from './response_log.js';

/** Who sits at this computer: taking a seat, going on after a reload, giving the place to somebody else. */
export class Seating {
  /** @param {import('./app.js').App} app @param {import('./storage.js').Storage} storage */
  constructor(app, storage) {
    this.app = app;
    this.storage = storage;
    /** Who has entered and waits until an earlier candidate's answers are dealt with. @type {import('./attempt.js').Session|null} */
    this.newcomer = null;
    /** Whether somebody is just sitting down. */
    this.busy = false;
  }

  /** Goes on with a session that this computer has kept. @param {import('./attempt.js').Session} session */
  async resume(session) {
    const attempt = new Attempt(this.storage, session);
    await attempt.load();
    attempt.followed = this.app.readOnly;
    this.app.seat(attempt);
    attempt.bringPictures();
    if (this.app.readOnly) return;
    await attempt.refresh();
    const drafts = attempt.typed.takeDrafts();
    if (drafts.length && attempt.paper) await this.#finish(attempt, drafts);
    attempt.start();
  }

  /**
   * Keeps what the last page could not finish, and shows its item: where the candidate stood may be lost with it.
   * @param {Attempt} attempt @param {import('./typed_answers.js').Draft[]} drafts
   */
  async #finish(attempt, drafts) {
    for (const { item, value } of drafts) {
      if (JSON.stringify(attempt.answers.get(item)) !== JSON.stringify(value)) await attempt.record(item, value);
    }
    const place = attempt.paper?.items.findIndex(({ id }) => id === drafts.at(-1)?.item) ?? -1;
    if (this.app.navigator?.goTo(place)) this.app.draw();
  }

  /**
   * Large print, contrast and lists are there from the first screen on; once given, the candidate's own choice stands.
   * @param {Attempt} attempt
   */
  obey(attempt) {
    const given = attempt.session.granted ?? [];
    const fresh = attempt.granted.filter((kind) => !given.includes(kind));
    if (!fresh.length) return;
    attempt.keepSession({ granted: [...given, ...fresh] });
    this.app.preferences.grant(fresh);
  }

  /** The codes were right. @param {import('./attempt.js').Session} session */
  async enter(session) {
    const { app, storage } = this;
    if (app.attempt?.session.attempt === session.attempt) {
      await app.attempt.reenter(session);
      return;
    }
    const before = await storage.get('records', 'session');
    if (before) await this.#leaveBehind(before);
    app.attempt = null;
    app.navigator = null;
    this.newcomer = session;
    await this.settle(false);
  }

  /** Sends what earlier candidates have left here; what the server holds is wiped. @param {boolean} goOn even if some stays */
  async settle(goOn) {
    const { app, storage } = this;
    const found = await storage.get('records', 'leftovers') ?? [];
    const staying = [];
    for (const leftover of found) {
      const count = await settleLeftover(storage, leftover);
      if (count) staying.push({ ...leftover, count });
      else await storage.remove('events', eventsOf(leftover.attempt));
    }
    if (staying.length) await storage.keep('records', staying, 'leftovers');
    else if (found.length) await this.#startClean();
    if (staying.length && !goOn) {
      [app.leftover] = staying;
      app.draw();
    } else if (this.newcomer) await this.#sit(this.newcomer);
  }

  /** This computer is free for another candidate, or for the same one under a new lease. */
  async makeRoom() {
    if (this.app.attempt) await this.#leaveBehind(this.app.attempt.session);
    location.replace('/exam/');
  }

  /** The last page is put away. */
  async close() {
    sessionStorage.clear();
    await wipe(this.storage, this.app.attempt?.session.attempt ?? '').catch(() => {});
    location.replace('/exam/');
  }

  /** @param {import('./attempt.js').Session} session */
  async #sit(session) {
    const { app, storage } = this;
    const { preferences } = app;
    await storage.keep('records', session, 'session');
    app.leftover = null;
    this.newcomer = null;
    this.busy = true;
    await this.resume(session);
    // At another seat, or after a loss: who has chosen and agreed once is not asked again.
    if (app.attempt?.view?.consent === true) {
      if (session.language && !preferences.chosen) await preferences.set({ language: /** @type {any} */ (session.language) });
      await app.attempt.keepSession({ consent: true, step: 'ready' });
    }
    this.busy = false;
    app.draw();
    app.lockdown.moveOn();
  }

  /** A session ends here; its answers stay until the server has them. @param {{attempt: string, token: string}} session */
  async #leaveBehind({ attempt, token }) {
    this.app.attempt?.stop();
    this.app.attempt?.listeners.clear();
    const list = await this.storage.get('records', 'leftovers') ?? [];
    // What a rescue file would need: the rest of the view is forgotten.
    const rescue = (await this.storage.get('records', 'view'))?.room?.rescue;
    await this.storage.keep('records', [...list, { attempt, token, rescue }], 'leftovers');
    await forgetPaper(this.storage);
  }

  /** The whole database goes, so that the browser compacts its files; only the device's secret comes back. */
  async #startClean() {
    const device = await this.storage.get('records', 'device');
    await this.storage.drop();
    if (device) await this.storage.keep('records', device, 'device');
  }
}
