// A map without network: outlines, rivers, names of places; the operator's tiles where there are some.
import { Spots } from "./spots.js";

const L = window.L;
const colour = (name) => getComputedStyle(document.documentElement).getPropertyValue(`--map-${name}`).trim();

// A line is stored as its first point and the steps from point to point, in thousandths of a degree.
function unpacked(flat) {
  const points = [];
  for (let n = 0, x = 0, y = 0; n < flat.length; n += 2) {
    x += flat[n]; y += flat[n + 1];
    points.push([y / 1000, x / 1000]);
  }
  return points;
}

export async function makeMap(element, view = {}) {
  const map = L.map(element, { preferCanvas: true, minZoom: 3, maxZoom: 18, zoomSnap: 0.5, wheelPxPerZoomLevel: 110, zoomAnimation: false, fadeAnimation: false, ...view });
  map.attributionControl.setPrefix(false).addAttribution(element.dataset.attribution);
  L.control.scale({ imperial: false }).addTo(map);
  if (!view.center) map.setView([34.8, 40], 6);
  if (element.dataset.tiles) {
    const [minNativeZoom, maxNativeZoom] = element.dataset.zooms.split("-").map(Number);
    const credit = document.createElement("bdi"); // as text: what a file says of itself is no page of ours
    credit.textContent = element.dataset.credit;
    L.tileLayer(element.dataset.tiles, { maxZoom: 18, minNativeZoom, maxNativeZoom, attribution: credit.outerHTML }).addTo(map);
  }
  const [base, names] = await Promise.all(
    [element.dataset.base, element.dataset.labels].map((address) => address && fetch(address).then((answer) => answer.json())),
  );
  if (base) drawBase(map, base, Boolean(element.dataset.tiles));
  if (names) nameplaces(map, names);
  return { map, outlines: base };
}

function drawBase(map, base, tiled) {
  map.createPane("base").style.zIndex = 250;
  const still = { renderer: L.canvas({ pane: "base", padding: 0.3 }), pane: "base", interactive: false };
  if (!tiled) {
    for (const area of base.countries) {
      L.polygon(area.rings.map(unpacked), { ...still, color: colour("border"), weight: 1, fillColor: colour("land"), fillOpacity: 1 }).addTo(map);
    }
    L.polygon(base.lakes.map(unpacked), { ...still, stroke: false, fillColor: colour("sea"), fillOpacity: 1 }).addTo(map);
    L.polyline(base.rivers.map(unpacked), { ...still, color: colour("river"), weight: 1.3 }).addTo(map);
  }
  L.polyline(base.inner.map(unpacked), { ...still, color: colour("border"), weight: 0.7, dashArray: "3 3", opacity: 0.8 }).addTo(map);
}

// Names are text of the page, so Arabic is shaped by the browser; one that would lie on another stays out, the lesser one.
function nameplaces(map, names) {
  const pane = map.createPane("names");
  const draw = () => {
    const zoom = map.getZoom();
    const bounds = map.getBounds().pad(0.05);
    const taken = [];
    const shown = [];
    for (const [lat, lon, name, least, kind] of names) {
      if (least > zoom) break;
      if ((kind === "country" && zoom > 7) || (kind === "governorate" && zoom > 8) || !bounds.contains([lat, lon])) continue;
      const at = map.latLngToLayerPoint([lat, lon]);
      const half = name.length * (kind === "country" ? 4.6 : 3.6) + 4;
      const box = [at.x - half, at.y - 20, at.x + half, at.y + 6];
      if (taken.some((other) => box[0] < other[2] && box[2] > other[0] && box[1] < other[3] && box[3] > other[1])) continue;
      taken.push(box);
      const label = document.createElement("span");
      label.className = `map-name ${kind}`;
      label.lang = "ar"; label.dir = "rtl"; label.textContent = name;
      L.DomUtil.setPosition(label, at.round());
      shown.push(label);
      if (shown.length > 80) break;
    }
    pane.replaceChildren(...shown);
  };
  map.on("moveend zoomend resize", draw);
  map.whenReady(draw);
}

// The outlines among these that a point lies in, by the even-odd rule.
export function around(areas, lat, lon) {
  return areas.filter((area) => {
    area.points ??= area.rings.map(unpacked);
    let inside = false;
    for (const ring of area.points) {
      for (let n = 0, m = ring.length - 1; n < ring.length; m = n++) {
        const [y, x] = ring[n];
        const [v, u] = ring[m];
        if (y > lat !== v > lat && lon < ((u - x) * (lat - y)) / (v - y) + x) inside = !inside;
      }
    }
    return inside;
  });
}

// Spots are [lat, lon, precision, events, killed, name]. A place that is known roughly is a disc or a shaded unit, and hollow.
export function drawSpots(map, outlines, { spots, radii }, told) {
  const layer = L.layerGroup().addTo(map);
  const renderer = map.unitRenderer ??= L.canvas({ padding: 0.2 });
  const shaded = new Set();
  const [plain, deadly, rim] = ["spot", "deadly", "rim"].map(colour);
  for (const [lat, lon, precision] of spots) {
    if ((precision !== 4 && precision !== 6) || !outlines) continue;
    const [unit] = around(precision === 4 ? outlines.units : outlines.countries, lat, lon);
    if (!unit || shaded.has(unit)) continue;
    shaded.add(unit);
    L.polygon(unit.points, { renderer, stroke: false, fillColor: plain, fillOpacity: precision === 4 ? 0.12 : 0.06, interactive: false }).addTo(layer);
  }
  return layer.addLayer(new Spots(spots, radii, [plain, deadly, rim], told));
}

// Where nearly all events lie: a few that are far away do not make the others small.
export function extent(spots) {
  const range = (at) => {
    const sorted = [...spots].sort((a, b) => a[at] - b[at]);
    const total = sorted.reduce((sum, spot) => sum + spot[3], 0);
    let low = null, high = null, seen = 0;
    for (const spot of sorted) {
      seen += spot[3];
      if (low === null && seen >= total * 0.03) low = spot[at];
      if (high === null && seen >= total * 0.97) high = spot[at];
    }
    return [low, high];
  };
  const [[south, north], [west, east]] = [range(0), range(1)];
  return L.latLngBounds([south - 0.15, west - 0.15], [north + 0.15, east + 0.15]);
}
