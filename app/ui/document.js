// Document: the page and its boxes at one side, the values at the other, tied by their path. Choosing either lights up
// the other without a trip to the server; only what is saved goes there.
const ZOOMS = [1, 1.25, 1.5, 2, 3, 4];
const SILENCE = 15000; // milliseconds without an answer after which we say so
const PICTURES = 40; // pages up to which the strip shows small pictures
const asked = new URLSearchParams(location.search);
const fields = new Map(); // path (the name "path" itself is taken: Gradio holds such an object for a file) -> {field, node, input}
const pending = new Map(); // turn -> path that is being saved
const grown = new Map(); // table -> rows added by hand and not yet saved
let page = Number(asked.get("page")) || 0;
let chosen = asked.get("field") ?? "";
let zoom = 0;
let turn = 0;
let drawn = ""; // what the page shows now
let built = ""; // which fields and rows stand there now
let arrived = false;

// ---- what the service says ---------------------------------------------------------------------------------------

function show() {
  const value = props.value;
  if (!value?.id && !value?.missing) return;
  part("missing").hidden = !value.missing;
  part("all").hidden = Boolean(value.missing);
  if (value.missing) {
    part("missing-why").textContent = value.missing;
    return;
  }
  answer(value.back);
  heading(value);
  record(value);
  const wished = page;
  if (!value.pages.some((one) => one.number === page)) page = value.pages[0]?.number ?? 1;
  leaf();
  if (!arrived && value.status !== "queued" && value.status !== "reading") arrive(wished !== page);
}

/** The first time that values are there: go to the field of the address, and to its page when none was asked for. */
function arrive(mayTurn) {
  arrived = true;
  const wanted = chosen;
  chosen = "";
  if (fields.has(wanted)) choose(wanted, { focus: false, turnTo: mayTurn });
}

/** What became of something that was sent from here. */
function answer(back) {
  if (!back || !pending.has(back.turn)) return;
  const done = pending.get(back.turn);
  pending.delete(back.turn);
  const entry = fields.get(done.path);
  if (entry) entry.problem = back.problem;
  if (back.problem) {
    if (!entry) announce(back.problem);
    return;
  }
  if (entry && entry.input.value === done.after) entry.typed = false;
  announce(done.sentence);
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
  const kinds = [{ name: "", title: say("automatic") }, ...value.kinds];
  if (part("kinds").children.length !== kinds.length)
    part("kinds").replaceChildren(...kinds.map((kind) => make("li", {}, make("button", { type: "button", onclick: () => again(kind.name) }, kind.title))));
  part("doubts").hidden = !value.issues.length;
  part("doubts").replaceChildren(...value.issues.map((issue) => make("li", {}, issue)));
  part("reasoning").hidden = !value.reasoning;
  part("reasoning").querySelector("p").textContent = value.reasoning;
  how(value);
}

function how(value) {
  part("how").hidden = !value.model;
  const seconds = Object.values(value.seconds).reduce((sum, one) => sum + one, 0);
  const lines = [`${say("model")}: ${value.model}`, `${say("took")}: ${say("seconds", { seconds: seconds.toFixed(1) })}`];
  for (const one of value.pages)
    lines.push(`${say(`page_${one.state}`, { number: one.number, source: say(`source_${one.source}`) })}${one.note ? `. ${one.note}` : ""}`);
  part("how").querySelector("ul").replaceChildren(...lines.map((line) => make("li", {}, line)));
}

function again(doctype) {
  part("again").removeAttribute("open");
  send("again", { doctype }, "", say("reading_again"));
}

/** Trigger `event`, and remember what to say when its answer comes. */
function send(event, sent, path, sentence, after = "") {
  turn += 1;
  const mine = String(turn);
  pending.set(mine, { path, sentence, after });
  setTimeout(() => pending.delete(mine) && announce(say("offline")), SILENCE);
  const about = { ...sent, id: props.value.id, turn: mine };
  if (event === "save") trigger("save", about);
  else if (event === "review") trigger("review", about);
  else trigger("again", about);
}

