"""Nothing is cut off or covered, wide and narrow, light and dark; everything that is pressed has a name."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

pytest.importorskip("playwright.sync_api")
Axe = pytest.importorskip("axe_playwright_python.sync_playwright").Axe

SIDEWAYS = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
CUT_OFF = """() => [...document.querySelectorAll('.recto :is(a, button, select, h1, h2, label, p, .chip, .level)')]
  .filter((node) => node.checkVisibility() && !node.closest('.strip, .stage, .skip, thead'))
  .filter((node) => { const box = node.getBoundingClientRect(); return box.left < -1 || box.right > innerWidth + 1; })
  .map((node) => node.outerHTML.slice(0, 120))"""
COVERED = """() => {
  const nodes = [...document.querySelectorAll('.recto :is(button, input, select, .level, .chip, .job > span)')].filter(
    (node) => node.checkVisibility() && !node.closest('.viewer') && node.getBoundingClientRect().width);
  const boxes = nodes.map((node) => node.getBoundingClientRect());
  const over = (a, b) => Math.min(a.right, b.right) - Math.max(a.left, b.left) > 1 &&
    Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top) > 1;
  return nodes.flatMap((one, i) => nodes.slice(i + 1).filter((other, j) => over(boxes[i], boxes[i + 1 + j]) &&
    !one.contains(other) && !other.contains(one))
    .map((other) => `${one.outerHTML.slice(0, 80)} ${other.outerHTML.slice(0, 80)}`));
}"""
NAMELESS = """() => [...document.querySelectorAll('.recto :is(a, button, input, select, summary)')]
  .filter((node) => node.checkVisibility())
  .filter((node) => !(node.getAttribute('aria-label') || node.textContent.trim() || node.labels?.length))
  .map((node) => node.outerHTML.slice(0, 120))"""


CROPPED = """() => [...document.querySelectorAll('.field .box > input')]
  .filter((node) => node.scrollWidth > node.clientWidth + 1).map((node) => node.value)"""
TALL = "() => [...document.querySelectorAll('.field .cut')].filter((cut) => cut.offsetHeight > 60).length"
RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa"], "resultTypes": ["violations"]}


@pytest.mark.parametrize(("width", "colours", "locale"), [(1280, "light", "en-GB"), (390, "dark", "de-DE")])
def test_nothing_is_cut_off_covered_nameless_or_hard_to_use(
    visit: Callable[..., Any], read: dict[str, str], width: int, colours: str, locale: str
) -> None:
    page = visit("/", viewport={"width": width, "height": 844}, color_scheme=colours, locale=locale)
    home = page.url
    for path, ready in (
        ("", "[data-state=done]"),
        (read["invoice.pdf"][1:], "rect[data-box]"),
        ("library", "tr[data-document]"),
        ("library?view=totals", ".bars rect"),
        ("review", ".line"),
        ("types", "[data-kind]"),
        ("export", "[data-part=preview] td"),
    ):
        page.goto(home + path)
        page.locator(ready).first.wait_for()
        assert page.evaluate(SIDEWAYS) <= 0, path
        assert page.evaluate(CUT_OFF) == [], path
        assert page.evaluate(COVERED) == [], path
        assert page.evaluate(NAMELESS) == [], path
        assert page.evaluate(CROPPED) == [], path
        assert page.evaluate(TALL) == 0, path  # a cut-out has its size before it is drawn
        assert page.evaluate("document.body.classList.contains('dark')") == (colours == "dark")
        found = Axe().run(page, ".recto", RULES).response["violations"]
        bad = [one for one in found if one["impact"] in ("serious", "critical")]
        assert [(one["id"], [node["html"] for node in one["nodes"]]) for one in bad] == [], path
    for name, ratio in page.evaluate(CONTRASTS).items():
        assert ratio >= 4.5, (colours, name, ratio)


CONTRASTS = """() => {
  const style = getComputedStyle(document.querySelector('.gradio-container'));
  const light = (name) => {
    const hex = style.getPropertyValue('--' + name).trim().slice(1);
    const [r, g, b] = [0, 2, 4].map((i) => parseInt(hex.slice(i, i + 2), 16) / 255)
      .map((c) => (c <= 0.03928 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4));
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const pairs = ['ink ground', 'ink paper', 'quiet ground', 'quiet paper', 'quiet sunk', 'quiet accent-soft',
    'accent ground', 'accent paper', 'accent accent-soft', 'accent-ink accent', 'sure paper', 'sure sure-soft',
    'sure accent-soft', 'check paper', 'check check-soft', 'check accent-soft', 'doubt paper', 'doubt doubt-soft',
    'doubt ground', 'doubt accent-soft', 'person paper', 'person person-soft', 'person accent-soft'];
  return Object.fromEntries(pairs.map((pair) => {
    const [a, b] = pair.split(' ').map(light).sort((x, y) => y - x);
    return [pair, (a + 0.05) / (b + 0.05)];
  }));
}"""
