// Prints the label of each order. One process handles all messages: it starts once, and may keep connections.
import { type Failure, type Outcome, runExecutor } from 'workstreams/runtime';

interface Order {
  readonly orderId: string;
  readonly copies?: number;
}

process.exitCode = await runExecutor({
  handle: async ({ key, value }, signal) => {
    const order = JSON.parse(String(value)) as Order;
    try {
      const answer = await fetch(process.env['PRINTER_URL'] ?? '', {
        method: 'POST',
        headers: {
          'content-type': 'application/json',
          // A message may come twice: the printer prints a label once for each key.
          'idempotency-key': String(key),
        },
        body: JSON.stringify({ order: order.orderId, copies: order.copies ?? 1 }),
        signal: AbortSignal.any([signal, AbortSignal.timeout(20_000)]),
      });
      await answer.body?.cancel();
      return outcomeOf(answer.status);
    } catch {
      return again('unavailable', 'the printer does not answer');
    }
  },
});

function outcomeOf(status: number): Outcome {
  if (status === 429) return again('throttled', 'the printer is busy');
  if (status >= 500) return again('unavailable', `the printer answered ${status}`);
  if (status >= 400) return { again: false, class: 'rejected', reason: `the printer answered ${status}` };
  return 'done';
}

// No part of the value belongs into the reason: it is a header of the dead letter, and in logs.
function again(name: Failure['class'], reason: string): Outcome {
  return { again: true, class: name, reason };
}