// ---- the values --------------------------------------------------------------------------------------------------

function record(value) {
  const shape = JSON.stringify([value.id, value.status, [...grown], value.fields.map((field) => field.key), value.tables.map((table) => table.rows.flat().map((field) => field.key))]);
  if (shape === built) {
    for (const field of [...value.fields, ...value.tables.flatMap((table) => table.rows.flat())]) entryOf(field);
  } else {
    const writing = document.activeElement?.dataset?.path; // putting a node in its place again takes its focus
    const kept = new Set();
    part("fields").replaceChildren(...value.fields.map((field) => (kept.add(field.key), entryOf(field).node)));
    const none = !value.fields.length && !value.tables.length && ["read", "reviewed"].includes(value.status);
    if (none) part("fields").append(make("p", { class: "quiet" }, say("no_values")));
    part("tables").replaceChildren(...value.tables.map((table) => grid(table, kept)));
    for (const path of fields.keys()) if (!kept.has(path)) fields.delete(path);
    built = shape;
    if (writing && fields.has(writing)) fields.get(writing).input.focus({ preventScroll: true });
  }
  light();
}

/** The kept row or cell of a field, brought up to date. What is being typed is not touched. */
function entryOf(field, cell = false, name = field.label) {
  let entry = fields.get(field.key);
  if (!entry) {
    entry = cell ? cellOf(field, name) : rowOf(field);
    fields.set(field.key, entry);
  }
  entry.field = field;
  if (!entry.typed) entry.input.value = field.value;
  entry.update();
  return entry;
}

function inputOf(field, name) {
  const typed = { amount: "decimal", number: "decimal" }[field.type];
  const choices = [["", say("empty")], ["true", say("yes")], ["false", say("no")]];
  const input =
    field.type === "bool"
      ? make("select", {}, ...choices.map(([value, title]) => make("option", { value }, title)))
      : make("input", { type: "text", inputmode: typed, placeholder: say("empty"), autocomplete: "off", spellcheck: "false" });
  input.dataset.path = field.key;
  input.setAttribute("aria-label", name);
  if (typed) input.classList.add("number");
  return input;
}

/** What an input does: typing, Enter, Esc, and choosing its place on the page. */
function live(entry) {
  const { input } = entry;
  const restore = () => {
    entry.typed = false;
    entry.problem = "";
    input.value = entry.field.value;
    entry.update();
  };
  const save = () => {
    if (!entry.typed || input.value === entry.field.value) return restore();
    const { key, label, value } = entry.field;
    send("save", { field: key, after: input.value.trim(), before: value }, key, say("saved", { label }), input.value);
  };
  input.addEventListener("focus", () => choose(entry.field.key, { focus: false }));
  input.addEventListener("click", () => choose(entry.field.key, { focus: false }));
  input.addEventListener("input", () => {
    entry.typed = input.value !== entry.field.value;
    entry.problem = "";
    entry.update();
    if (input.tagName === "SELECT") save();
  });
  input.addEventListener("keydown", (event) => {
    if (event.key === "Enter") (event.preventDefault(), save());
    if (event.key === "Escape") (event.preventDefault(), restore());
  });
  return { save, restore };
}

