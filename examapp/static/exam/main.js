import { App } from './app.js';
import { followClock } from './following.js';
import { Preferences } from './preferences.js';
import { bindCalls } from './lockdown.js';
import { findReadback } from './readback.js';
import { Seating } from './seating.js';
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
    const hold = () => {
      resolve(true);
      return new Promise(() => {});
    };
    const wait = () => navigator.locks.request('exam-seat', { signal: AbortSignal.timeout(SEAT_WAIT_MS) }, hold);
    // A slow computer may be late to say that the seat is free; only for another window's hold the clock counts.
    navigator.locks.request('exam-seat', { ifAvailable: true }, (lock) => (lock ? hold() : wait())).catch(() => resolve(false));
  });
}

/** The second window follows the first, and begins anew in its place when that is closed. @param {App} app */
function followFirst(app) {
  app.channel.onmessage = async ({ data: { topic, clock } }) => {
    if (topic === 'ask' || !app.attempt) return;
    if (topic !== 'clock') await app.attempt.load();
    followClock(app.attempt, clock);
    app.draw(topic === 'clock' ? 'view' : 'all');
  };
  app.channel.postMessage({ topic: 'ask' });
  navigator.locks.request('exam-seat', () => {
    location.reload();
    return new Promise(() => {});
  });
}

/** The window that holds the seat tells a newly opened one what the time is. @param {App} app */
function leadOthers(app) {
  app.channel.onmessage = ({ data: { topic } }) => { if (topic === 'ask') app.tellOthers('clock'); };
}

/** The shell in the service worker's cache, so that a reload works without a link. @param {App} app */
async function keepShell(app) {
  const registration = await navigator.serviceWorker?.register('/exam/service-worker.js', { scope: '/exam/' }).catch(() => null);
  // A new version takes over between two candidates, never under one.
  if (registration?.waiting && !app.attempt) registration.waiting.postMessage('take over');
}

async function begin() {
  const lacking = missing();
  const storage = lacking ? null : await openStorage().catch(() => null);
  const preferences = new Preferences((changes) => app.draw(changes.language || 'lists' in changes ? 'all' : 'preferences'));
  const app = new App({ storage, preferences });
  await bindCalls();
  const asked = new URLSearchParams(location.search).get('lang');
  await preferences.load(storage, asked ? { language: /** @type {any} */ (asked) } : {});
  if (lacking || !storage) {
    app.blocked = lacking ?? 'storage';
    app.mount();
    return;
  }
  app.seating = new Seating(app, storage);
  app.readOnly = !await takeSeat();
  app.channel = new BroadcastChannel('exam-seat');
  app.readback = findReadback();
  const session = app.readback ? null : await storage.get('records', 'session');
  if (session) await app.seating.resume(session);
  if (app.readOnly) followFirst(app);
  else leadOthers(app);
  app.mount();
  // First the candidate, then the copies for later.
  setTimeout(() => keepShell(app), SHELL_AFTER_MS);
}

begin();
