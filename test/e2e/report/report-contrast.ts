/** Measures the contrast of every visible text of a page against what lies behind it, as WCAG 2.2 §1.4.3 does. */
import type { Page } from 'playwright-core';

export interface TextContrast {
  readonly text: string;
  readonly ratio: number;
}

/** All texts of which the contrast is below `least`, and how many were measured. */
export const weakTexts = async (
  page: Page,
  least: number,
): Promise<{ readonly measured: number; readonly weak: readonly TextContrast[] }> => {
  const texts = await page.evaluate<readonly TextContrast[]>(MEASURE);
  return { measured: texts.length, weak: texts.filter((text) => text.ratio < least) };
};

/** Runs in the page. A canvas resolves whatever notation the style used for a colour into red, green and blue. */
const MEASURE = `(() => {
  const canvas = document.createElement('canvas');
  canvas.width = canvas.height = 1;
  const paint = canvas.getContext('2d', { willReadFrequently: true });
  const over = (colours) => {
    paint.clearRect(0, 0, 1, 1);
    for (const colour of colours) { paint.fillStyle = colour; paint.fillRect(0, 0, 1, 1); }
    return paint.getImageData(0, 0, 1, 1).data;
  };
  const luminance = ([r, g, b]) => [r, g, b]
    .map((part) => part / 255)
    .map((part) => (part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4))
    .reduce((sum, part, index) => sum + part * [0.2126, 0.7152, 0.0722][index], 0);
  const found = [];
  for (const element of document.querySelectorAll('main *')) {
    const own = [...element.childNodes].filter((node) => node.nodeType === 3 && node.textContent.trim() !== '');
    if (own.length === 0 || !element.checkVisibility() || element.closest('svg')) continue;
    const behind = [];
    for (let at = element; at; at = at.parentElement) behind.unshift(getComputedStyle(at).backgroundColor);
    const back = luminance(over(behind));
    const front = luminance(over([...behind, getComputedStyle(element).color]));
    const ratio = (Math.max(back, front) + 0.05) / (Math.min(back, front) + 0.05);
    found.push({ text: own.map((node) => node.textContent.trim()).join(' '), ratio });
  }
  return found;
})()`;
