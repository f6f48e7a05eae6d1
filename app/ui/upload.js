// Upload: each file is one request, three at a time; what becomes of it is a row. The queue is asked as often as its last answer said.
const SIDE_BY_SIDE = 3;
const local = []; // files of this tab that have no job: being sent, or refused
const again = new Set(); // jobs that this tab was told are duplicates
const waiting = [];
const rows = new Map();
let sending = 0;
let serial = 0;

part("kinds-hint").textContent = say("drop_kinds", { megabytes: props.megabytes });
part("samples").replaceChildren(
  ...props.samples.map((sample) =>
    make(
      "li",
      {},
      make(
        "button",
        {
          type: "button",
          class: "sample",
          "aria-label": say("read_sample", { title: say(`sample_${sample.name}`) }),
          onclick: () => trigger("sample", { name: sample.name }),
        },
        make("span", { class: "picture" }, make("img", { src: sample.picture, alt: "" })),
        make("span", {}, say(`sample_${sample.name}`)),
      ),
    ),
  ),
);

function take(files) {
  for (const file of files) {
    const row = { id: `local-${serial++}`, name: file.name, state: "sending", error: "", file };
    local.unshift(row);
    waiting.push(row);
  }
  show();
  while (sending < SIDE_BY_SIDE && waiting.length) send();
}

async function send() {
  const row = waiting.shift();
  sending += 1;
  try {
    const form = new FormData();
    form.append("doctype", part("kind").value);
    form.append("files", row.file, row.name);
    const answer = await fetch("api/documents", { method: "POST", body: form });
    const said = await answer.json();
    const taken = said.files?.[0];
    if (taken?.job_id) {
      if (taken.duplicate) again.add(taken.job_id);
      local.splice(local.indexOf(row), 1);
      trigger("added", {});
    } else {
      Object.assign(row, { state: "refused", error: taken?.error || said.error || said.detail });
    }
  } catch {
    Object.assign(row, { state: "refused", error: say("offline") });
  }
  row.file = null;
  sending -= 1;
  show();
  if (waiting.length) send();
}

/** The rows of `local`, then those of the service; kept elements keep the focus and what is typed in them. */
function show() {
  const value = props.value?.jobs ? props.value : { jobs: [], kinds: [], active: 0 }; // before the first answer
  paced(value.pace ?? 0, () => trigger("look", {}));
  if (value.again) again.add(value.again);
  const all = [...local, ...value.jobs];
  const list = part("rows");
  for (const [id, node] of rows) if (!all.some((row) => row.id === id)) (rows.delete(id), node.remove());
  all.forEach((row, place) => {
    let node = rows.get(row.id);
    const looks = JSON.stringify({ ...row, file: null, again: again.has(row.id) });
    if (node?.looks !== looks) {
      const fresh = shown(row);
      const focused = node?.contains(document.activeElement) ? document.activeElement.dataset.act : null;
      node?.replaceWith(fresh);
      if (focused) (fresh.querySelector(`[data-act="${focused}"]`) ?? fresh.querySelector("[data-act]"))?.focus();
      node = fresh;
      node.looks = looks;
      rows.set(row.id, node);
    }
    if (list.children[place] !== node) list.insertBefore(node, list.children[place] ?? null);
  });
  batch(value);
  part("rows-section").hidden = !all.length;
  element.querySelector("main").classList.toggle("first", !all.length);
  part("more").hidden = !value.jobs.length;
  announceOnce(value.notice);
  choices(value.kinds);
}

/** What can be done to all of them, and how far they are together. */
function batch(value) {
  const { active = 0, held = 0, failed = 0, done = 0 } = value;
  part("active").textContent = active || failed ? say("batch_done", { done, failed, active }) : "";
  const unsent = local.filter((row) => row.state === "sending").length;
  part("sending").hidden = unsent < 2;
  part("sending").textContent = unsent < 2 ? "" : say("keep_open", { count: unsent });
  part("pause-all").hidden = active - held < 1 || active < 2;
  part("resume-all").hidden = held < 1 || active < 2;
  part("cancel-all").hidden = active < 2;
  part("retry-failed").hidden = !failed;
  part("retry-failed").textContent = say("retry_failed", { count: failed });
  part("batch").hidden = active < 2 && !failed;
}

let told = "";
function announceOnce(notice = "") {
  if (notice && notice !== told) announce(notice);
  told = notice;
}

function choices(kinds) {
  const select = part("kind");
  if (!kinds.length || select.options.length === kinds.length + 1) return;
  const chosen = select.value;
  select.replaceChildren(
    make("option", { value: "" }, say("automatic")),
    ...kinds.map((kind) => make("option", { value: kind.name }, kind.title)),
  );
  select.value = chosen;
}

function shown(row) {
  const state = { sending: say("sending"), refused: say("refused") }[row.state] ?? say(`status_${paused(row) ?? row.state}`);
  const note = row.error || (again.has(row.id) ? say("duplicate") : "");
  const name = row.state === "done" ? make("a", { href: address(row) }, row.name) : row.name;
  return make(
    "li",
    { class: `job is-${row.state}${row.held ? " is-held" : ""}`, "data-job": row.id, "data-state": row.state },
    make("span", { class: "name", title: row.name }, name),
    make("span", { class: "chip" }, state),
    make("span", { class: "pages" }, pages(row)),
    make("span", { class: "seconds" }, row.seconds ? say("seconds", { seconds: row.seconds }) : ""),
    make("span", { class: "left" }, left(row)),
    make("span", { class: "acts" }, ...acts(row)),
    row.state === "reading" || row.state === "sending" ? bar(row) : null,
    note ? make("p", { class: row.error ? "error" : "quiet" }, note) : null,
    row.state === "failed" && /password/i.test(row.error) ? password(row) : null,
  );
}

