import { h } from '../dom.js';
import { icon } from '../icons.js';
import { t } from '../texts.js';

/** So little of an item under the foot is only its margin. */
const SLACK_PX = 6;

/** Says above the foot that an item goes on below it, as long as its end is not in sight. */
export class MoreBelow {
  /** @param {HTMLElement} content @param {HTMLElement} foot */
  constructor(content, foot) {
    this.content = content;
    this.foot = foot;
    this.line = h('p', { class: 'more-below', hidden: true, 'aria-hidden': 'true' }, icon('down'), t('more_below'));
    foot.append(this.line);
    this.look = this.look.bind(this);
    this.size = new ResizeObserver(this.look);
    // What comes above it, a banner, moves it down without a change of its own size.
    for (const each of [content, content.parentElement]) if (each) this.size.observe(each);
    // Either the column scrolls or the whole page: the event of both is caught on its way down.
    window.addEventListener('scroll', this.look, { capture: true, passive: true });
    window.addEventListener('resize', this.look);
  }

  look() {
    const [content, foot] = [this.content.getBoundingClientRect(), this.foot.getBoundingClientRect()];
    this.line.hidden = content.height === 0 || content.bottom <= foot.top + SLACK_PX;
  }

  stop() {
    this.size.disconnect();
    window.removeEventListener('scroll', this.look, { capture: true });
    window.removeEventListener('resize', this.look);
  }
}
