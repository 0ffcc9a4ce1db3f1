// What an identity number says is shown while it is typed, and put into the fields of the same person that are still empty.
const WEIGHTS = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
const CHECKS = "10X98765432";

function dayOf(digits) {
  const [year, month, day] = [digits.slice(0, 4), digits.slice(4, 6), digits.slice(6)];
  const date = new Date(Date.UTC(Number(year), Number(month) - 1, Number(day)));
  return date.getUTCMonth() + 1 === Number(month) && date.getUTCDate() === Number(day) ? `${year}-${month}-${day}` : "";
}

export function readNumber(text) {
  const number = text.normalize("NFKC").replace(/[\s-]/g, "").toUpperCase();
  if (/^[1-9]\d{16}[\dX]$/.test(number)) {
    const sum = WEIGHTS.reduce((total, weight, place) => total + weight * Number(number[place]), 0);
    return { born: dayOf(number.slice(6, 14)), male: Number(number[16]) % 2 === 1, right: CHECKS[sum % 11] === number[17] };
  }
  if (/^[1-9]\d{14}$/.test(number)) return { born: dayOf(`19${number.slice(6, 12)}`), male: Number(number[14]) % 2 === 1, right: true };
  return null;
}

// Only what is empty, or was put there by us, is filled; what somebody typed stays.
function fill(person, { born, male }, { male: his, female: hers }) {
  const date = person.querySelector(".fy-kind-birth-date input:not([type=hidden])");
  if (date && (date.value === "" || date.value === date.dataset.derived)) date.value = date.dataset.derived = born;
  const ways = [...person.querySelectorAll(".fy-kind-sex input[type=radio]")];
  const wanted = ways.find((way) => [male ? "male" : "female", male ? his : hers, male ? "M" : "F"].includes(way.value));
  if (wanted && !ways.some((way) => way.checked && way.dataset.derived === undefined)) {
    wanted.checked = true;
    wanted.dataset.derived = "";
  }
}

export function identity(note) {
  const input = document.getElementById(note.dataset.number);
  const tell = (typed) => {
    const read = input ? readNumber(input.value) : null;
    const sex = read && (read.male ? note.dataset.male : note.dataset.female);
    note.textContent = read ? [read.born && `${note.dataset.born} ${read.born}`, sex, read.right ? "" : note.dataset.odd].filter(Boolean).join(" · ") : "";
    const person = input?.closest("fieldset.fy-row, fieldset.fy-group");
    if (typed && read && person) fill(person, read, note.dataset);
  };
  input?.addEventListener("input", () => tell(true));
  tell(false);
}
