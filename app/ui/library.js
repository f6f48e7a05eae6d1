// Library: the question stands in the address and in the form; rows come one page at a time; choices live in this tab.
const MOST = 300; // documents that can be chosen: their ids travel in the export's address
const NAMES = ["text", "doctype", "vendor", "date_from", "date_to", "amount_min", "amount_max", "status", "tag", "collection", "sort"];
const VIEWS = ["documents", "totals", "doubles", "bin"];
const chosen = new Set();
let every = 0; // how many match, when all of them are chosen and not single ones
const form = part("form");
let offset = 0;
let turn = 0;
let typing = null;
let first = true;
let view = new URLSearchParams(location.search).get("view") ?? "documents";
if (!VIEWS.includes(view)) view = "documents";

form.elements.text.placeholder = say("search_hint");
if (matchMedia("(max-width: 700px)").matches) part("filters").removeAttribute("open");

const asked = () => Object.fromEntries(NAMES.map((name) => [name, name.startsWith("amount_") ? plain(form.elements[name].value) : form.elements[name].value]).filter(([name, value]) => value && !(name === "sort" && value === "newest")));

function ask(from = 0) {
  clearTimeout(typing);
  offset = from;
  const question = asked();
  if (from === 0) every = 0; // another question, perhaps; paging keeps the choice
  const shown = view === "documents" ? {} : { view };
  const address = new URLSearchParams({ ...question, ...(offset ? { offset } : {}), ...shown }).toString();
  history.replaceState(history.state, "", `${location.pathname}${address && "?"}${address}`);
  tell("search");
}

/** Ask the server for something; it answers with what is to be seen now. */
function tell(event, more = {}) {
  turn += 1;
  trigger(event, { ...asked(), view, offset: String(offset), turn: String(turn), ...more });
}

function show() {
  const value = props.value;
  if (!value?.rows || (value.turn && value.turn !== String(turn))) return; // an answer that was overtaken
  choices(form.elements.doctype, value.kinds.map((kind) => [kind.name, kind.title]), "any_type");
  choices(form.elements.status, value.statuses.map((status) => [status, say(`status_${status}`)]), "any_status");
  choices(form.elements.tag, value.tags.map((one) => [one.name, `${one.name} (${one.count.toLocaleString(locale)})`]), "any_tag");
  choices(form.elements.collection, value.collections.map((one) => [one.name, `${one.name} (${one.count.toLocaleString(locale)})`]), "any_collection");
  choices(form.elements.sort, value.sorts.map((sort) => [sort, say(`sort_${sort}`)]));
  if (first) for (const name of NAMES) if (value.asked[name]) form.elements[name].value = value.asked[name];
  if (first && NAMES.some((name) => name !== "text" && name !== "sort" && value.asked[name])) part("filters").setAttribute("open", "");
  first = false;
  offset = value.offset;
  part("problem").textContent = value.problem;
  const filtered = Object.keys(asked()).some((name) => name !== "sort");
  const hits = part("hits");
  views();
  undo(value);
  saved(value.searches);
  for (const kind of ["tag", "collection"]) known(kind, value[`${kind}s`]);
  form.hidden = view === "doubles" || view === "bin";
  if (view !== "documents" && !value.problem) hits.replaceChildren(...{ totals, doubles, bin }[view](value));
  else if (value.rows.length) hits.replaceChildren(table(value));
  else if (value.problem) hits.replaceChildren();
  else hits.replaceChildren(nothing(filtered));
  part("clear").hidden = !filtered;
  part("toolbar").hidden = view !== "documents" || (!value.rows.length && !filtered && !chosen.size && !value.searches.length);
  const last = value.offset + value.rows.length;
  part("pager").hidden = view !== "documents" || value.total <= value.page;
  part("range").textContent = say("range", { first: value.offset + 1, last, total: value.total });
  part("before").disabled = value.offset === 0;
  part("after").disabled = last >= value.total;
  choice();
}

