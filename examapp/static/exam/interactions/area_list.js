import { choice } from './choice.js';

/**
 * Hotspot without the picture: the areas as a list of options, each by its own words. The answer is the same.
 * @param {import('../item_view.js').Context} context @returns {import('../item_view.js').Interaction}
 */
export function areaList(context) {
  return choice({ ...context, item: { ...context.item, choices: context.item.areas.map(({ id }) => id) } });
}
