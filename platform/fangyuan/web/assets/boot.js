// Runs before the page is drawn: what needs a script may look different where there is one.
document.documentElement.classList.add("fy-js");