function choices(select, pairs, any) {
  const options = any ? [["", say(any)], ...pairs] : pairs;
  const looks = JSON.stringify(options);
  if (select.looks === looks) return;
  select.looks = looks;
  const kept = select.value;
  select.replaceChildren(...options.map(([value, title]) => make("option", { value }, title)));
  if (kept && options.some(([value]) => value === kept)) select.value = kept;
}

/** The four ways of looking at what was found. */
function views() {
  part("views").replaceChildren(
    ...VIEWS.map((name) =>
      make("button", { type: "button", class: "small", "data-view": name, "aria-pressed": String(view === name), onclick: () => turnTo(name) }, say(`view_${name}`)),
    ),
  );
}

function turnTo(name) {
  view = name;
  ask();
  views();
  element.querySelector(`[data-view="${name}"]`).focus();
}

/** What was deleted just now can be taken back with one click, until something else is asked. */
function undo(value) {
  const place = part("undo");
  place.hidden = !value.undo;
  if (value.notice) announce(value.notice);
  if (!value.undo) return place.replaceChildren();
  const { count, ids = "", moment = "" } = value.undo;
  if (moment) chosen.clear();
  for (const id of ids.split(" ")) chosen.delete(id);
  place.replaceChildren(
    make("span", {}, say("deleted_count", { count })),
    make("button", { type: "button", class: "small", onclick: () => tell("restore", { ids, moment }) }, say("undo")),
  );
}

function nothing(filtered) {
  const [title, hint] = filtered ? ["found_none", "found_none_hint"] : ["library_empty", "library_empty_hint"];
  return make(
    "div",
    { class: "nothing" },
    make("h2", {}, say(title)),
    make("p", {}, say(hint)),
    filtered ? null : make("a", { class: "button primary", href: "./" }, say("to_upload")),
  );
}

function table(value) {
  const head = ["document", "type", "vendor", "date", "total", "status", "added"];
  return make(
    "table",
    { class: "hits" },
    make(
      "thead",
      {},
      make(
        "tr",
        {},
        make("th", { scope: "col", class: "tick" }, tick(say("choose_page"), value.rows.map((row) => row.id), "page")),
        ...head.map((name) => make("th", { scope: "col", class: name }, say(name))),
      ),
    ),
    make("tbody", {}, ...value.rows.map((row) => line(row, value.kinds))),
  );
}

function line(row, kinds) {
  const cell = (name, ...children) => make("td", { class: name, "data-label": say(name) }, ...children);
  const address = `document?id=${encodeURIComponent(row.id)}`;
  return make(
    "tr",
    { "data-document": row.id },
    make("td", { class: "tick" }, tick(say("choose", { name: row.name }), [row.id], row.id)),
    cell("document", make("a", { href: address }, row.name), row.snippet ? make("p", { class: "snippet" }, ...lit(row.snippet)) : null, row.tags.length ? tagsOf(row.tags) : null),
    cell("type", kindTitle(kinds, row.doctype)),
    cell("vendor", row.vendor),
    cell("date", day(row.date)),
    cell("total", amount(row.total, row.currency)),
    cell("status", make("span", { class: `chip is-${row.status}` }, say(`status_${row.status}`))),
    cell("added", day(row.added)),
  );
}

function tagsOf(tags) {
  const pick = (name) => () => ((form.elements.tag.value = name), ask());
  return make("p", { class: "tags" }, ...tags.map((name) => make("button", { type: "button", class: "chip", "aria-label": `${say("tag")}: ${name}`, onclick: pick(name) }, name)));
}

