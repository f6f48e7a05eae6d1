// Document: the page and its boxes at one side, the values at the other, tied by their path. Choosing either lights up
// the other without a trip to the server; only what is saved goes there. Its parts are in document_*.js.
const SILENCE = 15000; // milliseconds without an answer after which we say so
const QUEUE = "recto-queue"; // what this tab is going through: {ids, done}
const asked = new URLSearchParams(location.search);
const fields = new Map(); // path (the name "path" itself is taken: Gradio holds such an object for a file) -> {field, node, input}
const pending = new Map(); // turn -> what is being saved
const grown = new Map(); // table -> rows, with those added by hand and not yet saved
let page = Number(asked.get("page")) || 0;
let wished = page; // the page of the address, kept until all pages are known
let chosen = asked.get("field") ?? "";
let turn = 0;
let built = ""; // which fields and rows stand there now
let arrived = false;
let settling = true; // until the person does something: nothing scrolls gently, and what the address asked for stays in view
let shownId = ""; // the document that stands there now

// ---- what the service says ---------------------------------------------------------------------------------------

function show() {
  const value = props.value;
  if (!value?.id && !value?.missing) return;
  paced(value.pace ?? 0, () => trigger("look", { id: props.value.id }));
  const wanted = new URLSearchParams(location.search).get("id");
  if (value.id && value.id !== wanted) {
    answer(value.back, true); // a late answer about the one before
    return trigger("open", { id: wanted });
  }
  part("missing").hidden = !value.missing;
  part("all").hidden = Boolean(value.missing);
  if (value.missing) {
    part("missing-why").textContent = say("document_gone_hint");
    return;
  }
  if (shownId && shownId !== value.id) afresh();
  shownId = value.id;
  answer(value.back);
  heading(value);
  proposal(value);
  record(value);
  if (!value.pages.some((one) => one.number === page)) page = value.pages[0]?.number ?? 1;
  leaf();
  flow(value);
  if (!arrived && value.status !== "queued" && value.status !== "reading") arrive();
}

/** Another document comes in place of the one that was shown: nothing of that one stays. */
function afresh() {
  fields.clear();
  grown.clear();
  pictures.clear();
  printed.clear();
  [built, drawn, offered, turns, arrived, settling] = ["", "", "", 0, false, true];
  [picking, picked] = [false, []];
  const now = new URLSearchParams(location.search);
  [page, chosen] = [Number(now.get("page")) || 0, now.get("field") ?? ""];
  wished = page;
  part("astray").hidden = true;
  scrollTo(0, 0);
}

/** The first time that values are there: go to the field of the address, and to its page when none was asked for. */
function arrive() {
  arrived = true;
  const wanted = chosen;
  chosen = "";
  const lost = [];
  if (wished && wished !== page) lost.push(say("no_such_page", { number: wished }));
  if (wanted && !fields.has(wanted)) lost.push(say("no_such_field", { field: wanted }));
  part("astray").hidden = !lost.length;
  part("astray").textContent = lost.join(" ");
  if (fields.has(wanted)) choose(wanted, { focus: false, turnTo: wished !== page });
}

/** What became of something that was sent from here; when the document was `left` meanwhile, no field stands for it. */
function answer(back, left = false) {
  if (!back || !pending.has(back.turn)) return;
  const done = pending.get(back.turn);
  pending.delete(back.turn);
  const entry = left ? undefined : fields.get(done.path);
  const now = [...props.value.fields, ...props.value.tables.flatMap((table) => table.rows.flat())].find((field) => field.key === done.path);
  const problem = back.overtaken && now && done.event === "save" ? say("overtaken", { label: now.label, who: now.by || say("somebody"), value: now.value || say("empty"), mine: done.after || say("empty") }) : back.problem;
  if (entry) entry.problem = problem;
  if (problem) {
    if (!entry) announce(problem);
    return;
  }
  if (entry && entry.input.value === done.after) entry.typed = false;
  announce(done.sentence);
  done.then?.(left);
}

function heading(value) {
  document.title = `${value.name} · Recto`;
  part("name").textContent = value.name;
  part("kind").textContent = value.doctype ? kindTitle(value.kinds, value.doctype) : say("type_none");
  part("status").textContent = say(`status_${value.status}`);
  part("status").className = `chip is-${value.status}`;
  const busy = value.status === "queued" || value.status === "reading";
  const [done, total] = value.progress?.[0] ?? [0, 0];
  part("busy").hidden = !busy;
  if (busy) {
    const sentence = value.status === "queued" ? say("waiting_now") : total > 1 ? say("reading_page", { done: Math.min(done + 1, total), total }) : say("reading_now");
    if (part("busy").textContent !== sentence) part("busy").textContent = sentence;
  }
  part("error").hidden = !value.error;
  part("error").textContent = value.error;
  const review = part("review");
  review.disabled = busy || !["read", "reviewed"].includes(value.status);
  review.setAttribute("aria-pressed", String(value.reviewed));
  review.textContent = say(value.reviewed ? "reviewed" : "mark_reviewed");
  review.title = value.reviewed ? say("unmark") : "";
  part("again").hidden = busy;
  part("export").hidden = !["read", "reviewed"].includes(value.status);
  part("formats").replaceChildren(
    ...value.formats.map((format) => make("li", {}, make("a", { href: `api/exports/${format.name}?ids=${value.id}`, download: "" }, format.title))),
  );
  ways(value);
  part("doubts").hidden = !value.issues.length;
  part("doubts").replaceChildren(...value.issues.map((issue) => make("li", {}, issue)));
  part("reasoning").hidden = !value.reasoning;
  part("reasoning").querySelector("p").textContent = value.reasoning;
  how(value);
}

