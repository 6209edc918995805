// The start page: puts this host, and in the local run the sample data, into the examples, and copies them.

const filled: [RegExp, string][] = [
  [/ORIGIN/g, location.origin],
  // Only in the build for the local run: see xtask/src/web.rs.
  ...(SAMPLE ? ([[/USER:PASSWORD/g, `${SAMPLE.user}:${SAMPLE.password}`], [/INTERACTION/g, SAMPLE.interaction]] as [RegExp, string][]) : []),
];
for (const code of document.querySelectorAll("pre code")) {
  code.textContent = filled.reduce((text, [word, value]) => text.replace(word, value), code.textContent ?? "");
}

const note = document.getElementById("try-note");
if (SAMPLE && note) note.textContent = "These work as they are, on the sample data of the local run. Keep the board open beside it.";

const copied = document.getElementById("copied");
for (const button of document.querySelectorAll<HTMLButtonElement>("button.copy")) {
  const code = document.getElementById(button.getAttribute("aria-describedby") ?? "");
  if (!code) continue;
  button.hidden = false;
  button.addEventListener("click", async () => {
    const isCopied = await copy(code);
    button.textContent = isCopied ? "Copied" : "Selected";
    if (copied) copied.textContent = isCopied ? "Copied" : "Selected. Copy it with the keyboard.";
    setTimeout(() => {
      button.textContent = "Copy";
      if (copied) copied.textContent = "";
    }, 2_000);
  });
}

/** Copies the text; where the browser does not allow it, as without TLS, selects it. */
async function copy(code: HTMLElement): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(code.textContent ?? "");
    return true;
  } catch {
    getSelection()?.selectAllChildren(code);
    return false;
  }
}
