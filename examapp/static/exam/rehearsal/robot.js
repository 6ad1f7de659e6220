/**
 * Answers an item as a hand would: with the controls that the page itself has drawn, so that what is tried is
 * what a candidate will press.
 */

/** @template T @param {ArrayLike<T>} list @returns {T|undefined} */
const any = (list) => list[Math.floor(Math.random() * list.length)];

/** @param {HTMLElement} element @param {string} selector */
const press = (element, selector) => /** @type {HTMLElement|undefined} */ (any(element.querySelectorAll(selector)))?.click();

/** @param {HTMLElement} element */
function choose(element) {
  for (const list of element.querySelectorAll('select')) {
    const option = any([...list.options].filter(({ value }) => value));
    if (!option) continue;
    list.value = option.value;
    list.dispatchEvent(new Event('change', { bubbles: true }));
  }
}

/** @param {HTMLElement} element @param {string} words */
function type(element, words) {
  for (const field of element.querySelectorAll('input')) {
    field.value = words;
    field.dispatchEvent(new Event('input', { bubbles: true }));
  }
}

/** @param {HTMLElement} element */
function pressPicture(element) {
  const sheet = /** @type {HTMLElement|null} */ (element.querySelector('.takes-points'));
  const { left, top, width, height } = sheet?.getBoundingClientRect() ?? { left: 0, top: 0, width: 0, height: 0 };
  const [clientX, clientY] = [left + width * (0.2 + 0.6 * Math.random()), top + height * (0.2 + 0.6 * Math.random())];
  sheet?.dispatchEvent(new MouseEvent('click', { bubbles: true, clientX, clientY }));
}

/** @param {HTMLElement} element */
function slide(element) {
  const range = /** @type {HTMLInputElement|null} */ (element.querySelector('input[type=range]'));
  if (!range) return;
  range.value = String(Number(range.min) + Math.round(Math.random() * (Number(range.max) - Number(range.min))));
  range.dispatchEvent(new Event('input', { bubbles: true }));
}

/** @type {Record<string, (element: HTMLElement) => void>} */
const HANDS = {
  choice: (element) => press(element, '.option input'),
  order: (element) => press(element, 'button:not([disabled])'),
  match: choose,
  gap_match: choose,
  inline_choice: choose,
  text_entry: (element) => type(element, 'rehearsal'),
  numeric: (element) => type(element, '12'),
  hotspot: (element) => press(element, 'button.area'),
  select_point: pressPicture,
  slider: slide,
};

/** @param {string} kind @param {HTMLElement} element the item as it stands in the page */
export function answerByHand(kind, element) {
  HANDS[kind]?.(element);
}
