// « Copier »: puts a text on the clipboard at one press, and says so. Where the browser does not let a page do that, the
// text is selected. Without this script there is no button: the text is selected by hand.

for (const box of document.querySelectorAll("[data-copy]")) {
  const [text, button, said] = ["textarea", "button", "[role=status]"].map((each) => box.querySelector(each));
  button.hidden = false;
  button.addEventListener("click", async () => {
    said.textContent = "";
    said.textContent = (await copied(text)) ? "Copié" : "Le texte est sélectionné : copiez-le.";
  });
}

async function copied(text) {
  try {
    await navigator.clipboard.writeText(text.value);
    return true;
  } catch {
    text.focus();
    text.select();
    return false;
  }
}
