// What every page does: dialogs, the key list, the search key, focus. Keys go by event.code, so an Arabic layout works.

import { typing } from "./keys.js";

document.addEventListener("click", (event) => {
  const opener = event.target.closest("[data-open]");
  if (opener) document.getElementById(opener.dataset.open)?.showModal();
});

document.addEventListener("keydown", (event) => {
  if (typing(event) || document.querySelector("dialog[open]")) return;
  if (event.code === "Slash" && event.shiftKey) {
    event.preventDefault();
    document.getElementById("keys")?.showModal();
  } else if (event.code === "Slash") {
    const search = document.querySelector("[data-search]");
    if (search) { event.preventDefault(); search.focus(); search.select?.(); }
  }
});
