// The explore page: map, timeline, list and filters hold together. The address is the state: all else follows from it.
import { typing } from "./keys.js";
import { drawSpots, extent, makeMap } from "./map.js";

const L = window.L;
const form = document.getElementById("filters");
const found = document.getElementById("found");
const element = document.getElementById("map");
const made = makeMap(element); // not waited for here: list and filters work before the map does
let layer = null;
let ring = null;
let moved = false; // by hand: then a filter leaves the view as it is
made.then(({ map }) => map.on("dragend", () => { moved = true; }));
element.addEventListener("wheel", () => { moved = true; }, { passive: true });

let asked = 0;
async function showSpots() {
  const turn = ++asked;
  const { map, outlines } = await made;
  const answer = await fetch(`/explore/spots${location.search}`);
  if (!answer.ok || turn !== asked) return;
  const told = await answer.json();
  if (turn !== asked) return;
  layer?.remove();
  map.closePopup();
  layer = drawSpots(map, outlines, told, { label, click: openSpot });
  const count = document.getElementById("map-count");
  count.textContent = count.dataset.text.replace("{n}", told.total.toLocaleString("en"));
  element.dataset.spots = told.spots.length;
  const bounds = told.spots.length ? extent(told.spots) : null;
  if (bounds && !(moved && map.getBounds().intersects(bounds))) {
    map.fitBounds(bounds, { maxZoom: 10, padding: [24, 24] });
  }
}

// Only what the map shows: the view becomes a filter, in the address like all others.
document.getElementById("map-within").addEventListener("click", async () => {
  const { map } = await made;
  const bounds = map.getBounds();
  const west = Math.max(-180, bounds.getWest()), east = Math.min(180, bounds.getEast());
  moved = true;
  form.elements.within.value = [bounds.getSouth(), west, bounds.getNorth(), east].map((side) => side.toFixed(3)).join(",");
  form.dispatchEvent(new Event("change", { bubbles: true }));
});

function label([, , , events, , name]) {
  const text = document.createElement("bdi");
  text.textContent = `${name || ""} · ${events}`;
  return text;
}

async function openSpot([lat, lon]) {
  const { map } = await made;
  const address = new URLSearchParams(location.search);
  address.set("lat", lat);
  address.set("lon", lon);
  const answer = await fetch(`/explore/here?${address}`);
  if (answer.ok) L.popup({ maxWidth: 340, minWidth: 240 }).setLatLng([lat, lon]).setContent(await answer.text()).openOn(map);
}

// An event of the list is ringed on the map while it is pointed at or has the focus.
let pointed = null;
async function point(row) {
  pointed = row;
  const { map } = await made;
  ring?.remove();
  ring = null;
  if (pointed !== row || !row?.dataset.lat) return;
  const at = [Number(row.dataset.lat), Number(row.dataset.lon)];
  ring = L.circleMarker(at, { pane: "popupPane", radius: 13, weight: 3, className: "ring", fill: false, interactive: false, renderer: L.svg({ pane: "popupPane" }) }).addTo(map);
}
for (const kind of ["mouseover", "focusin"]) found.addEventListener(kind, (event) => point(event.target.closest(".row")));
for (const kind of ["mouseleave", "focusout"]) found.addEventListener(kind, () => point(null));

// A stretch of the timeline is chosen by dragging over it, one bar by a click.
let brush = null;
function bars(event) {
  const picks = [...found.querySelectorAll("#timeline .pick")];
  const box = picks[0].ownerSVGElement.getBoundingClientRect();
  const at = Math.floor(((event.clientX - box.left) / box.width) * picks.length);
  return [picks, Math.max(0, Math.min(picks.length - 1, at))];
}
function showBrush(from, to, count) {
  const shown = found.querySelector("#timeline .brush");
  shown.setAttribute("x", `${(100 * Math.min(from, to)) / count}%`);
  shown.setAttribute("width", `${(100 * (Math.abs(to - from) + 1)) / count}%`);
}
found.addEventListener("pointerdown", (event) => {
  if (!event.target.closest("#timeline") || event.button) return;
  const [picks, at] = bars(event);
  brush = { from: at };
  showBrush(at, at, picks.length);
  event.preventDefault();
});
window.addEventListener("pointermove", (event) => {
  if (!brush || !found.querySelector("#timeline")) return;
  const [picks, at] = bars(event);
  showBrush(brush.from, at, picks.length);
});
window.addEventListener("pointerup", (event) => {
  if (!brush || !found.querySelector("#timeline")) { brush = null; return; }
  const [picks, at] = bars(event);
  const [from, to] = [Math.min(brush.from, at), Math.max(brush.from, at)];
  brush = null;
  for (const name of ["after", "before"]) form.elements[name].type = "date";
  form.elements.after.value = picks[from].dataset.from;
  form.elements.before.value = picks[to + 1]?.dataset.from ?? document.getElementById("timeline").dataset.end;
  form.dispatchEvent(new Event("change", { bubbles: true }));
});

// What is typed into the search is looked for once the typing rests.
const search = form.elements.q;
let [sent, resting] = [search.value, 0];
search.addEventListener("input", () => {
  clearTimeout(resting);
  resting = setTimeout(() => { if (search.value !== sent) search.dispatchEvent(new Event("change", { bubbles: true })); }, 350);
});
search.addEventListener("change", (event) => {
  if (search.value === sent) event.stopPropagation();
  sent = search.value;
});

document.addEventListener("keydown", (event) => {
  if (typing(event) || event.shiftKey || document.querySelector("dialog[open]")) return;
  const rows = [...found.querySelectorAll(".row > a")];
  const step = { KeyJ: 1, KeyK: -1 }[event.code];
  if (step && rows.length) {
    const at = rows.indexOf(document.activeElement);
    rows[at < 0 ? 0 : Math.max(0, Math.min(rows.length - 1, at + step))].focus();
    event.preventDefault();
  } else if (event.code === "KeyF") {
    const toggle = document.getElementById("show-filters");
    toggle.checked = true;
    form.elements.order.focus();
    event.preventDefault();
  }
});

document.addEventListener("htmx:after:history:push", showSpots);
showSpots();
