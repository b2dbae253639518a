"""axe-core in the page: what it finds serious or critical, told so that it can be found again."""

from __future__ import annotations

from pathlib import Path

from playwright.sync_api import Page

from infra.local.place import ROOT

SOURCE = ROOT / "console" / "node_modules" / "axe-core" / "axe.min.js"
"""Given to the window as an init script: the console's content policy allows no script of others."""

STILL = """async () => {
  const moving = () => document.getAnimations()
    .filter((one) => one.effect && one.effect.getComputedTiming().iterations !== Infinity);
  for (let still = 0, frames = 0; still < 3 && frames < 300; frames += 1) {
    await new Promise(requestAnimationFrame);
    const now = moving();
    await Promise.allSettled(now.map((one) => one.finished));
    still = now.length === 0 ? still + 1 : 0;
  }
}"""
"""Three frames without movement: an inherited colour changes one level of elements after the other."""

RUN = """async () => {
  const found = await axe.run(document, { resultTypes: ["violations"], elementRef: false });
  return found.violations.filter((one) => ["serious", "critical"].includes(one.impact)).flatMap((one) =>
    one.nodes.map((node) => `${one.id} (${one.impact}): ${node.target.join(" ")} ${(node.any[0] || node.all[0]
      || node.none[0] || { message: one.help }).message}`));
}"""


def source() -> Path:
    assert SOURCE.exists(), "axe-core is missing: npm ci in console/"
    return SOURCE


def findings(page: Page) -> list[str]:
    """Serious and critical findings of the page as it stands, once nothing moves: half-faded text has no contrast."""
    page.evaluate(STILL)
    found: list[str] = page.evaluate(RUN)
    return found