/** The snippet with the words that were asked for marked. */
function lit(snippet) {
  const plain = (text) => [...text].map((letter) => letter.normalize("NFD")[0].toLowerCase()).join("");
  const words = [...new Set(plain(form.elements.text.value).match(/[\p{L}\p{N}]+/gu) ?? [])];
  if (!words.length) return [snippet];
  const seen = plain(snippet); // as many letters as the snippet has, so that places agree
  const pieces = [];
  let from = 0;
  for (const hit of seen.matchAll(new RegExp(`(?<![\\p{L}\\p{N}])(?:${words.join("|")})`, "gu"))) {
    const letters = [...seen.slice(0, hit.index)].length;
    const [start, end] = [letters, letters + [...hit[0]].length];
    if (start < from) continue;
    const all = [...snippet];
    pieces.push(all.slice(from, start).join(""), make("mark", {}, all.slice(start, end).join("")));
    from = end;
  }
  return [...pieces, [...snippet].slice(from).join("")];
}

function tick(name, ids, key) {
  const box = make("input", { type: "checkbox", "aria-label": name, "data-key": key });
  box.ids = ids;
  box.addEventListener("change", () => {
    if (every) for (const { id } of props.value.rows) chosen.add(id); // from all that match to those on this page
    every = 0;
    for (const id of ids) {
      if (!box.checked) chosen.delete(id);
      else if (chosen.size < MOST) chosen.add(id);
      else announce(say("chosen_most", { count: MOST }));
    }
    choice();
  });
  return box;
}

function choice() {
  const value = props.value;
  if (every !== value.total) every = 0; // what matches has changed: choose again
  for (const box of element.querySelectorAll(".tick input")) {
    const count = every ? box.ids.length : box.ids.filter((id) => chosen.has(id)).length;
    box.checked = count > 0 && count === box.ids.length;
    box.indeterminate = count > 0 && count < box.ids.length;
    if (box.dataset.key !== "page") box.closest("tr").classList.toggle("chosen", box.checked);
  }
  const count = every || chosen.size;
  part("chosen").textContent = every ? say("every_chosen", { count }) : count ? say("chosen", { count }) : "";
  part("unchoose").hidden = !count;
  part("bulk").hidden = !count;
  part("all").hidden = Boolean(every) || chosen.size >= value.total || value.total < 2;
  part("all").textContent = say("choose_every", { count: value.total });
  const menu = part("export");
  menu.hidden = !count && !value.total;
  menu.querySelector("summary").textContent = chosen.size && !every ? say("export_chosen", { count }) : say("export_all", { count: value.total });
  const which = chosen.size && !every ? [...chosen].map((id) => ["ids", id]) : Object.entries(asked());
  const address = new URLSearchParams(which).toString();
  menu.querySelector("ul").replaceChildren(
    make("li", {}, make("a", { href: `export?${address}` }, say("export_more"))),
    ...value.formats.map((format) => make("li", {}, make("a", { href: `api/exports/${format.name}?${address}`, download: "" }, format.title))),
  );
}

/** Do something to what is chosen; when that is all that match, the person confirms how many they are. */
function act(event, deed, more = {}) {
  if (!every) return tell(event, { ...more, ids: [...chosen].join(" ") });
  const count = every;
  part("question").textContent = say(`sure_${event}`, { count, name: more.name ?? "" });
  part("yes").textContent = say("sure_yes", { deed, count });
  part("yes").onclick = () => (part("sure").close(), tell(event, { ...more, every: String(count) }));
  part("sure").showModal();
}

/** A menu that puts a tag on what is chosen, or puts it into a collection. */
function filing(kind) {
  const name = make("input", { type: "text", maxlength: 100, list: `known-${kind}`, "aria-label": say(`which_${kind}`), placeholder: say(`which_${kind}`), autocomplete: "off" });
  const send = (event) => (submitted) => {
    submitted.preventDefault();
    if (!name.value.trim()) return name.focus();
    act(event, say(event === "file" ? "file_add" : "file_remove"), { kind, name: name.value });
    part(kind).removeAttribute("open");
    name.value = "";
  };
  part(kind).append(
    make(
      "form",
      { class: "filing", onsubmit: send("file") },
      name,
      make("datalist", { id: `known-${kind}`, "data-part": `known-${kind}` }),
      make("button", { type: "submit", class: "small primary" }, say("file_add")),
      make("button", { type: "button", class: "small", onclick: send("unfile") }, say("file_remove")),
    ),
  );
  part(kind).addEventListener("toggle", () => part(kind).open && name.focus());
  closing(part(kind));
}

