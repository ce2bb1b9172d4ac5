// The map on the page of an actor or of a place: where its events lie.
import { drawSpots, extent, makeMap } from "./map.js";

const element = document.getElementById("map");
const { lat, lon, query } = element.dataset;
const [{ map, outlines }, told] = await Promise.all([
  makeMap(element, lat ? { center: [Number(lat), Number(lon)], zoom: 9 } : {}),
  fetch(query).then((answer) => answer.json()),
]);
drawSpots(map, outlines, told, {
  label: (spot) => {
    const text = document.createElement("bdi");
    text.textContent = `${spot[5] || ""} · ${spot[3]}`;
    return text;
  },
});
if (told.spots.length) map.fitBounds(extent(told.spots), { maxZoom: 10, padding: [16, 16] });
element.dataset.spots = told.spots.length;
