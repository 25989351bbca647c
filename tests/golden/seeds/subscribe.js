// feedgen-news: the buttons that copy an address. Without this file they are not shown,
// and the addresses are selected and copied by hand.
"use strict";

function copied(field) {
  field.select();
  if (navigator.clipboard) {
    return navigator.clipboard.writeText(field.value);
  }
  return document.execCommand("copy") ? Promise.resolve() : Promise.reject(new Error("refused"));
}

for (const offer of document.querySelectorAll(".subscribe .offer")) {
  const field = offer.querySelector("input");
  const button = offer.querySelector("button");
  const said = offer.closest(".subscribe").querySelector("[role=status]");
  const label = button.firstChild;
  const before = label.data;
  field.addEventListener("click", () => field.select());
  button.addEventListener("click", () => {
    copied(field).then(
      () => { label.data = "Copied"; said.textContent = "Address copied"; },
      () => { label.data = "Press Ctrl+C"; field.focus(); },
    ).then(() => setTimeout(() => { label.data = before; said.textContent = ""; }, 4000));
  });
  button.hidden = false;
}
