"""The benchmark's system as a Ciw network: a node for each server, with Poisson arrivals of its own.

Requests that choose among k servers at random come to each of them as independent Poisson arrivals of a k-th of the rate,
so no node is spent on choosing.

python ciw_peer.py SERVERS WORKERS QUEUE GAP_S WORK_S REQUESTS SEED
"""

import json
import sys
import time

import ciw

servers, workers, queue, requests, seed = (int(float(sys.argv[i])) for i in (1, 2, 3, 6, 7))
gap_s, work_s = float(sys.argv[4]), float(sys.argv[5])

network = ciw.create_network(
    arrival_distributions=[ciw.dists.Exponential(rate=1 / (gap_s * servers)) for _ in range(servers)],
    service_distributions=[ciw.dists.Exponential(rate=1 / work_s) for _ in range(servers)],
    routing=[[0.0] * servers for _ in range(servers)],
    number_of_servers=[workers] * servers,
    queue_capacities=[queue] * servers,
)
ciw.seed(seed)
simulation = ciw.Simulation(network)
begun = time.perf_counter()
simulation.simulate_until_max_customers(requests, method="Arrive")
seconds = time.perf_counter() - begun

# Those still there at the end have no record.
waits = [record.waiting_time for record in simulation.get_all_records(only=["service"])]
print(json.dumps({"requests": requests, "seconds": seconds, "mean_wait_s": sum(waits) / len(waits)}))
