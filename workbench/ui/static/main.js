// All parts of the page that are not made by gradio; each defines its elements.
import "./command.js";
import "./banner.js";
import "./timeline.js";
