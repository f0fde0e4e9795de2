"""The benchmark's system as SimPy processes: one for the users, one for each request; servers are resources.

python simpy_peer.py SERVERS WORKERS QUEUE GAP_S WORK_S REQUESTS SEED
"""

import json
import random
import sys
import time

import simpy

servers, workers, queue, requests, seed = (int(float(sys.argv[i])) for i in (1, 2, 3, 6, 7))
gap_s, work_s = float(sys.argv[4]), float(sys.argv[5])

random.seed(seed)
waits = []


def request(env, server):
    came = env.now
    if len(server.queue) >= queue:
        return
    with server.request() as turn:
        yield turn
        waits.append(env.now - came)
        yield env.timeout(random.expovariate(1 / work_s))


def users(env, fleet):
    for _ in range(requests):
        yield env.timeout(random.expovariate(1 / gap_s))
        env.process(request(env, random.choice(fleet)))


env = simpy.Environment()
fleet = [simpy.Resource(env, capacity=workers) for _ in range(servers)]
env.process(users(env, fleet))
begun = time.perf_counter()
env.run()
seconds = time.perf_counter() - begun

print(json.dumps({"requests": requests, "seconds": seconds, "mean_wait_s": sum(waits) / len(waits)}))
