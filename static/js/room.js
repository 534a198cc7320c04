// The room of a café where the network comes and goes: what is tapped is shown at once, kept in this browser until
// the server has it (12 hours at most), and sent again with its key, so that nothing is counted twice. Without this
// script every button is a plain form and works as well, as long as there is a network.

const PREFIX = "cafepol.salle.";
const KEPT = 12 * 3600 * 1000; // milliseconds
const DOUBLE = 400; // a finger that trembles; milliseconds
const PATIENCE = 10000;
const AGAIN = 4000;
const SEARCH_WAITS = "Le réseau manque : la recherche attend. La liste reste comme elle est.";

const line = document.querySelector("#envoi");
const store = PREFIX + line.dataset.room;
const drafts = `${PREFIX}mots.${line.dataset.room}`; // of this window alone: they are somebody's words
let taps = read(store);
let isSending = false;
let hasFailed = false;
let isWarned = false;
let isSignedOut = false;
let said = "";
let timer = 0;
let last = { button: null, at: 0 };

// ---- what waits ----

function read(name) {
  try {
    const found = JSON.parse(localStorage.getItem(name) || "[]");
    return found.filter((tap) => Date.now() - tap.made < KEPT && tap.made <= Date.now());
  } catch {
    return [];
  }
}

function keep() {
  try {
    if (taps.length) localStorage.setItem(store, JSON.stringify(taps));
    else localStorage.removeItem(store);
  } catch {
    // a browser that keeps nothing: what waits lives as long as the page
  }
}

function names() {
  try {
    return Object.keys(localStorage).filter((name) => name.startsWith(PREFIX));
  } catch {
    return [];
  }
}

function wipe() {
  taps = [];
  for (const name of names()) localStorage.removeItem(name);
  forgetWords();
}

function forgetOld() {
  for (const name of names()) if (!read(name).length) localStorage.removeItem(name);
}

// ---- words that have not left ----

// nothing of a complaint or an emergency is kept, here neither
function keepWords(form) {
  const data = new FormData(form);
  if (!["concern", "offence_to_record"].includes(data.get("orientation"))) return forgetWords();
  const fields = Array.from(data).filter(([name]) => name !== "csrf_token");
  try {
    sessionStorage.setItem(drafts, JSON.stringify({ fields, made: Date.now() }));
  } catch {
    // a browser that keeps nothing: they stay in the form as long as the page
  }
}

function forgetWords() {
  try {
    sessionStorage.removeItem(drafts);
  } catch {
    // nothing was kept
  }
}

// with their key, so that what arrived without our hearing of it is not noted twice
function giveBackWords() {
  const form = document.querySelector("form[data-words]");
  try {
    const kept = JSON.parse(sessionStorage.getItem(drafts) || "null");
    if (!form || !kept) return;
    if (Date.now() - kept.made >= KEPT) return forgetWords();
    for (const [name, value] of kept.fields) {
      const field = form.elements.namedItem(name);
      if (!field) continue;
      field.value = value;
      if (value) field.closest?.("details")?.setAttribute("open", "");
    }
    said = "Vos mots sont de retour : relisez-les et envoyez-les.";
  } catch {
    forgetWords();
  }
}

// ---- a tap ----

function newKey() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}

function tapOf(form, button) {
  const fields = {};
  for (const [name, value] of new FormData(form)) {
    if (!["csrf_token", "key", "ago"].includes(name)) fields[name] = value;
  }
  if (button?.name) fields[button.name] = button.value;
  return { kind: form.dataset.tap, url: form.getAttribute("action"), fields, key: newKey(), made: Date.now() };
}

document.addEventListener("submit", (event) => {
  const form = event.target;
  if (form.dataset.tap) {
    event.preventDefault();
    hush();
    const now = Date.now();
    const isDouble = last.button === event.submitter && now - last.at < DOUBLE;
    last = { button: event.submitter, at: now };
    if (isDouble) return;
    taps.push(tapOf(form, event.submitter));
    keep();
    said = "";
    isWarned = false;
    paint();
    send();
  } else if (form.dataset.search !== undefined) {
    event.preventDefault();
    look(`${form.action.split("#")[0]}?${new URLSearchParams(new FormData(form))}`);
  } else if (form.dataset.words !== undefined) {
    event.preventDefault();
    hush();
    tell(form);
  }
});

