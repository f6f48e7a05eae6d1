// Review queue: what waits for a person, riskiest first, and the line above which values may be taken as they are.
const QUEUE = "recto-queue"; // what this tab is going through: {ids, done}
const REASONS = 4; // shown of each document; the rest is counted

function show() {
  const value = props.value;
  if (!value) return;
  part("error").hidden = !value.problem;
  part("error").textContent = value.problem;
  if (value.problem) return;
  line(value);
  const { total, unreviewed, reviewed, rows, offset } = value;
  part("waiting").textContent = total ? say("waiting", { count: total }) : "";
  part("counts").textContent = say("review_counts", { sure: unreviewed - total, reviewed });
  part("start").hidden = !rows.length;
  part("done").hidden = !(total + reviewed);
  part("done").max = Math.max(1, total + reviewed);
  part("done").value = reviewed;
  part("done").textContent = say("review_counts", { sure: unreviewed - total, reviewed });
  part("queue").replaceChildren(...rows.map((row) => item(row, value)));
  part("nothing").hidden = rows.length > 0;
  part("nothing-title").textContent = say(unreviewed + reviewed ? "review_none" : "library_empty");
  part("nothing-hint").textContent = say(unreviewed + reviewed ? "review_none_hint" : "library_empty_hint");
  part("pager").hidden = total <= rows.length;
  part("range").textContent = say("range", { first: offset + 1, last: offset + rows.length, total });
  part("before").disabled = !offset;
  part("after").disabled = offset + rows.length >= total;
}

/** What the line means, in the numbers that it was drawn from. */
function line({ target, targets, threshold }) {
  const select = part("target");
  if (select.children.length !== targets.length) select.replaceChildren(...targets.map((one) => make("option", { value: String(one) }, percent(one))));
  select.value = String(target);
  const { learned, reachable, judged, needed, above, right, confidence } = threshold;
  const how = learned ? "line_learned" : reachable ? "line_few" : "line_never";
  part("meaning").textContent = say(how, { target: percent(target), confidence: percent(confidence), judged, count: judged, needed, above, right, share: above ? percent(right / above) : "" });
}

function item(row, { kinds }) {
  const facts = [row.doctype ? kindTitle(kinds, row.doctype) : "", row.vendor, day(row.date), amount(row.total, row.currency)];
  const reasons = [...row.doubtful.map(([label, value, level]) => reason(level, value ? say("box_of", { label, value }) : label)), ...row.issues.map((issue) => reason("issue", issue))];
  const more = reasons.length - REASONS;
  if (!reasons.length) reasons.push(reason("low", say("nothing_read")));
  return make(
    "li",
    { "data-waiting": row.id },
    make("a", { href: `document?id=${row.id}`, onclick: () => take(row.id) }, row.name),
    make("p", { class: "quiet" }, facts.filter(Boolean).join(" · ")),
    make("ul", { class: "reasons" }, ...reasons.slice(0, REASONS), more > 0 ? make("li", { class: "quiet" }, say("more_reasons", { count: more })) : null),
  );
}

const reason = (level, sentence) =>
  level === "issue"
    ? make("li", { class: "issue" }, sentence)
    : make("li", {}, make("span", { class: `level is-${level}` }, say(`level_${level}`)), " ", sentence);

/** Go through what is listed here, beginning with `id`: the document screen finds it in this tab. */
function take() {
  let done = [];
  try {
    done = JSON.parse(sessionStorage.getItem(QUEUE))?.done ?? [];
  } catch {
    // something else was kept there: begin anew
  }
  sessionStorage.setItem(QUEUE, JSON.stringify({ ids: props.value.rows.map((row) => row.id), done }));
}

function ask(target, offset) {
  const address = new URLSearchParams({ target, ...(offset ? { offset } : {}) });
  history.replaceState(history.state, "", `${location.pathname}?${address}`);
  trigger("ask", { target, offset: String(offset) });
}

part("target").addEventListener("change", () => ask(part("target").value, 0));
part("before").addEventListener("click", () => ask(part("target").value, Math.max(0, props.value.offset - props.value.size)));
part("after").addEventListener("click", () => ask(part("target").value, props.value.offset + props.value.size));
part("start").addEventListener("click", () => {
  take();
  location.href = element.querySelector("[data-waiting] a").href;
});
addEventListener("keydown", (event) => {
  if (event.key !== "j" || event.ctrlKey || event.metaKey || event.altKey || event.target.closest?.("input, select") || localStorage.getItem("recto-keys-off")) return;
  if (!part("start").hidden) part("start").click();
});
addEventListener("pageshow", (event) => event.persisted && ask(part("target").value, props.value?.offset ?? 0)); // back from a document
watch("value", show);
show();