function rowOf(field) {
  const input = inputOf(field, field.label);
  const entry = { field, input, typed: false, problem: "" };
  const { save, restore } = live(entry);
  const level = make("span", { class: "level" });
  const under = make("div", { class: "under" });
  const past = make("details", { class: "past" }, make("summary", {}, say("history")), make("ol"));
  const keys = make(
    "div",
    { class: "keys" },
    make("button", { type: "button", class: "small primary", onclick: save }, say("save")),
    make("button", { type: "button", class: "small", onclick: () => (restore(), input.focus()) }, say("restore")),
    make("span", { class: "quiet" }, say("save_keys")),
  );
  const name = make("button", { type: "button", class: "label", tabindex: "-1", onclick: () => choose(entry.field.key, { focus: true }) });
  entry.node = make("div", { class: "field", "data-field": field.key }, name, make("div", { class: "box" }, input, level), under, keys, past);
  entry.update = () => {
    const now = entry.field;
    name.textContent = now.label;
    name.setAttribute("aria-label", say("show_on_page", { label: now.label }));
    level.textContent = say(`level_${now.level}`);
    level.className = `level is-${now.level}`;
    entry.node.classList.toggle("typed", entry.typed);
    input.setAttribute("aria-invalid", String(Boolean(entry.problem)));
    const lines = [];
    if (entry.problem) lines.push(make("p", { class: "error", role: "alert" }, entry.problem));
    for (const issue of now.issues) lines.push(make("p", { class: "issue" }, issue));
    if (now.raw && now.raw !== now.value && now.level !== "person") lines.push(make("p", { class: "quiet" }, say("printed", { raw: now.raw })));
    if (now.value && !now.box && now.level !== "person") lines.push(make("p", { class: "quiet" }, say("not_located")));
    under.replaceChildren(...lines);
    past.hidden = !now.history.length;
    past.querySelector("ol").replaceChildren(...now.history.map((change) => make("li", {}, told(change))));
  };
  return entry;
}

const told = (change) =>
  say("history_line", {
    who: change.who || say("you"),
    before: change.before || say("empty"),
    after: change.after || say("empty"),
    when: new Date(change.when).toLocaleString(undefined, { dateStyle: "medium", timeStyle: "short" }),
  });

function cellOf(field, name) {
  const input = inputOf(field, name);
  const under = make("div", { class: "under" });
  const entry = { field, input, under, typed: false, problem: "" };
  live(entry);
  entry.node = make("td", { "data-field": field.key }, input);
  entry.update = () => {
    const now = entry.field;
    entry.node.className = `is-${now.level}${entry.typed ? " typed" : ""}`;
    input.setAttribute("aria-invalid", String(Boolean(entry.problem)));
    input.title = [say(`level_${now.level}`), now.raw && now.raw !== now.value ? say("printed", { raw: now.raw }) : "", ...now.history.map(told)].filter(Boolean).join("\n");
    under.replaceChildren(
      ...(entry.problem ? [make("p", { class: "error", role: "alert" }, entry.problem)] : []),
      ...now.issues.map((issue) => make("p", { class: "issue" }, say("of_column", { label: now.label, issue }))),
      ...(entry.typed ? [make("p", { class: "quiet" }, say("save_keys"))] : []),
    );
  };
  return entry;
}

function grid(table, kept) {
  const rows = [...table.rows];
  if ((grown.get(table.name) ?? 0) <= rows.length) grown.delete(table.name);
  while (rows.length < (grown.get(table.name) ?? 0)) {
    const number = rows.length;
    rows.push(table.columns.map((column) => ({ key: `${table.name}.${number}.${column.name}`, label: column.label, type: column.type, raw: "", value: "", level: "none", page: null, box: null, issues: [], history: [] })));
  }
  const line = (row, number) => {
    const word = say("table_row", { number: number + 1 });
    const cells = row.map((field, place) => {
      kept.add(field.key);
      const { label, name } = table.columns[place];
      const entry = entryOf(field, true, `${label}, ${word}`);
      Object.assign(entry.node.dataset, { label, column: name });
      return entry;
    });
    const head = make("th", { scope: "row" }, make("span", { class: "word" }, word), make("span", { class: "digit", "aria-hidden": "true" }, String(number + 1)));
    return [
      make("tr", {}, head, ...cells.map((entry) => entry.node)),
      make("tr", { class: "remarks" }, make("td", { colspan: row.length + 1 }, ...cells.map((entry) => entry.under))),
    ];
  };
  return make(
    "section",
    { class: "items" },
    make("h2", {}, table.label),
    rows.length
      ? make(
          "table",
          {},
          make("thead", {}, make("tr", {}, make("td"), ...table.columns.map((column) => make("th", { scope: "col", "data-column": column.name }, column.label)))),
          make("tbody", {}, ...rows.flatMap(line)),
        )
      : make("p", { class: "quiet" }, say("no_rows")),
    make(
      "button",
      {
        type: "button",
        class: "small",
        "data-add": table.name,
        onclick: () => {
          grown.set(table.name, rows.length + 1);
          record(props.value);
          fields.get(`${table.name}.${rows.length}.${table.columns[0].name}`)?.input.focus();
        },
      },
      say("add_row"),
    ),
  );
}

