import { App } from './app.js';
import { Attempt } from './attempt.js';
import { forgetPaper, settleLeftover, wipe } from './entry.js';
import { eventsOf } from './response_log.js';
import { Preferences } from './preferences.js';
import { findReadback } from './readback.js';
import { openStorage } from './storage.js';

/** Start of the page: what it needs, whose seat it is, and then the screens. */

/** How long a reloaded page may wait for its own predecessor to let the seat go. */
const SEAT_WAIT_MS = 1000;
const SHELL_AFTER_MS = 1500;

/** @returns {string|null} what is missing here, as the name of a sentence */
function missing() {
  if (!window.isSecureContext || !window.crypto?.subtle || !navigator.locks) return 'insecure';
  if (!window.indexedDB || !window.BroadcastChannel) return 'browser';
  return null;
}

/** One window holds the seat; it lets go only by dying. @returns {Promise<boolean>} */
function takeSeat() {
  return new Promise((resolve) => {
    navigator.locks.request('exam-seat', { signal: AbortSignal.timeout(SEAT_WAIT_MS) }, () => {
      resolve(true);
      return new Promise(() => {});
    }).catch(() => resolve(false));
  });
}

/** The second window waits for the first to close, and then begins anew as the first. */
function waitForSeat() {
  navigator.locks.request('exam-seat', () => {
    location.reload();
    return new Promise(() => {});
  });
}

/** @param {App} app @param {import('./attempt.js').Session} session */
async function resume(app, session) {
  const storage = /** @type {import('./storage.js').Storage} */ (app.storage);
  const attempt = new Attempt(storage, session);
  await attempt.load();
  app.seat(attempt);
  attempt.bringPictures();
  if (app.readOnly) return;
  await attempt.refresh();
  await keepDraft(attempt);
  attempt.start();
}

/** What was being typed when the last page went away. @param {Attempt} attempt */
async function keepDraft(attempt) {
  const draft = attempt.typed.takeDraft();
  if (draft && attempt.paper && attempt.answers.get(draft.item) !== draft.value) await attempt.record(draft.item, draft.value);
}

/** @param {App} app */
function wireEntry(app) {
  const { preferences } = app;
  const storage = /** @type {import('./storage.js').Storage} */ (app.storage);

  /** @param {import('./attempt.js').Session} session */
  const sit = async (session) => {
    await storage.keep('records', session, 'session');
    app.leftover = null;
    if (session.language && !preferences.chosen) await preferences.set({ language: /** @type {any} */ (session.language) });
    await resume(app, session);
    // At another seat, or after a loss: who has agreed once is not asked again.
    if (app.attempt?.view?.consent === true) await app.attempt.keepSession({ consent: true, step: 'ready' });
    app.draw();
  };

  app.onEntered = async (session) => {
    if (app.attempt?.session.attempt === session.attempt) return app.attempt.reenter(session);
    const before = await storage.get('records', 'session');
    if (before) await leaveBehind(before);
    app.attempt = null;
    app.navigator = null;
    app.entered = session;
    return app.onLeftover('retry');
  };

  /** Another attempt's session ends here; its answers stay until the server has them. @param {any} before */
  const leaveBehind = async ({ attempt, token }) => {
    app.attempt?.stop();
    app.attempt?.listeners.clear();
    const list = await storage.get('records', 'leftovers') ?? [];
    await storage.keep('records', [...list, { attempt, token }], 'leftovers');
    await forgetPaper(storage);
  };

  app.onLeftover = async (act) => {
    const list = await storage.get('records', 'leftovers') ?? [];
    const still = [];
    for (const each of list) {
      const count = await settleLeftover(storage, each);
      if (count) still.push({ ...each, count });
    }
    await storage.keep('records', still, 'leftovers');
    if (!still.length) await startClean();
    for (const { attempt } of list.filter((each) => !still.some((other) => other.attempt === each.attempt))) {
      await storage.remove('events', eventsOf(attempt));
    }
    if (still.length && act === 'retry') {
      [app.leftover] = still;
      app.draw();
    } else await sit(app.entered);
  };

  /** The whole database goes, so that the browser compacts its files; only the device's secret comes back. */
  const startClean = async () => {
    const device = await storage.get('records', 'device');
    await storage.drop();
    await storage.keep('records', device, 'device');
  };

  app.onOtherCandidate = async () => {
    if (app.attempt) await leaveBehind(app.attempt.session);
    location.reload();
  };

  app.onClosed = async () => {
    sessionStorage.clear();
    await wipe(storage, app.attempt?.session.attempt ?? '').catch(() => {});
    location.replace('/exam/');
  };
}

async function begin() {
  const asked = /** @type {any} */ (new URLSearchParams(location.search).get('lang'));
  const lacking = missing();
  const storage = lacking ? null : await openStorage().catch(() => null);
  const preferences = new Preferences((changes) => app.draw(changes.language ? 'all' : 'preferences'));
  await preferences.load(storage, asked ? { language: asked } : {});
  const app = new App({ storage, preferences });
  if (lacking || !storage) {
    app.blocked = lacking ?? 'storage';
    return app.mount();
  }
  wireEntry(app);
  app.readOnly = !await takeSeat();
  app.channel = new BroadcastChannel('exam-seat');
  if (app.readOnly) {
    waitForSeat();
    app.channel.onmessage = () => app.attempt?.load().then(() => app.draw());
  }
  app.readback = findReadback();
  const session = app.readback ? null : await storage.get('records', 'session');
  if (session) await resume(app, session);
  app.mount();
  // First the candidate, then the copies for later.
  return setTimeout(() => keepShell(app), SHELL_AFTER_MS);
}

/** The shell in the service worker's cache, so that a reload works without a link. @param {App} app */
async function keepShell(app) {
  const registration = await navigator.serviceWorker?.register('/exam/service-worker.js', { scope: '/exam/' }).catch(() => null);
  // A new version takes over between two candidates, never under one.
  if (registration?.waiting && !app.attempt) registration.waiting.postMessage('take over');
}

begin();
