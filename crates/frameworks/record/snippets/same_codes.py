import heapq

heap = [(p, str(i), {i: 0}) for i, p in enumerate([0.4, 0.2, 0.2, 0.1, 0.1])]
while len(heap) > 1:
    (p, a, left), (q, b, right) = heapq.heappop(heap), heapq.heappop(heap)
    heapq.heappush(heap, (p + q, a + b, {i: n + 1 for i, n in (left | right).items()}))
print(sorted(heap[0][2].values()))
