"""Known answers for the ledger's tree, straight from the recursive definitions of RFC 6962 section 2.1 and the tile
formula of C2SP tlog-tiles; shares no code or algorithm with packages/ledger. Run once:

    python3 tests/contracts/reference/merkle.py > tests/contracts/reference/merkle.json

Leaf i is the ASCII text "reference leaf i". Lists of hashes are given as the SHA-256 of their concatenation.
"""
import hashlib
import json

SIZES = [0, 1, 2, 3, 255, 256, 257, 65535, 65536, 65537, 70000]


def sha256(data):
    return hashlib.sha256(data).digest()


D = [b"reference leaf %d" % i for i in range(max(SIZES))]
memo = {}


def k_of(n):
    """The largest power of two smaller than n."""
    k = 1
    while k * 2 < n:
        k *= 2
    return k


def mth(a, b):
    """MTH(D[a:b])"""
    if (a, b) not in memo:
        n = b - a
        if n == 0:
            memo[a, b] = sha256(b"")
        elif n == 1:
            memo[a, b] = sha256(b"\x00" + D[a])
        else:
            k = k_of(n)
            memo[a, b] = sha256(b"\x01" + mth(a, a + k) + mth(a + k, b))
    return memo[a, b]


def path(m, a, b):
    """PATH(m, D[a:b])"""
    n = b - a
    if n == 1:
        return []
    k = k_of(n)
    if m < k:
        return path(m, a, a + k) + [mth(a + k, b)]
    return path(m - k, a + k, b) + [mth(a, a + k)]


def subproof(m, a, b, complete):
    """SUBPROOF(m, D[a:b], complete)"""
    n = b - a
    if m == n:
        return [] if complete else [mth(a, b)]
    k = k_of(n)
    if m <= k:
        return subproof(m, a, a + k, complete) + [mth(a + k, b)]
    return subproof(m - k, a + k, b, False) + [mth(a, a + k)]


def tile(level, n, size):
    """Hashes i of tile n: MTH(D[(n*256+i)*256**l : (n*256+i+1)*256**l]), those that lie wholly in the tree."""
    span = 256**level
    hashes = []
    for i in range(256):
        a = (n * 256 + i) * span
        if a + span <= size:
            hashes.append(mth(a, a + span))
    return hashes


def digest(parts):
    return sha256(b"".join(parts)).hex()


def tiles(size):
    levels = []
    level = 0
    while size // 256**level > 0:
        rows = [tile(level, n, size) for n in range(-(-(size // 256**level) // 256))]
        levels.append(
            {
                "full": sum(len(r) == 256 for r in rows),
                "partial": len(rows[-1]) % 256,
                "digest": digest(h for r in rows for h in r),
            }
        )
        level += 1
    return levels


def indexes(size):
    if size <= 257:
        return list(range(size))
    return sorted({0, 1, 255, 256, 257, size // 2, size - 257, size - 2, size - 1})


answer = {
    "trees": [
        {
            "size": size,
            "root": mth(0, size).hex(),
            "tiles": tiles(size),
            "bundles": digest(len(leaf).to_bytes(2, "big") + leaf for leaf in D[:size]),
            "inclusion": [
                {"index": m, "length": len(p), "digest": digest(p)}
                for m in indexes(size)
                for p in [path(m, 0, size)]
            ],
        }
        for size in SIZES
    ],
    "consistency": [
        {"from": m, "to": n, "length": len(p), "digest": digest(p)}
        for n in SIZES
        for m in sorted({*SIZES, 100, 300, 4096, 69999})
        if 0 < m <= n
        for p in [subproof(m, 0, n, True)]
    ],
}
print(json.dumps(answer, indent=1))
