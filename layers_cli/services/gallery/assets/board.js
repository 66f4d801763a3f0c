// Marks, filters and keys of a board. Marks stay in this browser until they are saved as a file.
// Without it, the board can be looked at and printed.

const board = document.getElementById("board");
const look = document.getElementById("look");
const large = document.getElementById("large");
const help = document.getElementById("help");
const find = document.getElementById("find");
const sort = document.getElementById("sort");
const reviewer = document.getElementById("reviewer");
const shelf = `layers-gallery:${document.documentElement.dataset.board}`;
const VERDICTS = { approve: "To approve", reject: "To reject" };
const saved = read();
const marks = new Map(Object.entries(saved.marks ?? {}));
let current = null; // the card that keys act on
let slot = null; // where the card that is looked at belongs

// Where the browser keeps nothing for this page, marks live as long as it is open.
function read() {
  try {
    return JSON.parse(localStorage.getItem(shelf)) ?? {};
  } catch {
    return {};
  }
}

function keep() {
  try {
    localStorage.setItem(shelf, JSON.stringify({ reviewer: reviewer.value, marks: Object.fromEntries(marks) }));
  } catch {
    // Nothing is kept.
  }
}

const all = () => [...document.querySelectorAll(".card")];
const shown = () => [...board.querySelectorAll(".card")].filter((card) => !card.hidden);
const isPending = (card) => "pending" in card.dataset;
const markOf = (card) => marks.get(card.dataset.id) ?? {};
const text = (value) => (value ?? "").trim();

// A rejection without a reason is no decision yet.
function isDecided(card) {
  const mark = markOf(card);
  return isPending(card) && (mark.decision === "approve" || (mark.decision === "reject" && text(mark.reason) !== ""));
}

function change(card, changes) {
  const mark = { ...markOf(card), ...changes, at: new Date().toISOString() };
  if (mark.decision !== "reject") Object.assign(mark, { reason: undefined, newHook: undefined });
  if (mark.decision || mark.noting || text(mark.note)) marks.set(card.dataset.id, mark);
  else marks.delete(card.dataset.id);
  paint(card);
  count();
  keep();
}

// One card as its mark says; fields that are there already stay, with what is typed in them.
function paint(card) {
  const mark = markOf(card);
  const decision = isPending(card) ? mark.decision : undefined;
  if (decision) card.dataset.mark = decision;
  else delete card.dataset.mark;
  card.querySelector(".verdict").textContent = VERDICTS[decision] ?? "";
  const noted = Boolean(mark.noting || text(mark.note));
  const pressed = { approve: decision === "approve", reject: decision === "reject", note: noted };
  for (const [act, on] of Object.entries(pressed)) {
    card.querySelector(`[data-act="${act}"]`)?.setAttribute("aria-pressed", on);
  }
  toggle(card, "rejected", ["reason", "newHook"], pressed.reject, mark);
  toggle(card, "noted", ["note"], noted, mark);
}

function toggle(card, template, names, wanted, mark) {
  const place = card.querySelector(".fields");
  const there = place.querySelector(`[data-field="${names[0]}"]`);
  if (wanted && !there) {
    place.append(document.getElementById(template).content.cloneNode(true));
    for (const name of names) place.querySelector(`[data-field="${name}"]`).value = mark[name] ?? "";
  } else if (!wanted && there) {
    for (const name of names) place.querySelector(`[data-field="${name}"]`).closest(".field").remove();
  }
  const reason = place.querySelector('[data-field="reason"]');
  reason?.setAttribute("aria-invalid", text(reason.value) === "");
}

function count() {
  const cards = all();
  const pending = cards.filter(isPending);
  const decided = pending.filter(isDecided);
  const approved = decided.filter((card) => markOf(card).decision === "approve").length;
  const comments = commented(cards).length;
  document.getElementById("done").max = Math.max(pending.length, 1);
  document.getElementById("done").value = decided.length;
  document.getElementById("tally").textContent = pending.length
    ? `${decided.length} of ${pending.length}: ${approved} to approve, ${decided.length - approved} to reject`
    : "Nothing waits for a review";
  document.getElementById("export").disabled = decided.length === 0;
  document.getElementById("comments").hidden = comments === 0;
  document.getElementById("comments").textContent = `Save ${comments === 1 ? "a comment" : `${comments} comments`}`;
  document.getElementById("signed").textContent = reviewer.value ? `Reviewed by ${reviewer.value}` : "";
}

// Comments on what is not decided: no decision goes with them.
const commented = (cards) => cards.filter((card) => !isDecided(card) && text(markOf(card).note));

function line(card) {
  const { decision, reason, note, newHook, at } = markOf(card);
  const decided = isDecided(card) ? decision : null;
  const values = { reason, note, newHook, reviewer: reviewer.value };
  const given = Object.entries(values).map(([name, value]) => [name, text(value).toWellFormed?.() || text(value) || null]);
  return JSON.stringify({ id: card.dataset.id, decision: decided, ...Object.fromEntries(given), at });
}

function save(cards, name) {
  const file = new Blob(cards.map((card) => `${line(card)}\n`), { type: "application/x-ndjson" });
  const link = document.createElement("a");
  link.href = URL.createObjectURL(file);
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
}

