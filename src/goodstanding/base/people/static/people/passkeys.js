/* When the browser's own question about a passkey ends without one, say so on the page: nothing else would. */
"use strict";

document.addEventListener("allauth.error", (event) => {
  const said = document.querySelector("[data-passkey-trouble]");
  if (!said) return;
  event.preventDefault();
  const known = event.detail?.exception?.name === "InvalidStateError";
  said.querySelector("[data-passkey-known]").hidden = !known;
  said.querySelector("[data-passkey-stopped]").hidden = known;
  said.hidden = false;
});
