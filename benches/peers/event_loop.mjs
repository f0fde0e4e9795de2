// The benchmark's system as a plain event loop: a binary heap of events, and servers that each have workers and a queue.
//
// node event_loop.mjs SERVERS WORKERS QUEUE GAP_S WORK_S REQUESTS SEED

/** A binary heap of events, the earliest first. */
class Heap {
  events = [];

  push(event) {
    const { events } = this;
    let at = events.length;
    while (at > 0) {
      const parent = (at - 1) >> 1;
      if (events[parent].time <= event.time) break;
      events[at] = events[parent];
      at = parent;
    }
    events[at] = event;
  }

  pop() {
    const { events } = this;
    const first = events[0];
    const last = events.pop();
    const { length } = events;
    if (length > 0) {
      let at = 0;
      for (;;) {
        let child = 2 * at + 1;
        if (child >= length) break;
        if (child + 1 < length && events[child + 1].time < events[child].time) child += 1;
        if (last.time <= events[child].time) break;
        events[at] = events[child];
        at = child;
      }
      events[at] = last;
    }
    return first;
  }
}

/** First in, first out: a ring that grows. */
class Queue {
  items = new Array(16);
  first = 0;
  length = 0;

  push(item) {
    if (this.length === this.items.length) {
      this.items = [...this.items.slice(this.first), ...this.items.slice(0, this.first), ...new Array(this.length)];
      this.first = 0;
    }
    this.items[(this.first + this.length) & (this.items.length - 1)] = item;
    this.length += 1;
  }

  shift() {
    const item = this.items[this.first];
    this.first = (this.first + 1) & (this.items.length - 1);
    this.length -= 1;
    return item;
  }
}

const [servers, workers, capacity, gap_s, work_s, requests] = process.argv.slice(2).map(Number);

const exponential = (mean) => -mean * Math.log(1 - Math.random());

const heap = new Heap();
const fleet = Array.from({ length: servers }, () => ({ idle: workers, waiting: new Queue() }));
let sent = 0;
let accepted = 0;
let waited_s = 0;

const begun = performance.now();
heap.push({ time: exponential(gap_s), server: undefined });
while (heap.events.length > 0) {
  const { time, server } = heap.pop();
  if (server === undefined) {
    // A request arrives.
    const chosen = fleet[Math.floor(Math.random() * servers)];
    if (chosen.idle > 0) {
      chosen.idle -= 1;
      accepted += 1;
      heap.push({ time: time + exponential(work_s), server: chosen });
    } else if (chosen.waiting.length < capacity) {
      accepted += 1;
      chosen.waiting.push(time);
    }
    sent += 1;
    if (sent < requests) heap.push({ time: time + exponential(gap_s), server: undefined });
  } else if (server.waiting.length > 0) {
    // A worker is done and takes the next.
    waited_s += time - server.waiting.shift();
    heap.push({ time: time + exponential(work_s), server });
  } else {
    server.idle += 1;
  }
}
const seconds = (performance.now() - begun) / 1000;

console.log(JSON.stringify({ requests: sent, seconds, mean_wait_s: waited_s / accepted }));
