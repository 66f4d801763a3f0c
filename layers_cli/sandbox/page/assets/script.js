// Keeps the page current: asks for it again once a second and changes only what is different, so
// that focus, scrolling, typed text and playing video stay as they are. Without it, the page works.

const SECOND = 1000;
const SLOWEST = 10 * SECOND;
let pause = SECOND;
let timer = 0;
let submitting = false;

function isSame(live, wanted) {
  return live.nodeType === wanted.nodeType && live.nodeName === wanted.nodeName && live.id === wanted.id;
}

function matchAttributes(live, wanted) {
  for (const { name } of [...live.attributes]) {
    // What is unfolded is the visitor's choice.
    if (name !== "open" && !wanted.hasAttribute(name)) live.removeAttribute(name);
  }
  for (const { name, value } of wanted.attributes) {
    if (live.getAttribute(name) !== value) live.setAttribute(name, value);
  }
}

function match(live, wanted) {
  if (live.nodeType !== Node.ELEMENT_NODE) {
    if (live.data !== wanted.data) live.data = wanted.data;
    return;
  }
  matchAttributes(live, wanted);
  const named = new Map([...live.children].filter((child) => child.id).map((child) => [child.id, child]));
  let next = live.firstChild;
  for (const child of [...wanted.childNodes]) {
    const found = child.id ? named.get(child.id) : next && isSame(next, child) && next;
    if (!found) {
      live.insertBefore(document.importNode(child, true), next);
    } else {
      if (found === next) next = next.nextSibling;
      else live.insertBefore(found, next);
      match(found, child);
    }
  }
  while (next) {
    const gone = next;
    next = next.nextSibling;
    gone.remove();
  }
}

function show(html, { keepNotice }) {
  const wanted = new DOMParser().parseFromString(html, "text/html");
  if (keepNotice) wanted.getElementById("notice")?.replaceWith(document.getElementById("notice").cloneNode(true));
  const card = document.activeElement.closest(".card")?.id;
  match(document.body, wanted.body);
  document.title = wanted.title;
  // What had the focus may be gone, such as a button that was pressed.
  if (card && document.activeElement === document.body) {
    (document.getElementById(card) ?? document.getElementById("content")).focus({ preventScroll: true });
  }
}

function say(trouble) {
  const place = document.getElementById("connection");
  if (place.textContent !== trouble) place.textContent = trouble;
}

async function refresh() {
  clearTimeout(timer);
  if (document.hidden || submitting) return;
  try {
    const response = await fetch(`/page/parts${location.search}`);
    if (!response.ok) throw new Error(response.statusText);
    const html = await response.text();
    if (!submitting) show(html, { keepNotice: true });
    pause = SECOND;
  } catch {
    pause = Math.min(SLOWEST, pause * 2);
    say("The sandbox does not answer. Still trying.");
  }
  clearTimeout(timer);
  timer = setTimeout(refresh, pause);
}

async function send(form) {
  submitting = true;
  try {
    const body = new URLSearchParams(new FormData(form));
    const response = await fetch(form.action, { method: "POST", body });
    show(await response.text(), { keepNotice: false });
    // What was typed is kept, as it is over updates, until it was taken.
    if (response.ok && "once" in form.dataset) form.reset();
  } catch {
    say("The sandbox does not answer. Your decision may not have been saved.");
  } finally {
    submitting = false;
    timer = setTimeout(refresh, pause);
  }
}

async function copy(button) {
  await navigator.clipboard.writeText(button.dataset.copy);
  document.getElementById("notice").textContent = "Copied.";
}

document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-copy]");
  if (button) copy(button);
});
document.addEventListener("submit", (event) => {
  if (event.target.method !== "post") return;
  event.preventDefault();
  if (!submitting) send(event.target);
});
document.addEventListener("visibilitychange", refresh);
timer = setTimeout(refresh, pause);