const known = (kind, all) => part(`known-${kind}`).replaceChildren(...all.map((one) => make("option", { value: one.name })));

/** The saved searches, and a place to give the present one a name. */
function saved(searches) {
  const menu = part("saved");
  if (menu.looks === JSON.stringify(searches)) return;
  menu.looks = JSON.stringify(searches);
  const name = make("input", { type: "text", maxlength: 100, "aria-label": say("search_name"), placeholder: say("search_name"), autocomplete: "off" });
  const keep = (event) => {
    event.preventDefault();
    if (name.value.trim()) tell("save", { name: name.value });
    else name.focus();
  };
  menu.querySelector("div")?.remove();
  menu.append(
    make(
      "div",
      {},
      searches.length ? null : make("p", { class: "quiet" }, say("no_searches")),
      make(
        "ul",
        {},
        ...searches.map((one) =>
          make(
            "li",
            { class: "kept" },
            make("a", { href: `library?${new URLSearchParams(one.asked)}` }, one.name),
            make("button", { type: "button", class: "icon", "aria-label": say("forget_search", { name: one.name }), onclick: () => tell("forget", { name: one.name }) }, "×"),
          ),
        ),
      ),
      make("form", { class: "filing", onsubmit: keep }, name, make("button", { type: "submit", class: "small primary" }, say("save_search"))),
    ),
  );
}

const empty = (title, hint) => make("div", { class: "nothing" }, make("h2", {}, title), make("p", {}, hint));

function grid(name, heads, lines) {
  return make(
    "table",
    { class: `sums ${name}` },
    make("thead", {}, make("tr", {}, ...heads.map(([key, kind]) => make("th", { scope: "col", class: kind ?? "" }, say(key))))),
    make("tbody", {}, ...lines),
  );
}

/** Sums by month as bars and as a table, sums by vendor as a table; one currency at a time in the bars. */
let currency = null;
function totals(value) {
  const { months, vendors, without, more } = value.totals;
  if (!vendors.length) return [empty(say("totals_none"), say("totals_none_hint"))];
  const used = [...new Set(vendors.map((one) => one.currency))];
  if (!used.includes(currency)) currency = mostUsed(vendors);
  const named = (code) => code || say("no_currency");
  const number = (one) => make("td", { class: "number" }, amount(one.total, one.currency));
  const buttons = used.map((code) =>
    make("button", { type: "button", class: "small", "data-currency": code, "aria-pressed": String(code === currency), onclick: () => repaint(value, code) }, named(code)),
  );
  const shown = months.filter((one) => one.currency === currency);
  return [
    make("p", { class: "quiet" }, say("totals_hint")),
    used.length > 1 ? make("div", { class: "views", role: "group", "aria-label": say("currency") }, ...buttons) : null,
    make("h2", {}, say("by_month")),
    shown.length ? bars(shown, named(currency)) : null,
    grid("months", [["month"], ["documents", "number"], ["total", "number"]], shown.map((one) => make("tr", {}, make("th", { scope: "row" }, make("a", { href: inMonth(one.of) }, month(one.of))), make("td", { class: "number" }, one.count.toLocaleString(locale)), number(one)))),
    make("h2", {}, say("by_vendor")),
    grid(
      "vendors",
      [["vendor"], ["documents", "number"], ["total", "number"]],
      vendors.filter((one) => one.currency === currency).map((one) => {
        const address = `library?${new URLSearchParams({ ...asked(), vendor: one.of })}`;
        return make("tr", {}, make("th", { scope: "row" }, one.of ? make("a", { href: address }, one.of) : say("no_vendor")), make("td", { class: "number" }, one.count.toLocaleString(locale)), number(one));
      }),
    ),
    more ? make("p", { class: "quiet" }, say("totals_more", { count: more })) : null,
    without ? make("p", { class: "quiet" }, say("totals_without", { count: without })) : null,
  ].filter(Boolean);
}

