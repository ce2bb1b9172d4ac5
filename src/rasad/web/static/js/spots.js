// Spots of events on a map, painted on one canvas in one go: twenty thousand marks of Leaflet's own take seconds.
const L = window.L;
const WORLD = 256; // pixels of the world at zoom 0
const NEAR = 4; // pixels beside a spot that still mean it
const CELL = 32; // pixels; no spot reaches further than into the next cell

const size = (events) => Math.min(22, 3 + 1.7 * Math.sqrt(events));
const across = (lon) => ((lon + 180) / 360) * WORLD;
function down(lat) {
  const sine = Math.sin((Math.max(-85.05, Math.min(85.05, lat)) * Math.PI) / 180);
  return (0.5 - Math.log((1 + sine) / (1 - sine)) / (4 * Math.PI)) * WORLD;
}

// `paints` are [plain, deadly, rim]; `told` has `label(spot)`, an element, and `click(spot)`; either may be missing.
export const Spots = L.Layer.extend({
  initialize(spots, radii, paints, told = {}) {
    Object.assign(this, { spots, radii, paints, told, stamps: new Map(), tip: L.tooltip({ direction: "top", opacity: 0.95 }) });
    this.x = Float64Array.from(spots, (spot) => across(spot[1]));
    this.y = Float64Array.from(spots, (spot) => down(spot[0]));
    this.r = Float32Array.from(spots, (spot) => size(spot[3]));
  },
  onAdd(map) {
    this.canvas = L.DomUtil.create("canvas", "leaflet-zoom-hide", map.getPanes().overlayPane);
    map.on("moveend zoomend resize viewreset", this.draw, this).on("mousemove", this.point, this).on("mouseout", this.leave, this).on("click", this.pick, this);
    this.draw();
  },
  onRemove(map) {
    map.off("moveend zoomend resize viewreset", this.draw, this).off("mousemove", this.point, this).off("mouseout", this.leave, this).off("click", this.pick, this);
    this.leave();
    this.canvas.remove();
  },
  draw() {
    const map = this._map, { canvas } = this;
    const shown = map.getSize(), pad = shown.multiplyBy(0.2).round(), whole = shown.add(pad).add(pad), sharp = window.devicePixelRatio || 1;
    const corner = map.containerPointToLayerPoint(pad.multiplyBy(-1));
    L.DomUtil.setPosition(canvas, corner);
    Object.assign(canvas, { width: whole.x * sharp, height: whole.y * sharp });
    Object.assign(canvas.style, { width: `${whole.x}px`, height: `${whole.y}px` });
    const pen = canvas.getContext("2d");
    pen.scale(sharp, sharp);
    const scale = 2 ** map.getZoom(), origin = map.getPixelOrigin().add(corner);
    Object.assign(this, { scale, origin, pad, cells: null });
    for (let n = 0; n < this.spots.length; n++) this.disc(pen, n, whole);
    for (let n = this.spots.length - 1; n >= 0; n--) { // those of most events are first, and lie on top
      const x = this.x[n] * scale - origin.x, y = this.y[n] * scale - origin.y;
      if (x < -22 || y < -22 || x > whole.x + 22 || y > whole.y + 22) continue;
      const [, , precision, , killed] = this.spots[n];
      const stamp = this.stamp(precision > 1, killed > 0, Math.round(2 * this.r[n]) / 2, sharp);
      pen.drawImage(stamp, x - stamp.half, y - stamp.half, 2 * stamp.half, 2 * stamp.half);
    }
  },
  // Where an event lies somewhere within kilometres.
  disc(pen, n, whole) {
    const [lat, , precision, , killed] = this.spots[n];
    if (!this.radii[precision]) return;
    const x = this.x[n] * this.scale - this.origin.x, y = this.y[n] * this.scale - this.origin.y;
    const radius = (this.radii[precision] * WORLD * this.scale) / (40_075_017 * Math.cos((lat * Math.PI) / 180));
    if (x < -radius || y < -radius || x > whole.x + radius || y > whole.y + radius) return;
    pen.beginPath();
    pen.arc(x, y, radius, 0, 7);
    Object.assign(pen, { fillStyle: this.paints[killed ? 1 : 0], strokeStyle: this.paints[killed ? 1 : 0], lineWidth: 0.6, globalAlpha: 0.05 });
    pen.fill();
    pen.globalAlpha = 0.35;
    pen.stroke();
    pen.globalAlpha = 1;
  },
  // A mark of its kind and size, painted once and then copied: a place known roughly is hollow.
  stamp(rough, deadly, radius, sharp) {
    const key = `${rough}${deadly}${radius}`;
    if (this.stamps.has(key)) return this.stamps.get(key);
    const stamp = document.createElement("canvas"), half = Math.ceil(radius + 2), paint = this.paints[deadly ? 1 : 0];
    stamp.width = stamp.height = 2 * half * sharp;
    stamp.half = half;
    const pen = stamp.getContext("2d");
    pen.scale(sharp, sharp);
    pen.arc(half, half, radius, 0, 7);
    Object.assign(pen, { fillStyle: paint, globalAlpha: rough ? 0.12 : 0.75 });
    pen.fill();
    Object.assign(pen, { strokeStyle: rough ? paint : this.paints[2], lineWidth: rough ? 1.6 : 0.8, globalAlpha: 1 });
    pen.setLineDash(rough ? [3, 3] : []);
    pen.stroke();
    this.stamps.set(key, stamp);
    return stamp;
  },
  // The uppermost spot at a point of the map; the cells are filled when they are first asked after a drawing.
  at(event) {
    const { scale, origin } = this, at = event.layerPoint.add(this._map.getPixelOrigin());
    const cell = (x, y) => Math.floor(x / CELL) * 1e7 + Math.floor(y / CELL);
    if (!this.cells) {
      this.cells = new Map();
      for (let n = 0; n < this.spots.length; n++) {
        const key = cell(this.x[n] * scale, this.y[n] * scale);
        if (this.cells.has(key)) this.cells.get(key).push(n);
        else this.cells.set(key, [n]);
      }
    }
    let found = -1;
    for (const dx of [-CELL, 0, CELL]) {
      for (const dy of [-CELL, 0, CELL]) {
        for (const n of this.cells.get(cell(at.x + dx, at.y + dy)) ?? []) {
          if (Math.hypot(this.x[n] * scale - at.x, this.y[n] * scale - at.y) <= this.r[n] + NEAR && (found < 0 || n < found)) found = n;
        }
      }
    }
    return found < 0 ? null : this.spots[found];
  },
  point(event) {
    const spot = this.told.label || this.told.click ? this.at(event) : null;
    if (spot === this.pointed) return;
    this.leave();
    this.pointed = spot;
    if (!spot) return;
    if (this.told.click) this._map.getContainer().classList.add("on-spot");
    if (this.told.label) this.tip.setLatLng([spot[0], spot[1]]).setContent(this.told.label(spot)).addTo(this._map);
  },
  leave() {
    this.pointed = null;
    this.tip.remove();
    this._map.getContainer().classList.remove("on-spot");
  },
  pick(event) {
    const spot = this.told.click ? this.at(event) : null;
    if (spot) this.told.click(spot);
  },
});
