import { createServer, type IncomingHttpHeaders } from "node:http";
import { createServer as createTcpServer, type AddressInfo } from "node:net";

export interface Received {
  readonly path: string;
  readonly body: string;
  readonly headers: IncomingHttpHeaders;
}

const portOf = (address: string | AddressInfo | null): number =>
  typeof address === "object" && address !== null ? address.port : 0;

/** A receiver that answers with these statuses in turn, then with 204. */
export async function httpReceiver(
  statuses: readonly number[] = [],
  headers: Readonly<Record<string, string>> = {},
) {
  const received: Received[] = [];
  const server = createServer((request, response) => {
    let body = "";
    request.setEncoding("utf8");
    request.on("data", (part: string) => (body += part));
    request.on("end", () => {
      received.push({ path: request.url ?? "", body, headers: request.headers });
      response.writeHead(statuses[received.length - 1] ?? 204, headers).end();
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    received,
    url: `http://127.0.0.1:${portOf(server.address())}`,
    close: () => {
      server.closeAllConnections();
      return new Promise((resolve) => server.close(resolve));
    },
  };
}

/** As much of SMTP as a mail needs (RFC 5321), with a log-in that knows one password. */
export async function mailReceiver(password: string) {
  const mails: { readonly recipients: readonly string[]; readonly text: string }[] = [];
  const server = createTcpServer((socket) => {
    let rest = "";
    let text: string | null = null;
    let recipients: string[] = [];
    const say = (line: string): void => void socket.write(`${line}\r\n`);
    say("220 test");
    const take = (line: string): void => {
      if (text !== null) {
        if (line !== ".") {
          text += `${line}\n`;
          return;
        }
        mails.push({ recipients, text });
        [text, recipients] = [null, []];
        return say("250 taken");
      }
      const verb = line.split(" ")[0]?.toUpperCase();
      if (verb === "EHLO") return say("250-test\r\n250 AUTH PLAIN");
      if (verb === "AUTH") {
        const given = Buffer.from(line.split(" ")[2] ?? "", "base64")
          .toString()
          .split("\0")[2];
        return say(given === password ? "235 welcome" : "535 no");
      }
      if (verb === "RCPT") recipients.push(line.replace(/^.*<(.*)>.*$/, "$1"));
      if (verb === "DATA") {
        text = "";
        return say("354 go on");
      }
      if (verb === "QUIT") {
        say("221 bye");
        return void socket.end();
      }
      say("250 fine");
    };
    socket.on("error", () => undefined);
    socket.on("data", (part) => {
      const lines = (rest + part.toString()).split("\r\n");
      rest = lines.pop() ?? "";
      for (const line of lines) take(line);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    mails,
    host: `127.0.0.1:${portOf(server.address())}`,
    close: () => new Promise((resolve) => server.close(resolve)),
  };
}
