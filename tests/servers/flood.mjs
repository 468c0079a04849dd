import { connect } from "node:net";

// Sends requests as fast as a server takes them, over many connections, for so many milliseconds.
const [port, milliseconds, connections, token] = process.argv.slice(2);
const pipelined = 100;
const request = [
  "GET /api/v1/strategies HTTP/1.1",
  `Host: 127.0.0.1:${port}`,
  ...(token ? [`Authorization: Bearer ${token}`] : []),
  "",
  "",
].join("\r\n");
const statuses = {};
let sent = 0;
let isOver = false;

function open() {
  if (isOver) return;
  const socket = connect(Number(port), "127.0.0.1");
  let waiting = 0;
  let last = "";
  const send = () => {
    socket.write(request.repeat(pipelined));
    sent += pipelined;
    waiting = pipelined;
  };
  socket.setNoDelay(true);
  socket.on("connect", send);
  socket.on("data", (data) => {
    const text = last + data.toString("latin1");
    last = text.slice(-12);
    for (const [, status] of text.matchAll(/HTTP\/1\.1 (\d{3})/g)) {
      statuses[status] = (statuses[status] ?? 0) + 1;
      waiting--;
    }
    if (/HTTP\/1\.1 \d{3}$/.test(last)) last = "";
    if (waiting <= 0 && !isOver) send();
  });
  socket.on("error", () => undefined);
  socket.on("close", open);
}

for (let k = 0; k < Number(connections); k++) open();
setTimeout(() => {
  isOver = true;
  process.stdout.write(JSON.stringify({ sent, statuses }), () => process.exit(0));
}, Number(milliseconds));
