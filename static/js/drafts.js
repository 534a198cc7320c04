// What is typed in a form marked « keep » is kept in this window until the server has it: when the network goes, when
// the sign-in is over meanwhile, when the page is left and opened anew. Only here (sessionStorage), for whoever typed
// it, twelve hours at most; gone once the server leads on, and at the sign-out. The room has a script of its own.

const PREFIX = "cafepol.brouillon.";
const KEPT = 12 * 3600 * 1000; // milliseconds
const UNTYPED = ["hidden", "submit", "button", "reset", "file", "password", "image"];
const who = document.body.dataset.who || "";
const forms = Array.from(document.querySelectorAll("form.keep")).filter(
  (form) => form.method === "post" && !["words", "tap", "search"].some((name) => name in form.dataset) && typed(form).length,
);
const starts = new Map(forms.map((form) => [form, byName(form)])); // as the server showed it

// ---- the store ----

function drafts() {
  try {
    return Object.keys(sessionStorage)
      .filter((name) => name.startsWith(PREFIX))
      .map((name) => ({ name, ...JSON.parse(sessionStorage.getItem(name)) }));
  } catch {
    return [];
  }
}

function put({ name, ...draft }) {
  try {
    sessionStorage.setItem(name, JSON.stringify(draft));
  } catch {
    // a browser that keeps nothing: the words live as long as the page
  }
}

function drop(draft) {
  sessionStorage.removeItem(draft.name);
}

// ---- what is in a form ----

function nameOf(form) {
  return `${PREFIX}${location.pathname}${location.search} ${form.getAttribute("action") || ""}`;
}

function typed(form) {
  return Array.from(form.elements).filter((field) => field.name && !UNTYPED.includes(field.type));
}

function entry(field) {
  if (["radio", "checkbox"].includes(field.type)) return [field.name, field.value, field.checked];
  if (field.multiple) return [field.name, Array.from(field.selectedOptions, (option) => option.value)];
  return [field.name, field.value];
}

function byName(form) {
  const found = {};
  for (const field of typed(form)) (found[field.name] ||= []).push(entry(field));
  return found;
}

// Only what was changed here: what somebody else wrote meanwhile in another field of the page is not written over.
// With the form's key, so that what arrived without our hearing of it is not done twice; and how many people it shows.
function keep(form, more = {}) {
  const name = nameOf(form);
  const last = drafts().find((each) => each.name === name);
  const before = last?.fields || [];
  const isShownAgain = Boolean(more.isSent && last?.isShownAgain); // once is enough
  const known = new Set(before.map(([field]) => field));
  const start = starts.get(form);
  const now = byName(form);
  const changed = Object.entries(now).filter(
    ([field, entries]) => known.has(field) || JSON.stringify(entries) !== JSON.stringify(start[field]),
  );
  const away = before.filter(([field]) => !(field in now)); // not on the page yet
  const fields = [...changed.flatMap(([, entries]) => entries), ...away];
  const hidden = ["key", "many"].map((each) => [each, form.querySelector(`input[type=hidden][name=${each}]`)?.value]);
  const path = location.pathname + location.search;
  const draft = { name, who, path, made: Date.now(), isSent: false, isShownAgain, fields };
  put({ ...draft, hidden: hidden.filter(([, value]) => value), ...more });
}

// ---- giving back ----

function fill(form, [name, value, isChecked]) {
  const same = typed(form).filter((field) => field.name === name);
  if (isChecked !== undefined) {
    const field = same.find((each) => each.value === value);
    if (field) field.checked = isChecked;
    return Boolean(field);
  }
  const [field] = same;
  if (!field) return false;
  if (field.multiple) for (const option of field.options) option.selected = value.includes(option.value);
  else field.value = value;
  if (value.length) field.closest("details")?.setAttribute("open", "");
  return true;
}

