import { t } from '../texts.js';
import { banner } from './banners.js';

/**
 * What became of a call for the proctor, as a banner. A call that did not get through is not forgotten when the
 * link is back: then it can be made again by one press.
 */
export class ProctorCall {
  /** @param {() => Promise<boolean>} call @param {() => void} onChange */
  constructor(call, onChange) {
    this.call = call;
    this.onChange = onChange;
    /** @type {'none'|'arrived'|'failed'|'again'} */
    this.state = 'none';
  }

  async make() {
    this.#become(await this.call() ? 'arrived' : 'failed');
  }

  /** The server has been heard. */
  heard() {
    if (this.state === 'failed') this.#become('again');
  }

  /** @returns {HTMLElement[]} */
  banners() {
    if (this.state === 'none') return [];
    const [kind, title] = /** @type {const} */ ({
      arrived: ['success', 'proctor_called'], failed: ['warning', 'proctor_not_called'], again: ['message', 'proctor_call_again'],
    })[this.state];
    const act = this.state === 'again' ? { words: t('call_proctor'), onAct: () => this.make() } : undefined;
    return [banner({ kind, sign: 'hand', title: t(title), act, onClose: () => this.#become('none') })];
  }

  /** @param {ProctorCall['state']} state */
  #become(state) {
    this.state = state;
    this.onChange();
  }
}