const saveDecisions = () => save(all().filter(isDecided), "decisions.jsonl");

// Filters and order

function matches(card, words, filters) {
  if (words.some((word) => !card.dataset.words.includes(word))) return false;
  return filters.every(([name, wanted]) => {
    if (name !== "mark") return card.dataset[name] === wanted;
    const mark = markOf(card);
    if (wanted === "note") return Boolean(text(mark.note));
    return isPending(card) && (wanted === "none" ? !isDecided(card) : mark.decision === wanted);
  });
}

function filter() {
  const words = find.value.toLowerCase().split(/\s+/).filter(Boolean);
  const filters = [...document.querySelectorAll("[data-filter]")]
    .filter((each) => each.value)
    .map((each) => [each.dataset.filter, each.value]);
  let left = 0;
  for (const group of board.querySelectorAll(".group")) {
    let here = 0;
    for (const card of group.querySelectorAll(".card")) {
      card.hidden = !matches(card, words, filters);
      here += card.hidden ? 0 : 1;
    }
    group.hidden = here === 0;
    group.dataset.variants = Math.min(Math.max(here, 1), 8);
    left += here;
  }
  document.getElementById("empty").hidden = left > 0;
  document.getElementById("found").textContent = words.length || filters.length ? `${left} found` : "";
}

const born = (group) => group.querySelector(".card").dataset.created;
const title = (group) => group.querySelector("h2").textContent;
const ORDERS = {
  new: (a, b) => (born(a) < born(b) ? 1 : born(a) > born(b) ? -1 : 0),
  old: (a, b) => (born(a) < born(b) ? -1 : born(a) > born(b) ? 1 : 0),
  hook: (a, b) => title(a).localeCompare(title(b)),
  many: (a, b) => b.querySelectorAll(".card").length - a.querySelectorAll(".card").length,
};

function order() {
  board.prepend(...[...board.querySelectorAll(".group")].sort(ORDERS[sort.value]));
}

// One card, large

function open(card) {
  if (!card || look.contains(card)) return;
  close();
  slot = document.createElement("li");
  slot.hidden = true;
  card.replaceWith(slot);
  large.append(card);
  if (!look.open) look.showModal();
  choose(card);
}

function close() {
  if (!slot) return;
  const card = look.querySelector(".card");
  card.querySelector("video")?.pause();
  slot.replaceWith(card);
  slot = null;
}

function leave() {
  const card = look.querySelector(".card");
  close();
  look.close();
  if (card) choose(card);
}

// Keys

function choose(card) {
  current = card;
  card.focus({ preventScroll: look.contains(card) });
  if (!look.contains(card)) card.scrollIntoView({ block: "nearest" });
}

function step(by) {
  const isLarge = look.open;
  if (isLarge) close();
  const cards = shown();
  const at = current ? cards.indexOf(current) : -1;
  const next = cards[Math.min(Math.max(at + by, 0), cards.length - 1)];
  if (!next) return;
  if (isLarge) open(next);
  else choose(next);
}

// On to what is not decided yet: after this card, else from the start.
function proceed(card) {
  if (look.open) close();
  const cards = shown();
  const at = cards.indexOf(card);
  const next = [...cards.slice(at + 1), ...cards.slice(0, at)].find((each) => isPending(each) && !isDecided(each));
  if (look.open) open(next ?? card);
  else choose(next ?? card);
}

function slide(card, by) {
  const strip = card.querySelector(".strip");
  strip?.scrollBy({ left: by * strip.clientWidth, behavior: "instant" });
}

function field(card, name) {
  card.querySelector(`[data-field="${name}"]`)?.focus();
}

// The chosen variant is approved, those beside it that wait are rejected.
function pick(card) {
  const beside = [...(slot ?? card).closest(".cards").querySelectorAll(".card")];
  for (const other of beside.filter((each) => each !== card && isPending(each))) {
    change(other, { decision: "reject", reason: text(markOf(other).reason) || "Another variant was chosen" });
  }
  act(card, "approve", true);
}

function act(card, name, isKey = false) {
  const mark = markOf(card);
  if (name === "open") open(card);
  if (name === "note") {
    const wanted = isKey || !(mark.noting || text(mark.note));
    change(card, wanted ? { noting: true } : { noting: undefined, note: undefined });
    field(card, "note");
  }
  if (!isPending(card)) return;
  const again = mark.decision === name && !isKey;
  if (name === "approve") change(card, { decision: again ? undefined : "approve" });
  if (name === "reject") change(card, { decision: again ? undefined : "reject" });
  if (name === "reject" && !again) field(card, "reason");
  if (name === "approve" && isKey) proceed(card);
}

