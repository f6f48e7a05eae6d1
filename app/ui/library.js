// Library: the question stands in the address and in the form; rows come one page at a time; choices live in this tab.
const MOST = 300; // documents that can be chosen: their ids travel in the export's address
const NAMES = ["text", "doctype", "vendor", "date_from", "date_to", "amount_min", "amount_max", "status", "sort"];
const chosen = new Set();
const form = part("form");
let offset = 0;
let turn = 0;
let typing = null;
let first = true;

form.elements.text.placeholder = say("search_hint");
if (matchMedia("(max-width: 700px)").matches) part("filters").removeAttribute("open");

const asked = () => Object.fromEntries(NAMES.map((name) => [name, form.elements[name].value]).filter(([name, value]) => value && !(name === "sort" && value === "newest")));

function ask(from = 0) {
  clearTimeout(typing);
  offset = from;
  const question = asked();
  const address = new URLSearchParams({ ...question, ...(offset ? { offset } : {}) }).toString();
  history.replaceState(history.state, "", `${location.pathname}${address && "?"}${address}`);
  turn += 1;
  trigger("search", { ...question, offset: String(offset), turn: String(turn) });
}

function show() {
  const value = props.value;
  if (!value?.rows || (value.turn && value.turn !== String(turn))) return; // an answer that was overtaken
  choices(form.elements.doctype, value.kinds.map((kind) => [kind.name, kind.title]), "any_type");
  choices(form.elements.status, value.statuses.map((status) => [status, say(`status_${status}`)]), "any_status");
  choices(form.elements.sort, value.sorts.map((sort) => [sort, say(`sort_${sort}`)]));
  if (first) for (const name of NAMES) if (value.asked[name]) form.elements[name].value = value.asked[name];
  if (first && NAMES.some((name) => name !== "text" && name !== "sort" && value.asked[name])) part("filters").setAttribute("open", "");
  first = false;
  offset = value.offset;
  part("problem").textContent = value.problem;
  const filtered = Object.keys(asked()).some((name) => name !== "sort");
  const hits = part("hits");
  if (value.rows.length) hits.replaceChildren(table(value));
  else if (value.problem) hits.replaceChildren();
  else hits.replaceChildren(nothing(filtered));
  part("clear").hidden = !filtered;
  part("toolbar").hidden = !value.rows.length && !filtered && !chosen.size;
  const last = value.offset + value.rows.length;
  part("pager").hidden = value.total <= value.page;
  part("range").textContent = say("range", { first: value.offset + 1, last, total: value.total });
  part("before").disabled = value.offset === 0;
  part("after").disabled = last >= value.total;
  choice();
}

function choices(select, pairs, any) {
  const options = any ? [["", say(any)], ...pairs] : pairs;
  if (select.options.length === options.length) return;
  const kept = select.value;
  select.replaceChildren(...options.map(([value, title]) => make("option", { value }, title)));
  if (kept) select.value = kept;
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
    cell("document", make("a", { href: address }, row.name), row.snippet ? make("p", { class: "snippet" }, ...lit(row.snippet)) : null),
    cell("type", kindTitle(kinds, row.doctype)),
    cell("vendor", row.vendor),
    cell("date", row.date),
    cell("total", row.total && row.currency ? `${row.total} ${row.currency}` : row.total),
    cell("status", make("span", { class: `chip is-${row.status}` }, say(`status_${row.status}`))),
    cell("added", row.added),
  );
}

/** The snippet with the words that were asked for marked. */
function lit(snippet) {
  const words = form.elements.text.value.split(/\s+/).filter((word) => word.length > 1).map((word) => word.replace(/[^\p{L}\p{N}]/gu, "."));
  if (!words.length) return [snippet];
  return snippet.split(new RegExp(`(${words.join("|")})`, "giu")).map((piece, place) => (place % 2 ? make("mark", {}, piece) : piece));
}

function tick(name, ids, key) {
  const box = make("input", { type: "checkbox", "aria-label": name, "data-key": key });
  box.ids = ids;
  box.addEventListener("change", () => {
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
  for (const box of element.querySelectorAll(".tick input")) {
    const count = box.ids.filter((id) => chosen.has(id)).length;
    box.checked = count > 0 && count === box.ids.length;
    box.indeterminate = count > 0 && count < box.ids.length;
    if (box.dataset.key !== "page") box.closest("tr").classList.toggle("chosen", box.checked);
  }
  part("chosen").textContent = chosen.size ? say("chosen", { count: chosen.size }) : "";
  part("unchoose").hidden = !chosen.size;
  const menu = part("export");
  menu.hidden = !chosen.size && !value.total;
  menu.querySelector("summary").textContent = chosen.size ? say("export_chosen", { count: chosen.size }) : say("export_all", { count: value.total });
  const which = chosen.size ? [...chosen].map((id) => ["ids", id]) : Object.entries(asked());
  const address = new URLSearchParams(which).toString();
  menu.querySelector("ul").replaceChildren(
    ...value.formats.map((format) => make("li", {}, make("a", { href: `api/exports/${format.name}?${address}`, download: "" }, format.title))),
  );
}

const soon = () => (clearTimeout(typing), (typing = setTimeout(ask, 300)));
form.addEventListener("submit", (event) => (event.preventDefault(), ask()));
form.addEventListener("input", (event) => (event.target.tagName === "SELECT" ? ask() : soon()));
part("before").addEventListener("click", () => ask(Math.max(0, offset - props.value.page)));
part("after").addEventListener("click", () => ask(offset + props.value.page));
part("unchoose").addEventListener("click", () => (chosen.clear(), choice()));
part("clear").addEventListener("click", () => {
  for (const name of NAMES) if (name !== "sort") form.elements[name].value = "";
  ask();
  form.elements.text.focus();
});
closing(part("export"));
watch("value", show);
show();