document.addEventListener("click", (event) => {
  const link = event.target.closest("[data-look]");
  const way = event.target.closest("[data-leave]");
  if (link) {
    event.preventDefault();
    look(link.href.split("#")[0]);
  } else if (way) {
    leave(event, way);
  }
});

// what was said of the gesture before
function hush() {
  for (const note of notes(document)) note.remove();
}

// ---- to the server ----

async function ask(url, options = {}) {
  const answer = await fetch(url, { ...options, signal: AbortSignal.timeout(PATIENCE) });
  if (answer.status >= 500 || answer.status === 429) throw new Error("later");
  return answer;
}

function post(url, fields) {
  const body = new URLSearchParams(fields);
  body.set("csrf_token", document.querySelector("input[name=csrf_token]").value);
  return ask(url, { method: "POST", body });
}

async function send() {
  if (isSending) return;
  isSending = true;
  clearTimeout(timer);
  let page = null;
  const refused = [];
  const told = [];
  taps = taps.filter((tap) => Date.now() - tap.made < KEPT);
  try {
    while (taps.length) {
      const tap = taps[0];
      const ago = Math.max(0, Math.round((Date.now() - tap.made) / 1000));
      const answer = await post(tap.url, { ...tap.fields, key: tap.key, ago });
      if (isStranger(answer)) {
        said = "Connectez-vous à nouveau : elles partiront.";
        isSignedOut = true;
        hasFailed = true;
        break;
      }
      taps.shift();
      keep();
      hasFailed = false;
      if (said === SEARCH_WAITS) said = "";
      const shown = new DOMParser().parseFromString(await answer.text(), "text/html");
      if (shown.querySelector("#combien")) page = shown;
      refused.push(...complaints(shown));
      told.push(...notes(shown));
    }
  } catch {
    hasFailed = true;
    timer = setTimeout(send, AGAIN);
  }
  isSending = false;
  if (refused.length) said = refused.join(" ");
  if (page) refresh(page);
  line.before(...told);
  paint();
}

// whoever was signed out meanwhile, or signed in anew elsewhere: what waits is kept for the next visit
function isStranger(answer) {
  return answer.status === 400 || new URL(answer.url).pathname.endsWith("/connexion");
}

function notes(page) {
  return page.querySelectorAll("main .note[role=status]:not(#envoi)");
}

function complaints(page) {
  const found = page.querySelectorAll("main .error-summary li, main .note--brick p, main .lede");
  return Array.from(found, (each) => each.textContent.trim());
}

async function look(url) {
  try {
    const answer = await ask(url);
    if (isStranger(answer)) return location.assign(url);
    refresh(new DOMParser().parseFromString(await answer.text(), "text/html"));
    history.replaceState(null, "", url);
    const letters = document.querySelector("#q");
    letters.value = new URL(url).searchParams.get("q") || "";
    if (document.activeElement === document.body) letters.focus();
    said = "";
  } catch {
    said = SEARCH_WAITS;
  }
  paint();
}

// a concern that cannot leave stays in its form, word for word, and comes back there when the page is opened anew
async function tell(form) {
  keepWords(form);
  try {
    const answer = await ask(form.action, { method: "POST", body: new URLSearchParams(new FormData(form)) });
    if (isStranger(answer)) {
      said = "La doléance n’est pas partie. Connectez-vous à nouveau : vos mots sont gardés.";
      isSignedOut = true;
    } else {
      forgetWords();
      hear(new DOMParser().parseFromString(await answer.text(), "text/html"), answer.redirected);
    }
  } catch {
    said = "Le réseau manque : la doléance n’est pas partie. Elle reste ici, envoyez-la encore.";
  }
  paint();
}

// what the server answers: the concern is noted and its form empty again, or what is to be corrected stands in it
function hear(page, isNoted) {
  said = complaints(page).join(" ");
  const anew = page.querySelector("#doleance");
  if (anew) document.querySelector("#doleance").replaceWith(anew);
  if (!isNoted) return;
  refresh(page);
  line.before(...notes(page));
  document.querySelector("#doleance").scrollIntoView();
}

