// The page: its picture and boxes, zoom, turning, the strip, the cut-outs, and words that fill a field.
const ZOOMS = [1, 1.25, 1.5, 2, 3, 4];
const PICTURES = 40; // pages up to which the strip shows small pictures
const DRAG = 5; // pixels that a pointer moves before it selects words
const LINE = 24; // pixels: how high the cut-out of one line is shown
const VIEWED = 1600; // pixels: the longest side of a page's picture
const WIDEST = 320; // pixels of a cut-out
const pictures = new Map(); // page -> its picture, loaded once for all cut-outs
const printed = new Map(); // page -> promise of its words
let zoom = 0;
let whole = false; // the whole page fits the window
let turns = 0; // quarter turns clockwise, of the view only
let drawn = ""; // what the page shows now
let picking = false; // a click or a drag takes words
let picked = []; // words that are taken: indices in reading order
let cursor = -1; // the word at which the keyboard is

const address = (number) => `api/documents/${props.value.id}/pages/${number}.webp`;
const shownPage = () => props.value?.pages?.find((one) => one.number === page);

function leaf() {
  const value = props.value;
  const one = shownPage();
  const viewer = part("viewer");
  viewer.hidden = !one;
  element.querySelector(".desk").classList.toggle("bare", !one);
  if (!one) return;
  part("paging").hidden = value.pages.length < 2;
  part("where").textContent = say("page_of", { number: page, count: value.pages.length });
  part("where").dataset.short = `${page} / ${value.pages.length}`;
  const place = value.pages.indexOf(one);
  part("before").disabled = place === 0;
  part("after").disabled = place === value.pages.length - 1;
  strip(value);
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
        picture = make("img", { src: address(page), alt: say("page_alt", { number: page, name: value.name }), width: one.width || null, height: one.height || null, draggable: "false", onload: lay });
      }
      const paper = make("svg", { viewBox: "0 0 1000 1000", preserveAspectRatio: "none", role: "group", "aria-label": say("values") });
      const area = (field) => (field.box[2] - field.box[0]) * (field.box[3] - field.box[1]);
      paper.append(...boxes.sort((a, b) => area(b) - area(a)).map(boxOf), make("g", { "data-part": "words" })); // small boxes lie on top
      sheet.replaceChildren(picture, paper);
    }
    wordsShown();
  }
  lay();
  light();
}

function rectOf([x0, y0, x1, y1], attributes, grow = 0) {
  const [left, top, right, bottom] = [x0, y0, x1, y1].map((share) => 1000 * share);
  return make("rect", { x: left - grow, y: top - grow, width: Math.max(6, right - left + 2 * grow), height: Math.max(6, bottom - top + 2 * grow), ...attributes });
}

function boxOf(field) {
  const name = say("box_of", { label: field.label, value: field.value });
  const node = rectOf(
    field.box,
    { rx: 3, class: `is-${field.level}`, role: "button", tabindex: "-1", "aria-label": name, "data-box": field.key, onclick: () => choose(field.key, { focus: true }) },
    3.5,
  );
  const hint = document.createElementNS(MARKUP, "title");
  hint.textContent = name;
  node.append(hint);
  return node;
}

/** Give the sheet its size and turn: as wide as the window, as large as fits, or larger. */
function lay() {
  const one = shownPage();
  const [stage, sheet, turner, viewer] = [part("stage"), part("sheet"), part("turner"), part("viewer")];
  const picture = sheet.querySelector("img");
  if (!one || !stage.clientWidth) return;
  for (const [name, off] of [["out", whole || zoom === 0], ["in", !whole && zoom === ZOOMS.length - 1]]) part(name).disabled = off;
  part("whole").setAttribute("aria-pressed", String(whole));
  part("fit").setAttribute("aria-pressed", String(!whole && zoom === 0));
  if (!picture) {
    for (const node of [sheet, turner]) node.removeAttribute("style");
    return;
  }
  const ratio = (picture.naturalHeight || one.height || 1414) / (picture.naturalWidth || one.width || 1000);
  const quarter = turns % 2 === 1;
  const [across, down] = quarter ? [ratio, 1] : [1, ratio];
  const style = getComputedStyle(stage);
  const [wide, pad] = [stage.clientWidth - parseFloat(style.paddingLeft) - parseFloat(style.paddingRight), parseFloat(style.paddingTop) + parseFloat(style.paddingBottom)];
  const others = [...viewer.children].filter((node) => node !== stage).reduce((sum, node) => sum + node.offsetHeight, 0);
  const tall = Math.max(120, (parseFloat(getComputedStyle(viewer).maxHeight) || innerHeight) - others - pad - 4);
  const width = whole ? Math.min(wide / across, tall / down) : (wide / across) * ZOOMS[zoom];
  const height = width * ratio;
  Object.assign(sheet.style, { width: `${width}px`, height: `${height}px` });
  Object.assign(turner.style, { width: `${width * across}px`, height: `${width * down}px` });
  sheet.style.transform = ["", `translate(${height}px, 0) rotate(90deg)`, `translate(${width}px, ${height}px) rotate(180deg)`, `translate(0, ${width}px) rotate(270deg)`][turns];
}

