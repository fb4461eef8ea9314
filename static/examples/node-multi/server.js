import { createServer } from "node:http";
import helmet from "helmet";
import { greet } from "./greet.js";

const port = Number(process.env.PORT ?? 3000);
const secure = helmet();

const server = createServer((request, response) => {
  secure(request, response, () => response.end(greet(request.url)));
});
server.listen(port);

// As PID 1, node stops only when it is told what SIGTERM means.
process.on("SIGTERM", () => server.close());