async function leave(event, way) {
  if (taps.length && !isWarned) {
    event.preventDefault();
    await send();
    if (taps.length) {
      isWarned = true;
      said = "Si vous quittez la salle, elles sont perdues. Appuyez encore pour quitter.";
      paint();
    } else {
      way.click();
    }
    return;
  }
  wipe();
}

// ---- on the screen ----

// what the server shows, without losing the place of the finger or a number that is being typed
function refresh(page) {
  const active = document.activeElement;
  const isInside = active?.form && active.closest("[data-fresh]");
  const place = isInside ? [active.form.getAttribute("action"), active.name, active.value] : null;
  const typed = active?.name === "head_count" ? active.value : null;
  for (const old of document.querySelectorAll("[data-fresh]")) {
    const anew = page.getElementById(old.id);
    if (anew) old.replaceWith(anew);
  }
  if (!place) return;
  const [action, name, value] = place;
  const same = Array.from(document.querySelectorAll("[data-fresh] [name]")).filter(
    (each) => each.name === name && each.form?.getAttribute("action") === action,
  );
  const found = same.find((each) => each.value === value) || same[0];
  if (found && typed !== null) found.value = typed;
  found?.focus();
}

// what waits, as if it had arrived: the numbers of the server are in data-, so that painting twice changes nothing
function paint() {
  const room = document.querySelector("#combien");
  if (room) count(room);
  countFlyers();
  for (const { kind, url } of taps) if (kind === "say") formOf(kind, url)?.closest("li").setAttribute("hidden", "");
  const many = taps.length > 1 ? "s" : "";
  const waits = taps.length && hasFailed ? `${taps.length} coche${many} à envoyer.` : "";
  const why = waits && !said ? "Le réseau manque : gardez cette page ouverte." : said;
  line.textContent = [waits, why].filter(Boolean).join(" ");
  line.hidden = !line.textContent;
  if (!isSignedOut || line.hidden) return;
  const way = Object.assign(document.createElement("a"), { href: location.pathname, textContent: "Se connecter" });
  line.append(" ", way);
}

function count(room) {
  let shown = Number(room.dataset.shown);
  let ticked = Number(room.dataset.ticked);
  let isTyped = room.dataset.typed !== "";
  const present = new Map();
  for (const { kind, url, fields } of taps) {
    if (kind === "walk-in") shown = Math.max(ticked, shown + Number(fields.delta));
    if (kind === "count" && fields.head_count && !fields.undo) {
      shown = Math.max(ticked, Number(fields.head_count));
      isTyped = true;
    }
    if (kind !== "tick") continue;
    const button = formOf(kind, url)?.querySelector(".tick");
    if (!button) continue;
    const before = present.has(button) ? present.get(button) : Number(button.dataset.present);
    const after = fields.present === "1" ? Number(fields.people || button.dataset.party) : 0;
    present.set(button, after);
    ticked += after - before;
    shown = isTyped ? Math.max(shown, ticked) : shown + after - before;
  }
  for (const [button, people] of present) {
    button.setAttribute("aria-pressed", String(people > 0));
    button.value = people > 0 ? "0" : "1";
  }
  room.querySelector("output").textContent = shown;
  room.querySelector("[data-say=ticked]").textContent = `${ticked} cochée${ticked > 1 ? "s" : ""}`;
  room.querySelector("[data-say=others]").textContent = `+ ${shown - ticked} autre${shown - ticked > 1 ? "s" : ""}`;
}

function countFlyers() {
  for (const tile of document.querySelectorAll("[data-flyer]")) {
    const { flyer, people } = tile.dataset;
    const steps = taps.filter(({ kind, fields }) => kind === "flyer" && fields.flyer?.slice(0, -1) === flyer);
    const shown = steps.reduce((sum, { fields }) => Math.max(0, sum + (fields.flyer.endsWith("-") ? -1 : 1)), Number(people));
    tile.querySelector("output").textContent = shown;
  }
}

function formOf(kind, url) {
  const path = url.split("?")[0];
  const forms = document.querySelectorAll(`form[data-tap=${kind}]`);
  return Array.from(forms).find((form) => form.getAttribute("action").split("?")[0] === path);
}

addEventListener("online", send);
document.addEventListener("visibilitychange", () => document.hidden || send());
forgetOld();
giveBackWords();
if (taps.length) {
  hasFailed = true;
  send();
}
paint();
