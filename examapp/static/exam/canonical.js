/** Canonical JSON (RFC 8785) and the id of a response event. */

/** @param {any} value @returns {string} */
export function canonicalJson(value) {
  if (Array.isArray(value)) return `[${value.map(canonicalJson).join(',')}]`;
  if (value !== null && typeof value === 'object') {
    // The default order of sort() is that of UTF-16 code units, which the standard asks for.
    const members = Object.keys(value).sort().map((key) => `${JSON.stringify(key)}:${canonicalJson(value[key])}`);
    return `{${members.join(',')}}`;
  }
  return JSON.stringify(value);
}

/** @param {string} text @returns {Promise<string>} lower-case hex */
export async function sha256Hex(text) {
  const digest = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(text));
  return Array.from(new Uint8Array(digest), (byte) => byte.toString(16).padStart(2, '0')).join('');
}

/** The members that the id covers; anything else about an event only informs. */
const SIGNED = ['attempt', 'form_digest', 'item', 'lease', 'prev', 'response', 'seq', 'since_tick_ms', 'tick'];

/** @param {Record<string, any>} event @returns {Promise<string>} */
export function eventId(event) {
  return sha256Hex(canonicalJson(Object.fromEntries(SIGNED.map((name) => [name, event[name] ?? null]))));
}
