// A file that the server would refuse for its size is told before it is sent, so that nobody waits for nothing.
const MOST = 50 * 1024 * 1024;

export function files(input) {
  const note = input.parentElement.querySelector("[data-file-note]");
  const { mostBytes, mostFiles, tooLarge, tooMany } = input.dataset;
  input.addEventListener("change", () => {
    const chosen = [...input.files];
    const most = Math.min(Number(mostBytes ?? MOST), MOST);
    const large = chosen.filter((file) => file.size > most).map((file) => `${file.name} ${tooLarge}`);
    const kept = input.closest(".fy-field").querySelectorAll(".fy-file input:checked").length;
    const many = mostFiles && chosen.length + kept > Number(mostFiles) ? [tooMany] : [];
    note.textContent = [...large, ...many].join("；");
    if (!large.length) return;
    const fit = new DataTransfer();
    for (const file of chosen.filter((one) => one.size <= most)) fit.items.add(file);
    input.files = fit.files;
  });
}