/** The ways of reading again: as which type, by which model, how far. */
function ways(value) {
  const form = part("how-again");
  const shape = JSON.stringify([value.id, value.doctype, value.models, value.kinds.length]);
  if (form.shape === shape) return;
  form.shape = shape;
  const choices = (select, all, now) => select.replaceChildren(...all.map(([name, title]) => make("option", { value: name, selected: name === now }, title)));
  choices(form.elements.doctype, [["", say("automatic")], ...value.kinds.map((kind) => [kind.name, kind.title])], value.doctype);
  choices(form.elements.model, value.models.map((name) => [name, name]), value.models[0]);
  part("models").hidden = value.models.length < 2;
  part("secret").hidden = !value.error;
}

/** The ledger: what became of every page, and at what size it was read. */
function how(value) {
  part("how").hidden = !value.model;
  const seconds = Object.values(value.seconds).reduce((sum, one) => sum + one, 0);
  part("made").textContent = `${say("model")}: ${value.model}. ${say("took")}: ${say("seconds", { seconds: Math.round(10 * seconds) / 10 })}.`;
  const row = (one) =>
    make("tr", {}, make("th", { scope: "row" }, String(one.number)), ...[say(`state_${one.state}`), one.width ? `${one.width} × ${one.height}` : "", say(`source_${one.source}`), one.note].map((text) => make("td", {}, text)));
  part("ledger").replaceChildren(
    make("thead", {}, make("tr", {}, ...["page", "ledger_state", "ledger_size", "ledger_words", "ledger_note"].map((name) => make("th", { scope: "col" }, say(name))))),
    make("tbody", {}, ...value.pages.map(row)),
  );
}

/** Trigger `event`, and remember what to say when its answer comes. */
function send(event, sent, path, sentence, after = "", then = null) {
  turn += 1;
  const mine = String(turn);
  pending.set(mine, { event, path, sentence, after, then });
  setTimeout(() => pending.has(mine) && announce(say("offline")), SILENCE); // an answer that is late still counts
  const about = { ...sent, id: props.value.id, turn: mine };
  if (event === "save") trigger("save", about);
  else if (event === "undo") trigger("undo", about);
  else if (event === "row") trigger("row", about);
  else if (event === "take") trigger("take", about);
  else if (event === "review") trigger("review", about);
  else trigger("again", about);
}

/** Keep page and field in the address, so that it can be shared. */
function remember() {
  const address = new URLSearchParams({ id: props.value.id, page, ...(chosen ? { field: chosen } : {}) });
  history.replaceState(history.state, "", `${location.pathname}?${address}`); // the page has a <base>
}

// ---- through the review queue, from one document to the next ------------------------------------------------------

function queue() {
  try {
    return JSON.parse(sessionStorage.getItem(QUEUE)) ?? { ids: [], done: [] };
  } catch {
    return { ids: [], done: [] };
  }
}

function flow(value) {
  const { ids, done } = queue();
  const place = ids.indexOf(value.id);
  part("flow").hidden = place < 0;
  if (place < 0) return;
  part("flow-where").textContent = say("flow_where", { number: place + 1, count: ids.length });
  part("flow-done").textContent = say("flow_done", { count: done.length });
  part("flow-before").disabled = place === 0;
  part("flow-after").disabled = place === ids.length - 1;
}

/** To the next (1) or previous (-1) document of the queue. */
function along(step) {
  const { ids } = queue();
  const place = ids.indexOf(props.value.id);
  const next = ids[place + step];
  if (place < 0) return;
  if (!next) return announce(say(step > 0 ? "flow_end" : "flow_begin"));
  open(next, true);
}

function open(id, push) {
  if ([...fields.values()].some((entry) => entry.typed)) return announce(say("unsaved"));
  if (push) history.pushState(history.state, "", `${location.pathname}?${new URLSearchParams({ id })}`);
  trigger("open", { id });
}

part("flow-before").addEventListener("click", () => along(-1));
part("flow-after").addEventListener("click", () => along(1));
addEventListener("popstate", () => {
  const id = new URLSearchParams(location.search).get("id");
  if (id && id !== shownId) open(id, false);
});
part("review").addEventListener("click", () => {
  const { id, reviewed } = props.value;
  const marked = (left) => {
    const { ids, done } = queue();
    if (!ids.includes(id)) return;
    const others = done.filter((one) => one !== id);
    sessionStorage.setItem(QUEUE, JSON.stringify({ ids, done: reviewed ? others : [...others, id] }));
    if (left) return;
    if (!reviewed && ids.at(-1) !== id) along(1);
    else flow(props.value);
  };
  send("review", { reviewed: reviewed ? "no" : "yes" }, "", say(reviewed ? "unmarked" : "marked"), "", marked);
});
part("how-again").addEventListener("submit", (event) => {
  event.preventDefault();
  const { doctype, model, wide, password } = part("how-again").elements;
  part("again").removeAttribute("open");
  send("again", { doctype: doctype.value, model: model.value, wide: wide.checked ? "yes" : "", password: password.value }, "", say("reading_again"));
});
part("share").addEventListener("click", async () => {
  remember();
  part("export").removeAttribute("open");
  try {
    await navigator.clipboard.writeText(location.href);
    announce(say("link_copied"));
  } catch {
    announce(say("link_shown", { link: location.href })); // no clipboard without https
  }
});
addEventListener("beforeunload", (event) => {
  if ([...fields.values()].some((entry) => entry.typed)) event.preventDefault();
});
closing(part("again"));
closing(part("export"));
watch("value", show);
show();