const paused = (row) => (row.held ? { queued: "paused", reading: "pausing" }[row.state] : null);

function left(row) {
  if (!row.left || row.held) return "";
  return row.left < 100 ? say("left", { seconds: row.left }) : say("left_minutes", { minutes: Math.round(row.left / 60) });
}

function pages(row) {
  if (row.state === "queued" && row.position) return row.position === 1 ? say("place_next") : say("place", { number: row.position });
  if (row.state === "reading" && row.total > 1) return say("pages_of", { done: Math.min(row.done + 1, row.total), total: row.total });
  if (!row.total) return "";
  return row.total === 1 ? say("pages_one") : say("pages_many", { total: row.total });
}

function bar(row) {
  const known = row.state === "reading" && row.total > 0;
  const share = known ? Math.max(0.04, row.done / row.total) : null;
  return make(
    "span",
    {
      class: known ? "bar" : "bar unknown",
      role: "progressbar",
      "aria-label": row.name,
      "aria-valuemin": 0,
      "aria-valuemax": known ? row.total : null,
      "aria-valuenow": known ? row.done : null,
    },
    make("span", { style: share === null ? null : `width: ${100 * share}%` }),
  );
}

function acts(row) {
  const button = (act, work) =>
    make("button", { type: "button", "data-act": act, "aria-label": say(`${act}_name`, { name: row.name }), onclick: work }, say(act));
  if (row.state === "refused")
    return [button("dismiss", () => (local.splice(local.indexOf(row), 1), show()))];
  if (row.state === "queued" || row.state === "reading") 
    return [
      row.held ? button("resume", () => trigger("hold", { job: row.id, held: "no" })) : button("pause", () => trigger("hold", { job: row.id, held: "yes" })),
      button("cancel", () => trigger("cancel", { job: row.id })),
    ];
  if (row.state === "failed" || row.state === "cancelled")
    return [button("retry", () => trigger("retry", { job: row.id, password: rows.get(row.id).querySelector("input")?.value ?? "" }))];
  if (row.state === "done")
    return [make("a", { class: "button", "data-act": "open", href: address(row), "aria-label": say("open_name", { name: row.name }) }, say("open"))];
  return [];
}

function password(row) {
  return make("input", {
    type: "password",
    autocomplete: "off",
    placeholder: say("password"),
    "aria-label": say("password_for", { name: row.name }),
    onkeydown: (event) => event.key === "Enter" && trigger("retry", { job: row.id, password: event.target.value }),
  });
}

/** The files of what was dropped; folders are walked through, hidden files left out. */
async function walked(items) {
  const found = [];
  const walk = async (entry) => {
    if (!entry || entry.name.startsWith(".")) return;
    if (entry.isFile) return void found.push(await new Promise((take, fail) => entry.file(take, fail)));
    const reader = entry.createReader();
    for (;;) {
      const some = await new Promise((take, fail) => reader.readEntries(take, fail));
      if (!some.length) return;
      for (const one of some) await walk(one);
    }
  };
  for (const entry of items) await walk(entry);
  return found;
}

/** Of a folder, the kinds of files that can be read; a file that was chosen by itself is always tried. */
function ofFolder(files) {
  const kinds = part("files").accept.split(",");
  const known = files.filter((file) => kinds.some((kind) => file.name.toLowerCase().endsWith(kind)));
  if (known.length < files.length) announce(say("left_out", { count: files.length - known.length }));
  take(known);
}

const address = (row) => `document?id=${encodeURIComponent(row.document)}`;

part("choose").addEventListener("click", () => part("files").click());
part("files").addEventListener("change", (event) => (take([...event.target.files]), (event.target.value = "")));
// Files may be let go anywhere on the page: beside the frame the browser would leave Recto and open the file instead.
const area = part("drop");
const brings = (event) => event.dataTransfer?.types.includes("Files");
const over = (event) => brings(event) && (event.preventDefault(), area.classList.add("over"));
for (const kind of ["dragenter", "dragover"]) addEventListener(kind, over);
addEventListener("dragleave", (event) => event.relatedTarget || area.classList.remove("over"));
addEventListener("drop", (event) => {
  area.classList.remove("over");
  if (!brings(event)) return;
  event.preventDefault();
  const entries = [...event.dataTransfer.items].map((item) => item.webkitGetAsEntry?.()).filter(Boolean);
  if (!entries.some((entry) => entry.isDirectory)) return take([...event.dataTransfer.files]);
  walked(entries).then(ofFolder, () => announce(say("offline")));
});
part("choose-folder").addEventListener("click", () => {
  const folder = make("input", { type: "file", webkitdirectory: true });
  folder.addEventListener("change", () => ofFolder([...folder.files].filter((file) => !file.name.startsWith("."))));
  folder.click();
});
part("pause-all").addEventListener("click", () => trigger("hold", { job: "", held: "yes" }));
part("resume-all").addEventListener("click", () => trigger("hold", { job: "", held: "no" }));
part("cancel-all").addEventListener("click", () => (dropUnsent(), trigger("cancel", { job: "" })));
part("retry-failed").addEventListener("click", () => trigger("retry", { job: "", password: "" }));
const dropUnsent = () => {
  for (const row of waiting.splice(0)) local.splice(local.indexOf(row), 1);
  show();
};
addEventListener("beforeunload", (event) => local.some((row) => row.state === "sending") && event.preventDefault());

watch("value", show);
show();
