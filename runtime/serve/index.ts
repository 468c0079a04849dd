export { defaultListen } from "./address.js";
export type { GraphSource, ServeOptions, SocketLimits } from "./context.js";
export { serve, type Serving } from "./serve.js";
export { ServeError, serveErrorCodes } from "./serve-error.js";
export { createToken, readTokens, revokeToken, scopes, type Scope, type StoredToken } from "./tokens.js";
