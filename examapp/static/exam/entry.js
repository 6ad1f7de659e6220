import { call } from './connection.js';
import { Outbox, fewer, readAcknowledgement } from './outbox.js';
import { ResponseLog, eventsOf } from './response_log.js';
import { language } from './texts.js';

/** Coming in with codes, and what an earlier candidate may have left on this computer. */

/** What people type for what is printed: twins of the other script, and signs that look alike. */
const TWINS = new Map(Array.from('OILUАВЕКМНРСТХОЗЅЈУІ', (sign, index) => [sign, '011VABEKMHPCTX03SJY1'[index]]));

/** @param {string} typed @returns {string} the code as it is kept */
export function readCode(typed) {
  return Array.from(typed.replace(/[\s\-–—_]/g, '').toUpperCase(), (sign) => TWINS.get(sign) ?? sign).join('');
}

/** As it is printed: with the hyphens that were typed, else in groups of four. @param {string} typed */
export function showCode(typed) {
  const groups = typed.split(/[-–—]/).map(readCode).filter(Boolean);
  return groups.length > 1 ? groups.join('-') : readCode(typed).replace(/(.{4})(?=.)/g, '$1-');
}

/** By this a computer says which workstation it is; the page of its check has put it there. @returns {string} */
function readWorkstation() {
  try {
    return localStorage.getItem('workstation-token') ?? '';
  } catch {
    return '';
  }
}

/** @returns {Promise<{number: number, place: string}|null>} which workstation this computer is, if it is one */
export async function askWorkstation() {
  const token = readWorkstation();
  const reply = token ? await call('GET', `/workstation?lang=${language()}`, { token }) : null;
  return reply?.kind === 'ok' ? reply.body : null;
}

function newDevice() {
  const bytes = crypto.getRandomValues(new Uint8Array(32));
  return btoa(String.fromCharCode(...bytes)).replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '');
}

/**
 * @param {import('./storage.js').Storage} storage
 * @param {{sitting_code: string, candidate_code: string, pin: string}} codes
 * @returns {Promise<{session: import('./attempt.js').Session|null, reply: import('./connection.js').Reply}>}
 */
export async function enter(storage, codes) {
  // The secret is on the disk before it is sent: a reply that is lost must not shut this computer out.
  const device = await storage.get('records', 'device') ?? newDevice();
  await storage.keep('records', device, 'device');
  const workstation = readWorkstation();
  const reply = await call('POST', '/entry', { body: { ...codes, device, ...(workstation ? { workstation } : {}) } });
  const { attempt, token, lease, languages, language } = reply.body ?? {};
  if (reply.kind !== 'ok' || !attempt || !token) return { session: null, reply };
  if (reply.body.device !== device) await storage.keep('records', reply.body.device, 'device');
  return {
    reply,
    session: { attempt, token, lease: Number(lease) || 0, device: reply.body.device, languages, language, step: 'language' },
  };
}

/** @typedef {{attempt: string, token: string, rescue?: import('./rescue.js').Rescue}} Leftover */

/**
 * Another attempt's records on this computer: sends what the server has not, and says how many answers stay.
 * @param {import('./storage.js').Storage} storage @param {Leftover} leftover @returns {Promise<number>}
 */
export async function settleLeftover(storage, leftover) {
  const log = new ResponseLog(storage, leftover.attempt);
  await log.load();
  const { token } = leftover;
  const view = await call('GET', '/attempt', { token });
  if (view.kind === 'ok') {
    const head = view.body.head ?? {};
    await log.reopen((event) => event.seq > (head[event.lease] ?? -1));
  }
  let most;
  while (log.pending().length) {
    const batch = log.nextBatch(most);
    const reply = await call('PUT', '/attempt/responses', { token, body: { entries: Outbox.entries(batch) } });
    const verdicts = readAcknowledgement(reply, batch);
    if (!verdicts && reply.status === 413 && batch.length > 1) {
      most = fewer(batch);
      continue;
    }
    if (!verdicts) break;
    for (const [index, { status, at }] of verdicts.entries()) await log.acknowledge(batch[index], status, at);
  }
  return new Set(log.events.filter((event) => !event.status || event.status === 'conflict').map(({ item }) => item)).size;
}

/**
 * Wipes an attempt from this computer: the whole database, unless another attempt's answers wait in it.
 * @param {import('./storage.js').Storage} storage @param {string} attempt
 */
export async function wipe(storage, attempt) {
  const waiting = await storage.get('records', 'leftovers').catch(() => null) ?? [];
  if (!waiting.length) return storage.drop();
  await storage.remove('events', eventsOf(attempt));
  return forgetPaper(storage);
}

/** Everything but events, the device's secret and the list of leftovers. @param {import('./storage.js').Storage} storage */
export async function forgetPaper(storage) {
  for (const name of ['session', 'view', 'paper', 'signals']) await storage.remove('records', name);
  await storage.remove('media', IDBKeyRange.lowerBound(''));
  return undefined;
}
