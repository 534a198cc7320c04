// While a concern is noted: once quarter and theme are chosen, those that may be the same one are shown beside the
// form, as the button « Voir les doléances proches » does without this script. What is typed stays in the form.

const form = document.querySelector("#notes");
let asked = 0;

async function look() {
  const mine = ++asked;
  const body = new URLSearchParams(new FormData(form));
  if (!body.get("where") || !body.get("theme")) return;
  body.set("look", "1");
  try {
    const answer = await fetch(location.href, { method: "POST", body });
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const anew = page.querySelector("#proches");
    // another question was asked meanwhile, or the sign-in is over: what is shown stays
    if (anew && mine === asked) document.querySelector("#proches").replaceChildren(...anew.childNodes);
  } catch {
    // no network: the button asks again
  }
}

if (document.querySelector("#proches")) {
  form.addEventListener("change", (event) => {
    if (["where", "theme", "place"].includes(event.target.name)) look();
  });
}
