// How many points of a list to go through are ticked.
export function ticks(box) {
  const count = box.querySelector("[data-ticked]");
  const tell = () => {
    count.textContent = box.querySelectorAll("input:checked").length;
  };
  box.addEventListener("input", tell);
  tell();
}
