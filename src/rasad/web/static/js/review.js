// Review: words of the report tied to their fields, keys, selected words, type-ahead, the small map. Keys go by event.code.
import { typing } from "./keys.js";

const $ = (selector, within = document) => within.querySelector(selector);
const $$ = (selector, within = document) => [...within.querySelectorAll(selector)];
const numbers = (element) => (element.dataset.claim ?? element.dataset.claims ?? "").split(" ").filter(Boolean);
const claiming = (target) => target.closest?.("mark[data-claims], .fact[data-claims], li[data-claim]");
let busy = false; // a decision is on its way: nothing is decided meanwhile
let field = null; // the field that the reviewer is at, and the event
let words = null; // selected words: {document, from, to, text}, offsets in UTF-16 units of the report's text

// ---- words and fields

function light(claims, on) {
  const wanted = new Set(claims);
  for (const element of $$("mark[data-claims], .fact[data-claims], li[data-claim]")) {
    element.classList.toggle("on", on && numbers(element).some((number) => wanted.has(number)));
  }
}

function lightAgain() {
  const focused = document.activeElement?.closest?.(".fact[data-claims]");
  light(focused ? numbers(focused) : [], Boolean(focused));
}

document.addEventListener("pointerover", (event) => {
  const element = claiming(event.target);
  if (element) light(numbers(element), true);
});
document.addEventListener("pointerout", (event) => { if (claiming(event.target)) lightAgain(); });
document.addEventListener("focusin", (event) => {
  const element = event.target.closest?.(".fact[data-claims]");
  if (!element) return;
  field = { name: element.dataset.field, event: $("#work")?.dataset.event };
  light(numbers(element), true);
  numbers(element).map((number) => $(`mark[data-claims~="${number}"]`)).find(Boolean)?.scrollIntoView({ block: "nearest" });
});
document.addEventListener("click", (event) => {
  const mark = event.target.closest?.("mark[data-claims]");
  if (mark && getSelection().isCollapsed) {
    const row = $$(".fact[data-claims]").find((one) => numbers(one).some((number) => numbers(mark).includes(number)));
    row?.focus();
    row?.scrollIntoView({ block: "nearest" });
  }
});

// ---- words that a reviewer selects

document.addEventListener("selectionchange", () => {
  const chosen = getSelection();
  const text = $(".text[data-document]");
  if (!text || chosen.isCollapsed || !chosen.rangeCount) return;
  const range = chosen.getRangeAt(0);
  if (!text.contains(range.startContainer) || !text.contains(range.endContainer)) return;
  const before = document.createRange();
  before.setStart(text, 0);
  before.setEnd(range.startContainer, range.startOffset);
  const from = Number(text.dataset.begins) + before.toString().length;
  words = { document: text.dataset.document, from, to: from + range.toString().length, text: range.toString() };
  quote();
});

function quote() {
  const form = $("#editor");
  if (!form) return;
  const told = words ?? { document: "", from: "", to: "", text: "" };
  for (const name of ["document", "from", "to"]) form.elements[name].value = told[name];
  $("#selected").textContent = told.text.trim() || $("#selected").dataset.empty;
  $("[data-act=unselect]", form).hidden = !words;
}

// ---- keys

const acts = {
  correct() {
    const rows = $$(".fact[data-field]");
    const row = rows.find((one) => one.dataset.field === field?.name) ?? rows[0];
    $("[data-correct]", row)?.click();
  },
  split() {
    const form = $("#split");
    const boxes = $$("input[type=checkbox]", form);
    if (boxes.some((box) => box.checked)) $("button[value=split]", form).click();
    else { boxes[0]?.focus(); form.scrollIntoView({ block: "nearest" }); }
  },
  note() {
    $(".notebox").open = true;
    $(".notebox textarea").focus();
  },
  unselect() {
    words = null;
    getSelection().removeAllRanges();
    quote();
  },
};

function move(step) {
  const rows = $$(".fact[tabindex]");
  const now = rows.indexOf(document.activeElement?.closest?.(".fact[tabindex]"));
  const next = rows[now < 0 ? (step > 0 ? 0 : rows.length - 1) : Math.min(rows.length - 1, Math.max(0, now + step))];
  next?.focus();
}

function nextReport() {
  const tabs = $$("[data-report]");
  const now = tabs.findIndex((tab) => tab.getAttribute("aria-current"));
  tabs[(now + 1) % tabs.length]?.click();
}

document.addEventListener("keydown", (event) => {
  if ($("dialog[open]") || event.defaultPrevented) return;
  if (event.code === "Escape") {
    if (event.target.closest?.(".notebox")) { $(".notebox").open = false; event.target.blur(); return; }
    $("[data-act=cancel]")?.click();
    return;
  }
  if (typing(event) || event.shiftKey || event.repeat && !/Arrow|KeyJ|KeyK/.test(event.code)) return;
  const steps = { KeyJ: 1, ArrowDown: 1, KeyK: -1, ArrowUp: -1 };
  if (steps[event.code] && !event.target.closest(".text")) { event.preventDefault(); move(steps[event.code]); return; }
  if (busy) return;
  if (event.code === "KeyR") nextReport();
  const button = $(`[data-key="${event.code}"]`);
  if (!button) return;
  event.preventDefault();
  if (acts[button.dataset.act]) acts[button.dataset.act]();
  else button.click();
});