function giveBack(form, draft) {
  const before = JSON.stringify(byName(form));
  const missing = draft.fields.filter((field) => !fill(form, field));
  const isRefused = document.querySelector("main .error-summary");
  for (const [name, value] of isRefused ? [] : draft.hidden) {
    const field = form.querySelector(`input[type=hidden][name=${name}]`);
    if (field && !(name === "many" && Number(field.value) > Number(value))) field.value = value;
  }
  const isAsked = !draft.isShownAgain && showAgain(form, missing);
  put({ ...draft, isSent: false, isShownAgain: isAsked || (draft.isShownAgain && missing.length > 0) });
  if (isAsked) return;
  if (JSON.stringify(byName(form)) !== before) say(form, draft);
}

// lines that were added to the form and are not on the page yet: the server shows it with them
function showAgain(form, missing) {
  const button = Array.from(form.elements).find((each) => "again" in each.dataset);
  if (!button || !missing.some(([, value]) => value.length)) return false;
  for (const [name, value, isChecked] of missing) {
    if (isChecked === false) continue;
    form.append(Object.assign(document.createElement("input"), { type: "hidden", name, value }));
  }
  addEventListener("load", () => form.requestSubmit(button));
  return true;
}

function note(text) {
  const box = document.createElement("div");
  const inner = document.createElement("div");
  box.className = "note note--lamp";
  box.setAttribute("role", "status");
  inner.append(Object.assign(document.createElement("p"), { textContent: text }));
  box.append(inner);
  return box;
}

function say(form, draft) {
  const box = note("Vos mots sont de retour : relisez-les, puis envoyez-les.");
  const button = Object.assign(document.createElement("button"), { type: "button", textContent: "Les effacer" });
  button.className = "btn btn--quiet";
  button.addEventListener("click", () => {
    drop(draft);
    form.reset();
    box.remove();
  });
  box.firstChild.append(button);
  form.before(box);
}

// ---- what became of what was sent ----

const isSignIn = location.pathname.endsWith("/connexion");
const [visit] = performance.getEntriesByType("navigation");
const isLedOn = visit?.type === "navigate" && visit.redirectCount > 0 && !document.querySelector("main .error-summary");

function judge(draft) {
  const isOld = Date.now() - draft.made >= KEPT;
  if (isOld || (who && draft.who !== who)) drop(draft);
  else if (draft.isSent && isSignIn) put({ ...draft, isSent: false });
  else if (draft.isSent && isLedOn) drop(draft);
}

// whoever was signed out meanwhile is led back to the form
function waitForSignIn() {
  const [draft] = drafts().sort((one, other) => other.made - one.made);
  const next = document.querySelector("input[name=next]");
  if (!draft || !next) return;
  next.value ||= draft.path;
  const text = "Ce que vous aviez écrit est gardé dans cette fenêtre : connectez-vous pour le retrouver.";
  document.querySelector("main h1").after(note(text));
}

// what was begun elsewhere and is not to be written at all: nothing of a complaint is kept, here neither
function forget(path) {
  drafts()
    .filter((draft) => draft.path.startsWith(path))
    .forEach(drop);
}

drafts().forEach(judge);
for (const box of document.querySelectorAll("[data-forget]")) forget(box.dataset.forget);
if (isSignIn) waitForSignIn();
for (const form of forms) {
  const draft = drafts().find((each) => each.name === nameOf(form));
  if (draft) giveBack(form, draft);
  form.addEventListener("input", () => keep(form));
  form.addEventListener("change", () => keep(form));
}

document.addEventListener("submit", (event) => {
  const form = event.target;
  if (form.action.endsWith("/deconnexion")) return drafts().forEach(drop);
  if (!forms.includes(form)) return;
  keep(form, { isSent: true });
  if (navigator.onLine) return;
  event.preventDefault();
  keep(form);
  document.querySelector("#sans-reseau")?.remove();
  const box = note("Le réseau manque : rien n’est parti. Vos mots restent ici, envoyez-les encore.");
  box.id = "sans-reseau";
  form.append(box);
  box.scrollIntoView({ block: "center" });
});
