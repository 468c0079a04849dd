export {
  ageText,
  judgeHealth,
  watchHealth,
  type Health,
  type HealthCheck,
  type HealthFacts,
  type HealthWatch,
} from "./health.js";
export { watchLog, type LiveLog } from "./live-log.js";
export { watchMetrics, type DeskMetrics } from "./metrics.js";
export type { Notice, NoticeChannel } from "./notice.js";
export { watchNotifications, type Notifications } from "./notifications.js";
export { notifySettings, readNotifySettings, type NotifySettings } from "./settings.js";
export { WatchError, watchErrorCodes } from "./watch-error.js";
