import "../interface/base.css";
import { render } from "preact";
import { followSettings } from "../interface/settings.js";
import "./desk.css";
import { followDesk } from "./follow.js";
import { followNews } from "./news.js";
import { followAddress } from "./router.js";
import { Shell } from "./shell.js";
import { followClock } from "./state.js";

followSettings();
followAddress();
followClock();
followDesk();
followNews();
const place = document.querySelector("#app");
if (place !== null) render(<Shell />, place);
