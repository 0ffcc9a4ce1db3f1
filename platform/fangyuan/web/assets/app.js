// The staff pages' script: every page must also work without it where a form is concerned.
import "./js/htmx.js";
import "./js/keys.js";
import "./js/widgets.js";
import "./js/folds.js";
import "./js/sheets.js";
import "./js/pages.js";
import "./js/public.js";
import "./js/drafts.js";
import "./js/reaching.js";
import "./js/alike.js";
import "./js/tabs.js";
import "./js/selecting.js";
import "./js/under-way.js";
import "./js/sounds.js";
