/**
 * One request to the exam API, and what became of it. Only a JSON reply of the API itself counts as an
 * answer: a redirect, a sign-in page, a proxy's error or silence is `unknown`, whatever its status.
 * `asked` and `heard` are this page's own monotonic milliseconds.
 * @typedef {{kind: 'ok'|'error'|'unknown', status: number, body: any, code: string, asked: number, heard: number}} Reply
 */
const BASE = '/exam/api/v1';
/** What each call carries in a locked browser: the attempt's own value, and the keys that the page has read. */
export const bound = { page: '', headers: /** @type {Record<string, string>} */ ({}) };

/** @param {string} url */
const withPage = (url) => (bound.page ? `${url}${url.includes('?') ? '&' : '?'}page=${bound.page}` : url);

/** Own deadline: a link that is cut without a word would otherwise hold a request for minutes. */
export const DEADLINE_MS = 8000;

/** @param {Response} response @returns {Promise<any>} the JSON object, or null */
async function readJson(response) {
  if (!(response.headers.get('content-type') ?? '').includes('application/json')) return null;
  const body = await response.json();
  return body !== null && typeof body === 'object' && !Array.isArray(body) ? body : null;
}

/**
 * @param {string} method @param {string} path @param {{token?: string, body?: any, deadlineMs?: number, keepalive?: boolean}} [options]
 * @returns {Promise<Reply>} never rejects
 */
export async function call(method, path, { token, body, deadlineMs = DEADLINE_MS, keepalive = false } = {}) {
  const asked = performance.now();
  /** @type {{status: number, content: any}} */
  const { status, content } = await fetchWithin(deadlineMs, withPage(BASE + path), {
    method,
    keepalive,
    headers: {
      Accept: 'application/json',
      ...bound.headers,
      ...(token ? { Authorization: `Bearer ${token}` } : {}),
      ...(body === undefined ? {} : { 'Content-Type': 'application/json' }),
    },
    body: body === undefined ? undefined : JSON.stringify(body),
  }, readJson).catch(() => ({ status: 0, content: null }));
  return { ...judge(status, content), status, body: content, asked, heard: performance.now() };
}

/** @param {number} status @param {any} content the JSON object, or null @returns {{kind: Reply['kind'], code: string}} */
function judge(status, content) {
  const code = typeof content?.error?.code === 'string' ? content.error.code : '';
  if (!content || status >= 500) return { kind: 'unknown', code };
  return status >= 200 && status < 300 ? { kind: 'ok', code: '' } : { kind: 'error', code };
}

/**
 * The deadline covers the body too, not only the first byte.
 * @template T @param {number} deadlineMs @param {string} url @param {RequestInit} options
 * @param {(response: Response) => Promise<T>} read @returns {Promise<{status: number, content: T}>}
 */
async function fetchWithin(deadlineMs, url, options, read) {
  const controller = new AbortController();
  const timer = setTimeout(() => controller.abort(), deadlineMs);
  try {
    const response = await fetch(url, {
      ...options, signal: controller.signal, redirect: 'error', credentials: 'omit', cache: 'no-store',
    });
    return { status: response.status, content: await read(response) };
  } finally {
    clearTimeout(timer);
  }
}

/** A picture of the paper, with the token. @param {string} url @param {string} token @returns {Promise<Blob|null>} */
export async function fetchPicture(url, token) {
  try {
    const { status, content } = await fetchWithin(20000, withPage(url), { headers: { Authorization: `Bearer ${token}`, ...bound.headers } },
      (response) => response.blob());
    return status === 200 && content.type.startsWith('image/') ? content : null;
  } catch {
    return null;
  }
}

/** Whether the server is heard: one lost request is no lost link. */
export class Link {
  /** @param {(before: Link['state']) => void} onChange */
  constructor(onChange) {
    this.onChange = onChange;
    this.failures = 0;
    this.everHeard = false;
  }

  /** @param {boolean} heard what became of one request */
  count(heard) {
    const before = this.state;
    this.failures = heard ? 0 : this.failures + 1;
    this.everHeard ||= heard;
    if (this.state !== before) this.onChange(before);
  }

  /** @returns {'up'|'down'|'unknown'} */
  get state() {
    if (this.failures >= 2) return 'down';
    return this.everHeard ? 'up' : 'unknown';
  }
}

/** Waits that grow from half a second to eight, each with its own jitter. */
export class BackOff {
  constructor(first = 500, most = 8000) {
    this.first = first;
    this.most = most;
    this.next = first;
  }

  /** @returns {number} milliseconds to wait before the next try */
  take() {
    const wait = this.next * (0.75 + Math.random() / 2);
    this.next = Math.min(this.next * 2, this.most);
    return wait;
  }

  reset() {
    this.next = this.first;
  }
}

/** A sleep that can be cut short. */
export class Pause {
  /** @param {number} ms @returns {Promise<void>} */
  sleep(ms) {
    return new Promise((resolve) => {
      const done = () => { clearTimeout(timer); this.wake = () => {}; resolve(); };
      const timer = setTimeout(done, Math.min(ms, 2 ** 31 - 1));
      this.wake = done;
    });
  }

  wake = () => {};
}
