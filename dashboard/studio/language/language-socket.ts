import { HostError, type LanguageWay } from "../host.js";

/** A language server behind a WebSocket of the studio's server, which asks for the page's cookie. @throws HostError */
export function openLanguageSocket(address: string): Promise<LanguageWay> {
  return new Promise((resolve, reject) => {
    const socket = new WebSocket(address);
    const handlers = new Set<(message: string) => void>();
    const breaks: (() => void)[] = [];
    let isOpen = false;
    let isClosing = false;
    socket.addEventListener("message", ({ data }: MessageEvent<unknown>) => {
      // Who sends half of something may have lost more: another way begins with the text as it stands.
      if (typeof data !== "string" || !isWhole(data)) return socket.close();
      for (const handler of handlers) handler(data);
    });
    socket.addEventListener("open", () => {
      isOpen = true;
      resolve({
        transport: {
          send: (message) => {
            if (socket.readyState !== WebSocket.OPEN) throw new HostError("gone", "The way is closed.", null);
            socket.send(message);
          },
          subscribe: (handler) => void handlers.add(handler),
          unsubscribe: (handler) => void handlers.delete(handler),
        },
        onBreak: (listener) => void breaks.push(listener),
        close: () => {
          isClosing = true;
          socket.close();
        },
      });
    });
    socket.addEventListener("close", () => {
      if (!isOpen) return reject(new HostError("gone", "The language server does not answer.", null));
      if (!isClosing) for (const listener of breaks) listener();
    });
  });
}

function isWhole(message: string): boolean {
  try {
    JSON.parse(message);
    return true;
  } catch {
    return false;
  }
}
