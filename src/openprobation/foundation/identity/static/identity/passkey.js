// What a page shows of passkeys: the button where the browser has them, and what to do when one fails.
for (const part of document.querySelectorAll("[data-passkey]")) {
  part.hidden = !window.PublicKeyCredential;
}
for (const part of document.querySelectorAll("[data-no-passkey]")) {
  part.hidden = Boolean(window.PublicKeyCredential);
}

document.addEventListener("allauth.error", (event) => {
  event.preventDefault(); // the library would only write it to the console
  const told = document.querySelector("[data-passkey-problem]");
  if (!told) return;
  const { name } = event.detail.exception ?? {};
  const line = document.createElement("p");
  line.className = "govuk-error-message";
  line.textContent = told.dataset[name === "InvalidStateError" ? "already" : "words"];
  told.replaceChildren(line);
});
