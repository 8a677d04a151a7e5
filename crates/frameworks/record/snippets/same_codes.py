from heapq import heappop, heappush

sky = [0.4, 0.2, 0.2, 0.1, 0.1]
heap = [(p, str(i), {i: 0}) for i, p in enumerate(sky)]
while len(heap) > 1:
    (p, a, left), (q, b, right) = heappop(heap), heappop(heap)
    joined = {i: n + 1 for i, n in (left | right).items()}
    heappush(heap, (p + q, a + b, joined))
print(sorted(heap[0][2].values()))
