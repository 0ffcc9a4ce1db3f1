import htmx from "htmx.org";

// The content security policy allows no inline style and no eval, so htmx must not try either.
htmx.config.includeIndicatorStyles = false;
htmx.config.allowEval = false;
htmx.config.allowScriptTags = false;
// A page that was refused (422) or has changed meanwhile (409) still carries the answer to show.
htmx.config.responseHandling = [
  { code: "204", swap: false },
  { code: "[23]..", swap: true },
  { code: "409|422", swap: true },
  { code: "[45]..", swap: false, error: true },
];

window.htmx = htmx;
