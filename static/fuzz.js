// A user without patience: at `?fuzz=SEED` it does what luck says with whatever is on the page, so many times, and says when it is done.
// The same seed and the same page do the same; `?fuzz=SEED&actions=N` does N things instead of 2,000.
const wish = new URLSearchParams(location.search);
const seed = Number(wish.get("fuzz")) || 1;
const actions = Number(wish.get("actions")) || 2_000;

/** Whole numbers below `most`, by a linear congruential generator: good enough to be unexpected. */
let state = seed >>> 0;
function luck(most) {
  state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
  return Math.floor((state / 2 ** 32) * most);
}
const one = (list) => list[luck(list.length)];

// What would leave the page, save files or open the browser's own windows is left alone.
const LEFT_ALONE = 'input[type="file"], a[href]:not([href^="#"]), [id^="take-"], [data-leaves]';
const DONE_WITH = 'button, summary, input, select, textarea, a[href^="#"], canvas, [tabindex="0"]';
const TEXTS = ["", "0", "-1", "1e9", "NaN", "25%", "0.5", "3", "{", "가나다라", "x".repeat(300), "🙂", "'; --", "apiVersion: apps/v1\nkind: Deployment\n"];
const KEYS = ["Tab", "Enter", " ", "Escape", "ArrowLeft", "ArrowRight", "ArrowUp", "ArrowDown", "Home", "End", "Delete", "?", "/", "[", "]", "1", "4", "z"];

const isShown = (it) => it.checkVisibility?.() !== false && it.getClientRects().length > 0 && !it.disabled;
const pause = (ms) => new Promise((done) => setTimeout(done, ms));

function set(field, value) {
  const kind = { SELECT: HTMLSelectElement, TEXTAREA: HTMLTextAreaElement }[field.tagName] ?? HTMLInputElement;
  Object.getOwnPropertyDescriptor(kind.prototype, "value").set.call(field, value);
  for (const name of ["input", "change"]) field.dispatchEvent(new Event(name, { bubbles: true }));
}

function point(target, type, [x, y], more = {}) {
  const at = { clientX: x, clientY: y, pointerId: 1, pointerType: one(["mouse", "mouse", "touch"]), isPrimary: true };
  target.dispatchEvent(new PointerEvent(type, { bubbles: true, cancelable: true, ...at, ...more }));
}

/** Moves, presses, drags and lets go within an element. */
function drag(target) {
  const box = target.getBoundingClientRect();
  const place = () => [box.left + (luck(100) / 100) * box.width, box.top + (luck(100) / 100) * box.height];
  point(target, "pointermove", place());
  if (luck(2)) {
    point(target, "pointerdown", place(), { buttons: 1 });
    for (let moves = luck(4); moves >= 0; moves -= 1) point(target, "pointermove", place(), { buttons: 1 });
    point(target, "pointerup", place());
  }
  point(target, "pointerleave", place());
}

function act() {
  // Inside a dialog, if one is open: the page behind it cannot be reached by people either.
  const place = [...document.querySelectorAll("dialog[open]")].at(-1) ?? document;
  const all = [...place.querySelectorAll(DONE_WITH)].filter((it) => !it.matches(LEFT_ALONE) && isShown(it));
  const target = one(all);
  if (!target) return;
  target.focus?.();
  const kind = luck(10);
  if (kind === 0) {
    const how = { key: one(KEYS), bubbles: true, cancelable: true, shiftKey: luck(4) === 0, ctrlKey: luck(8) === 0 };
    (document.activeElement ?? document.body).dispatchEvent(new KeyboardEvent("keydown", how));
  } else if (target.matches('canvas, .charts, [role="slider"], .moment')) {
    drag(target);
  } else if (target.tagName === "SELECT") {
    if (target.options.length) set(target, one([...target.options]).value);
  } else if (target.type === "range") {
    set(target, String(Number(target.min) + (luck(101) / 100) * (Number(target.max) - Number(target.min))));
  } else if (target.matches('textarea, input:not([type="checkbox"], [type="radio"])')) {
    set(target, one(TEXTS));
  } else {
    target.click();
  }
}

const root = document.documentElement;
while (!["ready", "error"].includes(root.dataset.status)) await pause(50);
for (let done = 0; done < actions; done += 1) {
  root.dataset.fuzz = String(done);
  act();
  // Most follow each other at once, some leave the page time to answer.
  await pause(luck(20) === 0 ? 120 : 0);
}
root.dataset.fuzz = "done";