function mostUsed(vendors) {
  const counts = new Map();
  for (const one of vendors) counts.set(one.currency, (counts.get(one.currency) ?? 0) + one.count);
  return [...counts].sort((a, b) => b[1] - a[1])[0][0];
}

function repaint(value, code) {
  currency = code;
  part("hits").replaceChildren(...totals(value));
  element.querySelector(`[data-currency="${CSS.escape(code)}"]`)?.focus();
}

/** The library, asked for the documents of a month beside what is asked already. */
function inMonth(first) {
  const [year, number] = first.split("-").map(Number);
  const last = new Date(Date.UTC(year, number, 0)).toISOString().slice(0, 10);
  return `library?${new URLSearchParams({ ...asked(), date_from: `${first.slice(0, 7)}-01`, date_to: last })}`;
}

const BARS = 24; // months at most; the table has them all
const [LEAST, SLOT, WIDEST] = [6, 40, 56]; // months at least; pixels of a month at least, and of a bar at most
const [TALL, ROOF, FLOOR, LEFT, RIGHT] = [200, 26, 30, 56, 18]; // pixels: bars, and around them for words and numbers
const short = new Intl.NumberFormat(locale, { notation: "compact", maximumSignificantDigits: 3 });

/** Month by month without a gap, as many as have room, the newest at the right. */
function bars(months, code) {
  const name = say("chart_name", { currency: code, first: month(months.at(-1).of), last: month(months[0].of) });
  const chart = make("svg", { class: "bars", role: "img", "aria-label": name });
  const frame = make("div", { class: "chart" }, chart);
  new ResizeObserver(([{ contentRect }]) => requestAnimationFrame(() => drawBars(chart, months, Math.round(contentRect.width) || 720))).observe(frame);
  return frame;
}

function drawBars(chart, months, width) {
  const room = Math.floor((width - LEFT - RIGHT) / SLOT);
  const index = (of) => 12 * Number(of.slice(0, 4)) + Number(of.slice(5, 7)) - 1;
  const newest = index(months[0].of);
  const span = newest - index(months.at(-1).of) + 1;
  const count = Math.min(BARS, Math.max(LEAST, Math.min(room, span)));
  const sums = new Map(months.map((one) => [index(one.of), one]));
  const shown = Array.from({ length: count }, (_, i) => newest - count + 1 + i);
  const amounts = shown.map((i) => sums.get(i)?.amount ?? 0);
  const ticks = steps(Math.min(0, ...amounts), Math.max(0, ...amounts));
  const [low, high] = [ticks[0], ticks.at(-1)];
  const y = (sum) => ROOF + TALL * ((high - sum) / (high - low || 1));
  const slot = (width - LEFT - RIGHT) / count;
  const wide = Math.min(0.7 * slot, WIDEST);
  const every = Math.ceil(64 / slot); // a month's name is no wider
  const line = (sum) => [make("line", { x1: LEFT, x2: width, y1: y(sum), y2: y(sum), class: sum ? "" : "zero" }), make("text", { x: LEFT - 10, y: y(sum) + 4, "text-anchor": "end" }, short.format(sum))];
  const bar = (i, place) => {
    const one = sums.get(i);
    const middle = LEFT + (place + 0.5) * slot;
    const iso = `${Math.floor(i / 12)}-${String((i % 12) + 1).padStart(2, "0")}-01`;
    const label = (count - 1 - place) % every ? null : make("text", { x: middle, y: ROOF + TALL + FLOOR - 8, "text-anchor": "middle" }, month(iso));
    if (!one) return label;
    const tall = Math.max(2, Math.abs(y(one.amount) - y(0)));
    const drawn = make("rect", { x: middle - wide / 2, y: one.amount < 0 ? y(0) : y(0) - tall, width: wide, height: tall, rx: 2, class: one.amount < 0 ? "minus" : "plus" });
    const hint = document.createElementNS(MARKUP, "title");
    hint.textContent = say("chart_bar", { month: month(one.of), total: amount(one.total, one.currency) });
    drawn.append(hint);
    drawn.addEventListener("click", () => (location.href = inMonth(one.of)));
    const above = make("text", { x: middle, y: one.amount < 0 ? y(0) + tall + 16 : y(0) - tall - 7, "text-anchor": "middle", class: "sum" }, short.format(one.amount));
    return make("g", {}, drawn, above, label);
  };
  chart.setAttribute("viewBox", `0 0 ${width} ${ROOF + TALL + FLOOR}`);
  chart.replaceChildren(...ticks.flatMap(line), ...shown.map(bar).filter(Boolean));
}