// ---- the page ----------------------------------------------------------------------------------------------------

function leaf() {
  const value = props.value;
  const one = value.pages.find((other) => other.number === page);
  const viewer = part("viewer");
  viewer.hidden = !one;
  element.querySelector(".desk").classList.toggle("bare", !one);
  if (!one) return;
  part("paging").hidden = value.pages.length < 2;
  part("where").textContent = say("page_of", { number: page, count: value.pages.length });
  const place = value.pages.indexOf(one);
  part("before").disabled = place === 0;
  part("after").disabled = place === value.pages.length - 1;
  strip(value);
  const address = (number) => `api/documents/${value.id}/pages/${number}.webp`;
  const boxes = [...fields.values()].map((entry) => entry.field).filter((field) => field.page === page && field.box);
  const looks = JSON.stringify([value.id, one, boxes]);
  if (looks !== drawn) {
    drawn = looks;
    const sheet = part("sheet");
    if (one.state === "failed" || one.state === "skipped") {
      sheet.replaceChildren(make("p", { class: "nothing" }, say("page_missing", { note: one.note })));
    } else {
      let picture = sheet.querySelector("img");
      if (picture?.getAttribute("src") !== address(page)) {
        picture = make("img", { src: address(page), alt: say("page_alt", { number: page, name: value.name }), width: one.width || null, height: one.height || null, draggable: "false" });
      }
      const paper = make("svg", { viewBox: "0 0 1000 1000", preserveAspectRatio: "none", role: "group", "aria-label": say("values") });
      const area = (field) => (field.box[2] - field.box[0]) * (field.box[3] - field.box[1]);
      paper.append(...boxes.sort((a, b) => area(b) - area(a)).map(boxOf)); // small boxes lie on top
      sheet.replaceChildren(picture, paper);
    }
  }
  light();
}

function boxOf(field) {
  const [x0, y0, x1, y1] = field.box.map((share) => 1000 * share);
  const name = say("box_of", { label: field.label, value: field.value });
  const node = make("rect", {
    x: x0 - 4,
    y: y0 - 3,
    width: Math.max(6, x1 - x0 + 8),
    height: Math.max(6, y1 - y0 + 6),
    rx: 3,
    class: `is-${field.level}`,
    role: "button",
    tabindex: "-1",
    "aria-label": name,
    "data-box": field.key,
    onclick: () => choose(field.key, { focus: true }),
  });
  const hint = document.createElementNS(MARKUP, "title");
  hint.textContent = name;
  node.append(hint);
  return node;
}

function strip(value) {
  const place = part("strip");
  place.hidden = value.pages.length < 2;
  if (place.children.length !== value.pages.length) {
    const pictured = value.pages.length <= PICTURES;
    place.replaceChildren(
      ...value.pages.map((one) =>
        make(
          "button",
          { type: "button", "data-page": one.number, "aria-label": say("page_of", { number: one.number, count: value.pages.length }), onclick: () => turnTo(one.number) },
          pictured && one.state !== "failed" && one.state !== "skipped"
            ? make("img", { src: `api/documents/${value.id}/pages/${one.number}.webp`, alt: "", loading: "lazy" })
            : null,
          make("span", {}, String(one.number)),
        ),
      ),
    );
  }
  for (const button of place.children) {
    const current = Number(button.dataset.page) === page;
    if (current && button.getAttribute("aria-current") !== "true") button.scrollIntoView({ block: "nearest", inline: "nearest" });
    button.setAttribute("aria-current", String(current));
  }
}

