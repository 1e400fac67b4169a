import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';

/** What the suite tells its driver, one message at a time; the answer is the go-ahead. */
export type Message =
  | { readonly kind: 'passed'; readonly step: string; readonly milliseconds: number }
  | { readonly kind: 'failed'; readonly step: string; readonly error: string }
  | { readonly kind: 'note'; readonly text: string }
  | { readonly kind: 'picture'; readonly name: string }
  | { readonly kind: 'done' };

/** The driver's end of the conversation with the suite, which runs in VS Code's extension host. */
export interface Reporter {
  /** Given to the suite in its environment. */
  readonly address: string;
  /** The number of failed steps, once the suite is done; rejects when it is not done in time. */
  readonly failures: Promise<number>;
  close(): void;
}

/** Listens to the suite, prints its steps as TAP does, and has `takePicture` called while the suite waits. */
export async function listenToSuite(takePicture: (name: string) => Promise<void>, patience: number): Promise<Reporter> {
  let steps = 0;
  let failed = 0;
  let finish: (failures: number) => void = () => {};
  const failures = new Promise<number>((resolve, reject) => {
    finish = resolve;
    const late = () => reject(new Error(`The suite was not done after ${patience / 1000} s and ${steps} steps.`));
    setTimeout(late, patience).unref();
  });

  async function hear(message: Message): Promise<void> {
    switch (message.kind) {
      case 'passed':
        console.log(`ok ${++steps} - ${message.step} (${message.milliseconds} ms)`);
        return;
      case 'failed':
        failed++;
        console.log(`not ok ${++steps} - ${message.step}\n${message.error.replace(/^/gm, '    ')}`);
        return;
      case 'note':
        console.log(`# ${message.text}`);
        return;
      case 'picture':
        return takePicture(message.name);
      case 'done':
        // A suite without steps proves nothing.
        return finish(steps === 0 ? 1 : failed);
    }
  }

  const server = createServer((request, response) => {
    readBody(request)
      .then((body) => hear(JSON.parse(body) as Message))
      .then(() => response.end())
      .catch((error: unknown) => response.writeHead(500).end(String(error)));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return { address: `http://127.0.0.1:${port}`, failures, close: () => server.close() };
}

async function readBody(request: IncomingMessage): Promise<string> {
  const parts: Buffer[] = [];
  for await (const part of request) parts.push(part);
  return Buffer.concat(parts).toString('utf8');
}
