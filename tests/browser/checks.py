"""What must hold for every look of the page, whatever it shows.

Pictures are not compared with stored ones: fonts differ from machine to machine. What is held instead are facts:
nothing is wider than the window, no button breaks a word, every control has a name, every text has contrast, nothing
is blank.
"""

import base64

import pictures
from desk import Failed

# More colours than a blank or half-drawn page has.
COLOURS = 60
CONTRAST, CONTRAST_OF_LARGE = 4.5, 3.0

SETTLED = "return document.getAnimations().every((it) => it.playState !== 'running' || it.effect.getTiming().iterations === Infinity);"

FACTS = """
const shown = (it) => it.checkVisibility({ opacityProperty: true, visibilityProperty: true });
const inView = ({ left, top, right, bottom }) => right > 0 && bottom > 0 && left < innerWidth && top < innerHeight && right > left && bottom > top;
const about = (it) => `${it.tagName.toLowerCase()}.${[...it.classList].join('.')} «${(it.textContent || '').trim().slice(0, 40)}»`;

const wide = [...document.querySelectorAll('.messages:not([hidden]), .panel-body, .dialog-list')]
  .filter((it) => shown(it) && it.scrollWidth > it.clientWidth + 1).map((it) => `${about(it)} is ${it.scrollWidth - it.clientWidth} px too wide`);
if (document.documentElement.scrollWidth > innerWidth) wide.push(`the page is ${document.documentElement.scrollWidth - innerWidth} px too wide`);

const named = (it) => (it.getAttribute('aria-label') || it.textContent || it.title || it.placeholder
  || [...(it.labels ?? [])].map((label) => label.textContent).join(' ')).trim();
const nameless = [...document.querySelectorAll('button, a[href], input, textarea, select, video, dialog[open] img')]
  .filter((it) => shown(it) && !named(it) && !it.alt).map((it) => `${about(it)} has no name`);

const broken = [...document.querySelectorAll('.inline-button:not(.endless), .key:not(.endless)')].filter(shown).flatMap((it) =>
  [...it.textContent.matchAll(/[\\p{L}\\p{N}]+/gu)].filter(({ 0: word, index }) => {
    const range = document.createRange();
    range.setStart(it.firstChild, index);
    range.setEnd(it.firstChild, index + word.length);
    return new Set([...range.getClientRects()].map(({ top }) => Math.round(top / 10))).size > 1;
  }).map(({ 0: word }) => `${about(it)} breaks «${word}»`));

const numbers = (text) => text.match(/-?[\\d.]+(e-?\\d+)?/g).map(Number);
function colour(text) {
  const [r, g, b, a = 1] = numbers(text.replace(/^color\\(srgb/, ''));
  return text.startsWith('color(srgb') ? [r * 255, g * 255, b * 255, a] : [r, g, b, a];
}
const over = ([r, g, b, a], below) => [r, g, b].map((part, n) => part * a + below[n] * (1 - a));
const light = (rgb) => rgb.map((part) => part / 255).map((c) => (c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4))
  .reduce((sum, c, n) => sum + c * [0.2126, 0.7152, 0.0722][n], 0);
function contrast(one, other) {
  const [dark, bright] = [light(one), light(other)].sort((a, b) => a - b);
  return (bright + 0.05) / (dark + 0.05);
}
// Every colour that may be behind the element: a gradient counts with all of its colours.
function behind(it) {
  if (!it) return [[255, 255, 255]];
  const style = getComputedStyle(it);
  const own = colour(style.backgroundColor);
  const steps = style.backgroundImage.match(/(rgba?|color)\\([^)]*\\)/g);
  if (steps) return steps.flatMap((step) => { const c = colour(step); return c[3] >= 1 ? [c.slice(0, 3)] : behind(it.parentElement).map((below) => over(c, below)); });
  if (own[3] >= 1) return [own.slice(0, 3)];
  // A modal dialog lies above all, on its backdrop.
  const below = it.matches('dialog') ? [colour(getComputedStyle(it, '::backdrop').backgroundColor)].map((c) => over(c, [128, 128, 128])) : behind(it.parentElement);
  return own[3] > 0 ? below.map((one) => over(own, one)) : below;
}
function clipped(it, box) {
  for (let up = it; up; up = up.parentElement) {
    if (getComputedStyle(up).overflow === 'visible') continue;
    const edge = up.getBoundingClientRect();
    if (box.bottom <= edge.top || box.top >= edge.bottom || box.right <= edge.left || box.left >= edge.right) return true;
  }
  return false;
}
const pale = [];
const words = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
while (words.nextNode()) {
  const [node, it] = [words.currentNode, words.currentNode.parentElement];
  if (!/[\\p{L}\\p{N}]/u.test(node.data) || !shown(it) || it.closest('[aria-hidden=true], :disabled, option, template, [inert]')) continue;
  if (document.querySelector('dialog[open]') && !it.closest('dialog')) continue;
  const range = document.createRange();
  range.selectNodeContents(node);
  const box = range.getBoundingClientRect();
  if (!inView(box) || clipped(it, box)) continue;
  const style = getComputedStyle(it);
  const size = parseFloat(style.fontSize);
  const wanted = size >= 24 || (size >= 18.66 && style.fontWeight >= 700) ? arguments[1] : arguments[0];
  const worst = Math.min(...behind(it).map((below) => contrast(over(colour(style.color), below), below)));
  if (worst < wanted) pale.push(`${about(it)} has contrast ${worst.toFixed(2)}, wanted ${wanted}`);
}
return [...wide, ...broken, ...nameless, ...pale];
"""


def look(desk, name):
    """Takes a picture of the page as it is and holds it to everything above."""
    if not desk.browser.wait(SETTLED, seconds=10):
        raise Failed(f"{name}: the page does not come to rest")
    desk.shot(name)
    findings = desk.browser.run(FACTS, CONTRAST, CONTRAST_OF_LARGE)
    findings += [f"the browser complains: {complaint}" for complaint in desk.browser.complaints()]
    if pictures.colours(seen(desk)) < COLOURS:
        findings.append("it is blank")
    if findings:
        raise Failed(f"{name}: " + "; ".join(sorted(set(findings))[:12]))


def seen(desk, selector="body"):
    """The pixels of an element, at a quarter of its size: enough for facts, and quick to read."""
    box = desk.browser.run(
        "const { x, y, width, height } = document.querySelector(arguments[0]).getBoundingClientRect();"
        "return { x, y, width, height };", selector)
    params = {"format": "png", "clip": {**box, "scale": 0.25}}
    taken = desk.browser.call("POST", "/goog/cdp/execute", {"cmd": "Page.captureScreenshot", "params": params})
    return pictures.pixels(base64.b64decode(taken["data"]))
