import { Outbox } from './outbox.js';

/**
 * The rescue file: the queue that cannot be sent, encrypted to the server's public key and carried there by the
 * proctor. It is made without a link, from what the server said before.
 * @typedef {{public: string, salt: string, rounds: number, check: string}} Rescue
 */
const MAGIC = 'EXAMRESCUE1\n';
const INFO = 'examapp rescue';
const CURVE = { name: 'ECDH', namedCurve: 'P-256' };

const utf8 = (/** @type {string} */ text) => new TextEncoder().encode(text);
const toHex = (/** @type {ArrayBuffer} */ bytes) => Array.from(new Uint8Array(bytes), (byte) => byte.toString(16).padStart(2, '0')).join('');
const fromHex = (/** @type {string} */ text) => Uint8Array.from(text.match(/../g) ?? [], (pair) => parseInt(pair, 16));

/** Whether this is the proctor's code of the room. @param {Rescue} rescue @param {string} code as `readCode` returns it */
export async function isRescueCode(rescue, code) {
  const key = await crypto.subtle.importKey('raw', utf8(code || ' '), 'PBKDF2', false, ['deriveBits']);
  const method = { name: 'PBKDF2', hash: 'SHA-256', salt: utf8(rescue.salt), iterations: rescue.rounds };
  return toHex(await crypto.subtle.deriveBits(method, key, 256)) === rescue.check;
}

/** @param {import('./response_log.js').ResponseLog} log whatever no acknowledgement has covered */
export function rescueEntries(log) {
  return Outbox.entries(log.pending());
}

/**
 * @param {Rescue} rescue @param {string} code @param {{attempt: string, token: string, entries: any[]}} bundle
 * @returns {Promise<Blob>} the file
 */
export async function sealRescue(rescue, code, bundle) {
  const server = await crypto.subtle.importKey('raw', fromHex(rescue.public), CURVE, false, []);
  const own = await crypto.subtle.generateKey(CURVE, false, ['deriveBits']);
  const shared = await crypto.subtle.deriveBits({ name: 'ECDH', public: server }, own.privateKey, 256);
  const source = await crypto.subtle.importKey('raw', shared, 'HKDF', false, ['deriveKey']);
  const method = { name: 'HKDF', hash: 'SHA-256', salt: utf8(code), info: utf8(INFO) };
  const key = await crypto.subtle.deriveKey(method, source, { name: 'AES-GCM', length: 256 }, false, ['encrypt']);
  const iv = crypto.getRandomValues(new Uint8Array(12));
  const secret = await crypto.subtle.encrypt({ name: 'AES-GCM', iv }, key, utf8(JSON.stringify(bundle)));
  const point = await crypto.subtle.exportKey('raw', own.publicKey);
  return new Blob([MAGIC, point, iv, secret], { type: 'application/octet-stream' });
}

/** Lets the browser save a file. @param {Blob} file @param {string} name */
export function saveFile(file, name) {
  const url = URL.createObjectURL(file);
  const link = document.createElement('a');
  link.href = url;
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(url), 60000);
}