document.addEventListener("click", (event) => {
  const act = event.target.closest?.("[data-act]")?.dataset.act;
  if (act === "note" || !acts[act]) return;
  event.preventDefault();
  acts[act]();
});

// ---- one decision at a time, and none is lost

document.addEventListener("submit", (event) => {
  if (busy) { event.preventDefault(); event.stopImmediatePropagation(); }
}, true);
document.addEventListener("htmx:before:request", (event) => { occupy(busy || event.detail.ctx.request.method === "POST"); });
document.addEventListener("htmx:finally:request", () => { occupy(false); });
document.addEventListener("htmx:after:request", (event) => {
  // An answer without the record (a fault of the server) must not take its place.
  const { text } = event.detail.ctx;
  if (event.detail.ctx.target?.id === "work" && !text.includes('id="work"')) { event.preventDefault(); lost(); }
});
document.addEventListener("htmx:error", lost);
document.addEventListener("htmx:after:swap", settle);

function occupy(now) {
  busy = now;
  $("main").ariaBusy = String(now); // the next record shows a moment before its keys are heard
}

function lost() {
  $("#said").textContent = $("#work")?.dataset.lost ?? "";
}

function settle() {
  const event = $("#work")?.dataset.event;
  $("#said")?.replaceChildren();
  const another = field?.event !== event;
  if (another) acts.unselect();
  const wanted = $("#work [autofocus]") ?? $$("#work .fact[data-field]").find((row) => !another && row.dataset.field === field?.name);
  if (wanted) wanted.focus();
  else if (another) $("#work:has(.queuebar) .fact[tabindex]")?.focus({ preventScroll: true });
  if (another || $("#work .notice.wrong")) scrollTo({ top: 0 });
  field = { name: field?.name, event };
  if (words) quote();
  maps();
}

// ---- type-ahead
let list = null; // the open list and its input

document.addEventListener("input", async (event) => {
  const input = event.target;
  if (!input.dataset?.lookup) return;
  const typed = input.value;
  const answer = await fetch(`${input.dataset.lookup}?q=${encodeURIComponent(typed)}`);
  const options = answer.ok ? await answer.text() : "";
  if (input.value !== typed) return;
  close();
  if (!options.trim()) return;
  const box = document.createElement("ul");
  box.role = "listbox"; box.id = "options"; box.className = "options";
  box.innerHTML = options;
  input.closest(".picker").append(box);
  input.role = "combobox";
  input.setAttribute("aria-expanded", "true"); input.setAttribute("aria-controls", "options");
  list = { box, input, now: -1 };
});

function close() {
  list?.box.remove();
  list?.input.setAttribute("aria-expanded", "false");
  list?.input.removeAttribute("aria-activedescendant");
  list = null;
}

function choose(option) {
  const { input } = list;
  input.value = option.dataset.id;
  const told = $(".picked", input.closest(".picker"));
  if (told) told.textContent = $(".name", option).textContent;
  for (const name of ["lat", "lon"]) if (input.form.elements[name]) input.form.elements[name].value = "";
  close();
}

document.addEventListener("keydown", (event) => {
  if (!list || event.target !== list.input) return;
  const options = $$("[role=option]", list.box);
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.code];
  if (step) {
    list.now = (list.now + step + options.length) % options.length;
    options.forEach((option, number) => option.setAttribute("aria-selected", String(number === list.now)));
    list.input.setAttribute("aria-activedescendant", options[list.now].id);
    options[list.now].scrollIntoView({ block: "nearest" });
  } else if (event.code === "Enter" && list.now >= 0) choose(options[list.now]);
  else if (event.code === "Escape") close();
  else return;
  event.preventDefault();
}, true);
document.addEventListener("pointerdown", (event) => {
  const option = event.target.closest?.("[role=option]");
  if (list && option) { event.preventDefault(); choose(option); } else if (list && event.target !== list.input) close();
});

// ---- the small map
async function maps() {
  for (const element of $$(".minimap[data-base]:not([data-made])")) {
    element.dataset.made = "1";
    const { makeMap, drawSpots } = await import("./map.js");
    const point = [Number(element.dataset.lat), Number(element.dataset.lon)];
    const known = element.dataset.lat !== "";
    const { map, outlines } = await makeMap(element, known ? { center: point, zoom: 8 } : {});
    const spot = (place, precision) => drawSpots(map, outlines, { spots: [[...place, precision, 1, 0, ""]], radii: JSON.parse(element.dataset.radii ?? "{}") });
    let layer = known ? spot(point, Number(element.dataset.precision || 1)) : null;
    if ("pick" in element.dataset) {
      map.on("click", ({ latlng }) => {
        const { lat, lon } = element.closest("form").elements;
        lat.value = latlng.lat.toFixed(5);
        lon.value = latlng.wrap().lng.toFixed(5);
        layer?.remove();
        layer = spot([latlng.lat, latlng.lng], 1);
      });
    }
  }
}

settle();
$(".record.chosen")?.scrollIntoView({ block: "nearest" });
