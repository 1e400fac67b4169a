import assert from 'node:assert/strict';
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { TestContext } from 'node:test';

/** What the suite tells its driver, one message at a time; the answer is the go-ahead. */
export type Message =
  | { readonly kind: 'passed'; readonly step: string; readonly milliseconds: number }
  | { readonly kind: 'failed'; readonly step: string; readonly error: string }
  | { readonly kind: 'note'; readonly text: string }
  | { readonly kind: 'picture'; readonly name: string; readonly of: Sight }
  | { readonly kind: 'done' };

/** Something to wait for, as CSS finds it in the window, and how much of the window a picture of it needs. */
export interface Sight {
  readonly selector: string;
  readonly frame: 'editor' | 'window';
}

/** Keeps a picture of the window once it shows `of`. */
export type TakePicture = (name: string, of: Sight) => Promise<void>;

/** The driver's end of the conversation with the suite, which runs in VS Code's extension host. */
export interface Reporter {
  /** Given to the suite in its environment. */
  readonly address: string;
  /** Resolves once the suite is done; rejects when it is not done in time. */
  readonly done: Promise<void>;
  close(): void;
}

/** Longer than any run should take on a busy machine; a run that hangs must still end. */
const patience = 2_400_000;

/** Listens to the suite, makes a subtest of each of its steps, and has `takePicture` called while the suite waits. */
export async function listenToSuite(test: TestContext, takePicture: TakePicture): Promise<Reporter> {
  let steps = 0;
  let finish: () => void = () => {};
  const done = new Promise<void>((resolve, reject) => {
    finish = resolve;
    const late = () => reject(new Error(`The suite was not done after ${patience / 1000} s and ${steps} steps.`));
    setTimeout(late, patience).unref();
  });

  async function hear(message: Message): Promise<void> {
    switch (message.kind) {
      case 'passed':
        steps++;
        await test.test(message.step, (t) => t.diagnostic(`${message.milliseconds} ms`));
        return;
      case 'failed':
        steps++;
        await test.test(message.step, () => {
          throw new Error(message.error);
        });
        return;
      case 'note':
        test.diagnostic(message.text);
        return;
      case 'picture':
        return takePicture(message.name, message.of);
      case 'done':
        assert.ok(steps > 0, 'a suite without steps proves nothing');
        return finish();
    }
  }

  const server = createServer((request, response) => {
    // A suite in a browser comes from another origin.
    response.setHeader('access-control-allow-origin', '*');
    readBody(request)
      .then((body) => hear(JSON.parse(body) as Message))
      .then(() => response.end())
      .catch((error: unknown) => response.writeHead(500).end(String(error)));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return { address: `http://127.0.0.1:${port}`, done, close: () => server.close() };
}

async function readBody(request: IncomingMessage): Promise<string> {
  const parts: Buffer[] = [];
  for await (const part of request) parts.push(part);
  return Buffer.concat(parts).toString('utf8');
}