function scaled(step) {
  if (whole) [whole, zoom] = [false, step > 0 ? 0 : zoom];
  else zoom = Math.min(ZOOMS.length - 1, Math.max(0, zoom + step));
  lay();
  if (chosen) toBox(chosen);
}

function fitted(all) {
  [whole, zoom] = [all, 0];
  lay();
}

function turnedView() {
  turns = (turns + 1) % 4;
  lay();
  if (chosen) toBox(chosen);
}

function strip(value) {
  const place = part("strip");
  place.hidden = value.pages.length < 2;
  const shape = JSON.stringify([value.id, value.pages.length]);
  if (place.shape !== shape) {
    place.shape = shape;
    const pictured = value.pages.length <= PICTURES;
    place.replaceChildren(
      ...value.pages.map((one) =>
        make(
          "button",
          { type: "button", "data-page": one.number, "aria-label": say("page_of", { number: one.number, count: value.pages.length }), onclick: () => turnTo(one.number) },
          pictured && one.state !== "failed" && one.state !== "skipped" ? make("img", { src: address(one.number), alt: "", loading: "lazy" }) : null,
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
  [picked, cursor] = [[], -1];
  leaf();
  part("stage").scrollTop = 0;
  remember();
}

const turned = (step) => {
  const { pages } = props.value;
  const next = pages[pages.findIndex((one) => one.number === page) + step];
  if (next) turnTo(next.number);
};

function toBox(path) {
  const box = part("sheet").querySelector(`[data-box="${CSS.escape(path)}"]`);
  if (box) intoStage(box);
}

function intoStage(box) {
  const stage = part("stage");
  const [inner, outer] = [box.getBoundingClientRect(), stage.getBoundingClientRect()];
  const behavior = gently();
  const top = inner.top < outer.top || inner.bottom > outer.bottom ? inner.top - outer.top - (outer.height - inner.height) / 2 : 0;
  const left = inner.left < outer.left || inner.right > outer.right ? inner.left - outer.left - (outer.width - inner.width) / 2 : 0;
  if (top || left) stage.scrollBy({ top, left, behavior });
}

// ---- cut-outs ----------------------------------------------------------------------------------------------------

const seen = new IntersectionObserver((changes) => {
  for (const { isIntersecting, target } of changes) if (isIntersecting) (seen.unobserve(target), cut(target));
});

/** Show in `canvas` the piece of the page where `field` stands; nothing when its place is not known. */
function cutOut(canvas, field) {
  const place = field.box && field.page ? JSON.stringify([props.value.id, field.page, field.box]) : "";
  canvas.hidden = !place;
  if (canvas.place === place) return;
  canvas.place = place;
  if (!place) return;
  const { width, height } = props.value.pages.find((one) => one.number === field.page) ?? {};
  const shrunk = Math.min(1, VIEWED / Math.max(width, height));
  if (width && height) sized(canvas, width * shrunk, height * shrunk, field.box); // so that nothing moves when it is drawn
  seen.observe(canvas);
}

/** Give a cut-out its size; returns what it shows of a page of `wide` by `tall` pixels, and how many it takes of the screen. */
function sized(canvas, wide, tall, [x0, y0, x1, y1]) {
  const high = (y1 - y0) * tall;
  const [side, rim] = [Math.min(0.35 * high, 10), Math.min(0.15 * high, 4)];
  const [left, top] = [Math.max(0, x0 * wide - side), Math.max(0, y0 * tall - rim)];
  const [across, down] = [Math.min(wide, x1 * wide + side) - left, Math.min(tall, y1 * tall + rim) - top];
  const scale = Math.min(Math.max(0.35, LINE / down), WIDEST / across, 1.5);
  canvas.style.width = `${Math.round(across * scale)}px`;
  canvas.style.aspectRatio = `${across} / ${down}`;
  return { left, top, across, down, scale };
}

async function cut(canvas) {
  const place = canvas.place;
  const [, number, box] = JSON.parse(place);
  if (!pictures.has(number)) {
    const picture = new Image();
    picture.src = address(number);
    pictures.set(number, picture.decode().then(() => picture));
  }
  let picture;
  try {
    picture = await pictures.get(number);
  } catch {
    canvas.hidden = true; // the page has no picture
    return;
  }
  if (canvas.place !== place) return;
  const [wide, tall] = [picture.naturalWidth, picture.naturalHeight];
  const { left, top, across, down, scale } = sized(canvas, wide, tall, box);
  if (across < 1 || down < 1) return;
  const sharp = Math.min(2, devicePixelRatio || 1);
  [canvas.width, canvas.height] = [Math.max(1, Math.round(across * scale * sharp)), Math.max(1, Math.round(down * scale * sharp))];
  const ink = canvas.getContext("2d");
  ink.imageSmoothingQuality = "high";
  ink.drawImage(picture, left, top, across, down, 0, 0, canvas.width, canvas.height);
}

// ---- words of the page that fill a field -------------------------------------------------------------------------

function wordsOf(number) {
  const key = `${props.value.id} ${number}`;
  if (!printed.has(key)) printed.set(key, fetch(`api/documents/${props.value.id}/pages/${number}/words`).then((answer) => (answer.ok ? answer.json() : [])));
  return printed.get(key);
}

const boxOfWord = ({ box }) => [box.x0, box.y0, box.x1, box.y1];

async function wordsShown() {
  const place = part("words");
  if (!place) return;
  part("sheet").classList.toggle("picking", picking);
  if (!picking && !picked.length) return place.replaceChildren();
  const words = await wordsOf(page);
  const shown = picking ? words.map((word, i) => i) : picked;
  place.replaceChildren(...shown.map((i) => rectOf(boxOfWord(words[i]), { class: `word${picked.includes(i) ? " picked" : ""}${i === cursor ? " cursor" : ""}`, "data-word": i }, 1)));
  const taken = picked.map((i) => words[i].text).join(" ");
  const entry = fields.get(chosen);
  part("picking").textContent = taken ? say("picked", { text: taken }) : entry ? say("pick_for", { label: entry.field.label }) : say("pick_first");
}

function pick(on) {
  picking = on;
  [picked, cursor] = [[], -1];
  part("pick").setAttribute("aria-pressed", String(on));
  part("picking").hidden = !on;
  wordsShown();
  if (on) part("stage").focus({ preventScroll: true });
}

/** Put the picked words into the chosen field, as if they had been typed. */
async function fill(adding = false) {
  const entry = fields.get(chosen);
  const words = await wordsOf(page);
  const text = picked.map((i) => words[i].text).join(" ");
  pick(false);
  if (!text) return;
  if (!entry || entry.input.tagName !== "INPUT") return announce(say("pick_first"));
  entry.input.value = adding && entry.input.value ? `${entry.input.value} ${text}` : text;
  entry.typed = entry.input.value !== entry.field.value;
  entry.problem = "";
  entry.update();
  entry.input.focus({ preventScroll: true });
  inView(entry.node);
}

/** Where the pointer is on the page, in fractions of it, however the view is turned. */
function onPage(event) {
  const { left, top, width, height } = part("turner").getBoundingClientRect();
  const [x, y] = [(event.clientX - left) / width, (event.clientY - top) / height];
  return [[x, y], [y, 1 - x], [1 - x, 1 - y], [1 - y, x]][turns];
}

part("turner").addEventListener("pointerdown", async (event) => {
  if (event.button || !shownPage() || (!picking && event.pointerType !== "mouse")) return;
  const [turner, from, start] = [part("turner"), onPage(event), [event.clientX, event.clientY]];
  let dragging = false;
  const words = wordsOf(page);
  const mark = async (now) => {
    const [x0, x1] = [from[0], now[0]].sort((a, b) => a - b);
    const [y0, y1] = [from[1], now[1]].sort((a, b) => a - b);
    const within = ([a0, b0, a1, b1]) => (dragging ? Math.min(a1, x1) - Math.max(a0, x0) > 0 && (b0 + b1) / 2 > y0 - 0.004 && (b0 + b1) / 2 < y1 + 0.004 : a0 <= x0 && x0 <= a1 && b0 <= y0 && y0 <= b1);
    picked = (await words).flatMap((word, i) => (within(boxOfWord(word)) ? [i] : []));
    await wordsShown();
  };
  const moved = (event) => {
    if (!dragging && Math.hypot(event.clientX - start[0], event.clientY - start[1]) < DRAG) return;
    if (!dragging) turner.setPointerCapture(event.pointerId);
    dragging = true;
    event.preventDefault();
    mark(onPage(event));
  };
  const ended = async (event) => {
    for (const [name, heard] of [["pointermove", moved], ["pointerup", ended], ["pointercancel", ended]]) turner.removeEventListener(name, heard);
    if (event.type === "pointercancel" || (!dragging && !picking)) return;
    await mark(onPage(event));
    if (picked.length) fill(event.shiftKey);
  };
  for (const [name, heard] of [["pointermove", moved], ["pointerup", ended], ["pointercancel", ended]]) turner.addEventListener(name, heard);
});

/** The keyboard among the words: arrows go, Shift takes more, Enter fills the field, Esc leaves. */
part("stage").addEventListener("keydown", async (event) => {
  if (!picking) return;
  const step = { ArrowRight: 1, ArrowLeft: -1, ArrowDown: 1, ArrowUp: -1 }[event.key];
  if (event.key === "Escape") (event.preventDefault(), event.stopPropagation(), pick(false), fields.get(chosen)?.node.focus());
  if (event.key === "Enter") (event.preventDefault(), event.stopPropagation(), fill());
  if (!step) return;
  event.preventDefault();
  event.stopPropagation();
  const words = await wordsOf(page);
  if (!words.length) return;
  if (event.key === "ArrowRight" || event.key === "ArrowLeft") cursor = Math.min(words.length - 1, Math.max(0, cursor + step));
  else cursor = lineOver(words, step);
  picked = event.shiftKey && picked.length ? [...new Set([...picked, cursor])].sort((a, b) => a - b) : [cursor];
  await wordsShown();
  const box = part("words").querySelector(".cursor");
  if (box) intoStage(box);
});

/** The word that stands nearest above (-1) or below (1) the cursor. */
function lineOver(words, step) {
  if (cursor < 0) return 0;
  const middle = ({ box }) => [(box.x0 + box.x1) / 2, (box.y0 + box.y1) / 2];
  const [x, y] = middle(words[cursor]);
  const high = words[cursor].box.y1 - words[cursor].box.y0;
  const away = (word) => {
    const [a, b] = middle(word);
    const down = step * (b - y);
    return down < 0.6 * high ? Infinity : down + 0.3 * Math.abs(a - x);
  };
  const best = words.reduce((found, word, i) => (away(word) < away(words[found]) ? i : found), cursor);
  return away(words[best]) === Infinity ? cursor : best;
}

part("before").addEventListener("click", () => turned(-1));
part("after").addEventListener("click", () => turned(1));
part("in").addEventListener("click", () => scaled(1));
part("out").addEventListener("click", () => scaled(-1));
part("fit").addEventListener("click", () => fitted(false));
part("whole").addEventListener("click", () => fitted(true));
part("turn").addEventListener("click", turnedView);
part("pick").addEventListener("click", () => pick(!picking));
part("legend").append(
  ...["high", "medium", "low", "person"].map((level) =>
    make("li", {}, make("svg", { viewBox: "0 0 26 14", "aria-hidden": "true" }, make("rect", { x: 2, y: 2, width: 22, height: 10, rx: 2, class: `is-${level}` })), say(`legend_${level}`)),
  ),
);
new ResizeObserver(lay).observe(part("stage"));
addEventListener("resize", lay);