function turnTo(number) {
  page = number;
  leaf();
  part("stage").scrollTop = 0;
  remember();
}

/** Light up a field and its box; turn to its page, and bring both into view. */
function choose(path, { focus, turnTo: mayTurn = true }) {
  const entry = fields.get(path);
  if (!entry) return;
  const before = chosen;
  chosen = path;
  const { field } = entry;
  if (field.box && field.page && field.page !== page && mayTurn) {
    page = field.page;
    leaf();
  }
  light();
  if (focus) entry.input.focus({ preventScroll: true });
  if (before !== path || focus) {
    inView(entry.node);
    toBox(path);
  }
  remember();
}

const gently = () => (matchMedia("(prefers-reduced-motion: reduce)").matches ? "auto" : "smooth");

function inView(node) {
  const { top, bottom } = node.getBoundingClientRect();
  const covered = innerWidth <= 900 ? part("viewer").offsetHeight : 0; // the page stays on top of a narrow window
  if (top < covered) scrollBy({ top: top - covered - 16, behavior: gently() });
  else if (bottom > innerHeight) scrollBy({ top: bottom - innerHeight + 16, behavior: gently() });
}

function toBox(path) {
  const box = part("sheet").querySelector(`[data-box="${CSS.escape(path)}"]`);
  if (!box) return;
  const stage = part("stage");
  const [inner, outer] = [box.getBoundingClientRect(), stage.getBoundingClientRect()];
  const behavior = gently();
  const top = inner.top < outer.top || inner.bottom > outer.bottom ? inner.top - outer.top - (outer.height - inner.height) / 2 : 0;
  const left = inner.left < outer.left || inner.right > outer.right ? inner.left - outer.left - (outer.width - inner.width) / 2 : 0;
  if (top || left) stage.scrollBy({ top, left, behavior });
}

function light() {
  for (const [path, entry] of fields) entry.node.classList.toggle("chosen", path === chosen);
  for (const box of part("sheet").querySelectorAll("rect")) box.classList.toggle("chosen", box.dataset.box === chosen);
}

/** Keep page and field in the address, so that it can be shared. */
function remember() {
  const address = new URLSearchParams({ id: props.value.id, page, ...(chosen ? { field: chosen } : {}) });
  history.replaceState(history.state, "", `${location.pathname}?${address}`); // the page has a <base>
}

function scaled(step) {
  zoom = Math.min(ZOOMS.length - 1, Math.max(0, zoom + step));
  part("sheet").style.width = `${100 * ZOOMS[zoom]}%`;
  part("out").disabled = zoom === 0;
  part("in").disabled = zoom === ZOOMS.length - 1;
  if (chosen) toBox(chosen);
}

const turned = (step) => {
  const { pages } = props.value;
  const next = pages[pages.findIndex((one) => one.number === page) + step];
  if (next) turnTo(next.number);
};
part("before").addEventListener("click", () => turned(-1));
part("after").addEventListener("click", () => turned(1));
part("in").addEventListener("click", () => scaled(1));
part("out").addEventListener("click", () => scaled(-1));
part("fit").addEventListener("click", () => scaled(-ZOOMS.length));
part("review").addEventListener("click", () => {
  const reviewed = !props.value.reviewed;
  send("review", { reviewed: reviewed ? "yes" : "no" }, "", say(reviewed ? "marked" : "unmarked"));
});
addEventListener("beforeunload", (event) => {
  if ([...fields.values()].some((entry) => entry.typed)) event.preventDefault();
});
closing(part("again"));
closing(part("export"));
scaled(0);
watch("value", show);
show();