/** Round numbers from `low` to `high`: 0, 1000, 2000, 3000 for 0 to 2866. */
function steps(low, high) {
  const rough = (high - low) / 3 || 1;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = power * [1, 2, 2.5, 5, 10].find((one) => one * power >= rough);
  const first = Math.floor(low / step);
  return Array.from({ length: Math.max(1, Math.ceil(high / step - 1e-9)) - first + 1 }, (_, i) => (first + i) * step);
}

/** Invoices that may have come twice, each with links to its documents. */
function doubles(value) {
  if (!value.doubles.length) return [empty(say("doubles_none"), say("doubles_none_hint"))];
  const why = (one) => (one.why === "number" ? say("same_number", { ...one, number: one.number.toUpperCase() }) : say("same_total", { ...one, date: day(one.date), total: amount(one.total, one.currency) }));
  return [
    make("p", { class: "quiet" }, say("doubles_hint", { count: value.twice })),
    make(
      "ul",
      { class: "doubles" },
      ...value.doubles.map((one) =>
        make(
          "li",
          {},
          make("h2", {}, why(one)),
          make(
            "ul",
            {},
            ...one.documents.map(({ id, name }) =>
              make(
                "li",
                {},
                make("a", { href: `document?id=${encodeURIComponent(id)}` }, name),
                make("button", { type: "button", class: "small plain", "aria-label": `${say("delete")}: ${name}`, onclick: () => tell("delete", { ids: id }) }, say("delete")),
              ),
            ),
          ),
        ),
      ),
    ),
  ];
}

function bin(value) {
  if (!value.binned.length) return [empty(say("bin_empty"), say("bin_hint"))];
  const line = (one) => {
    const back = make("button", { type: "button", class: "small", "aria-label": say("restore_name", one), onclick: () => tell("restore", { ids: one.id }) }, say("take_back"));
    return make("tr", { "data-binned": one.id }, make("th", { scope: "row" }, one.name), make("td", {}, moment(one.deleted)), make("td", { class: "number" }, back));
  };
  return [make("p", { class: "quiet" }, say("bin_hint")), grid("bin", [["document"], ["deleted_at"], ["take_back", "number"]], value.binned.map(line))];
}

const soon = () => (clearTimeout(typing), (typing = setTimeout(ask, 300)));
form.addEventListener("submit", (event) => (event.preventDefault(), ask()));
form.addEventListener("input", (event) => (event.target.tagName === "SELECT" ? ask() : soon()));
part("before").addEventListener("click", () => ask(Math.max(0, offset - props.value.page)));
part("after").addEventListener("click", () => ask(offset + props.value.page));
part("unchoose").addEventListener("click", () => (chosen.clear(), (every = 0), choice()));
part("clear").addEventListener("click", () => {
  for (const name of NAMES) if (name !== "sort") form.elements[name].value = "";
  ask();
  form.elements.text.focus();
});
part("again").addEventListener("click", () => act("again", say("read_again")));
part("delete").addEventListener("click", () => act("delete", say("delete")));
part("no").addEventListener("click", () => part("sure").close());
part("all").addEventListener("click", () => {
  chosen.clear();
  every = props.value.total;
  choice();
  part("unchoose").focus();
});
for (const kind of ["tag", "collection"]) filing(kind);
closing(part("saved"));
closing(part("export"));
watch("value", show);
show();