const KEYS = {
  j: () => step(1),
  k: () => step(-1),
  a: (card) => act(card, "approve", true),
  r: (card) => act(card, "reject", true),
  v: (card) => isPending(card) && pick(card),
  n: (card) => {
    act(card, "reject", true);
    field(card, "newHook");
  },
  c: (card) => act(card, "note", true),
  u: (card) => change(card, { decision: undefined, note: undefined, noting: undefined }),
  o: (card) => open(card),
  Enter: (card) => open(card),
  ArrowRight: (card) => slide(card, 1),
  ArrowLeft: (card) => slide(card, -1),
  "/": () => find.focus(),
  s: () => !document.getElementById("export").disabled && saveDecisions(),
  "?": () => help.showModal(),
};
const WITHOUT_CARD = new Set(["j", "k", "/", "s", "?"]);

function typed(event) {
  const card = event.target.closest(".card");
  if (event.key === "Escape" && card) {
    event.preventDefault();
    choose(card);
  }
  if (event.key === "Enter" && !event.shiftKey && card && !event.isComposing) {
    event.preventDefault();
    if (isDecided(card) || !isPending(card)) proceed(card);
    else field(card, "reason");
  }
}

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || help.open) return;
  if (event.key === "Escape" && look.open && !event.target.matches("input, textarea")) {
    event.preventDefault();
    return leave();
  }
  if (event.target.matches("input, textarea, select")) return typed(event);
  const isPressed = event.target.matches("button, a, video, summary");
  if (isPressed && ["Enter", " ", "ArrowLeft", "ArrowRight"].includes(event.key)) return;
  const key = event.key.length === 1 ? event.key.toLowerCase() : event.key;
  const card = event.target.closest(".card") ?? look.querySelector(".card") ?? current;
  if (!KEYS[key] || (!card?.isConnected && !WITHOUT_CARD.has(key))) return;
  event.preventDefault();
  KEYS[key](card);
});

document.addEventListener("focusin", (event) => {
  current = event.target.closest(".card") ?? current;
});

document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-act]");
  if (event.target.matches("main .strip img")) open(event.target.closest(".card"));
  if (button) act(button.closest(".card"), button.dataset.act);
  const dialog = event.target.matches("dialog") ? event.target : event.target.closest("[data-close]")?.closest("dialog");
  if (dialog) dialog === look ? leave() : dialog.close();
});

document.addEventListener("input", (event) => {
  const name = event.target.dataset?.field;
  if (name) change(event.target.closest(".card"), { [name]: event.target.value });
  else if (event.target === find) filter();
});

document.addEventListener("change", (event) => {
  if (event.target.matches("[data-filter]")) filter();
  if (event.target === sort) order();
  if (event.target.dataset?.field === "reason") offer();
});

// Slides tell which one is seen.
board.addEventListener("scroll", seen, true);
look.addEventListener("scroll", seen, true);
function seen(event) {
  const place = event.target.classList?.contains("strip") && event.target.parentNode.querySelector(".place");
  if (!place) return;
  const at = Math.round(Math.abs(event.target.scrollLeft) / event.target.clientWidth) + 1;
  place.textContent = `${at}/${place.textContent.split("/")[1]}`;
}

// Reasons that were given on this board are offered again.
function offer() {
  const reasons = [...new Set([...marks.values()].map((mark) => text(mark.reason)).filter(Boolean))].slice(-20);
  document.getElementById("reasons").replaceChildren(...reasons.map((reason) => new Option(reason, reason)));
}

look.addEventListener("cancel", (event) => {
  event.preventDefault();
  leave();
});
help.addEventListener("close", () => current?.isConnected && choose(current));
document.getElementById("keys").addEventListener("click", () => help.showModal());
document.getElementById("comments").addEventListener("click", () => save(commented(all()), "comments.jsonl"));
document.getElementById("dock").addEventListener("submit", (event) => {
  event.preventDefault();
  saveDecisions();
});
reviewer.addEventListener("input", () => {
  count();
  keep();
});

// While it is served, what has changed takes the place of what was there.

function refresh(wanted) {
  const groups = new Map([...board.querySelectorAll(".group")].map((group) => [group.dataset.key, group]));
  const there = new Map(all().map((card) => [card.dataset.id, card]));
  for (const group of wanted.querySelectorAll(".group")) {
    for (const card of group.querySelectorAll(".card")) {
      const old = there.get(card.dataset.id);
      if (old && (old.dataset.version === card.dataset.version || old.contains(document.activeElement) || look.contains(old))) {
        card.replaceWith(look.contains(old) ? slot : old);
      }
    }
    groups.get(group.dataset.key)?.remove();
  }
  board.prepend(...wanted.querySelectorAll(".group"));
  document.getElementById("sum").replaceWith(wanted.getElementById("sum"));
}

async function watch(tag) {
  const response = await fetch("", { headers: { "If-None-Match": tag }, cache: "no-store" }).catch(() => null);
  if (response?.status === 200) {
    refresh(new DOMParser().parseFromString(await response.text(), "text/html"));
    start();
  }
  const next = response?.headers.get("ETag") ?? tag;
  setTimeout(() => watch(next), document.hidden ? 10_000 : 2_000);
}

function start() {
  for (const card of all()) if (marks.has(card.dataset.id)) paint(card);
  if (sort.value !== "new") order();
  filter();
  count();
}

reviewer.value = saved.reviewer ?? "";
offer();
start();
const { live } = document.documentElement.dataset;
if (live) watch(`"${live}"`);
