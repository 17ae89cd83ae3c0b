// All parts of the page that are not made by gradio; each defines its elements.
import "./command.js";
import "./tabs.js";
import "./banner.js";
import "./timeline.js";
import "./ask.js";
import "./jobs.js";
import "./start.js";
import "./graph.js";
import "./behaviors.js";
import "./memory.js";
import "./describe.js";
import "./compare.js";
import "./export.js";
