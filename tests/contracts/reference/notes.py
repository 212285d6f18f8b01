"""Known answers for signed notes, checkpoints, cosignatures and tlog-proof, written from the C2SP specifications with
pyca/cryptography; shares no code with packages/ledger. Run once (ML-DSA signatures are randomised):

    python3 tests/contracts/reference/notes.py > tests/contracts/reference/notes.json
"""
import base64
import hashlib
import json
import struct

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.mldsa import MLDSA44PrivateKey

ORIGIN = "log.example/reference"
WITNESS = "witness.example/w1"
WITNESS_PQ = "witness.example/pq"


def b64(data):
    return base64.b64encode(data).decode()


def sha256(data):
    return hashlib.sha256(data).digest()


def key_id(name, kind, public):
    return sha256(name.encode() + b"\n" + bytes([kind]) + public)[:4]


def vkey(name, kind, public):
    return f"{name}+{key_id(name, kind, public).hex()}+{b64(bytes([kind]) + public)}"


def line(name, kind, public, signature):
    return f"\u2014 {name} {b64(key_id(name, kind, public) + signature)}\n"


leaves = [sha256(b"\x00reference leaf %d" % i) for i in range(3)]
left = sha256(b"\x01" + leaves[0] + leaves[1])
root = sha256(b"\x01" + left + leaves[2])
text = f"{ORIGIN}\n3\n{b64(root)}\n"

log = Ed25519PrivateKey.from_private_bytes(bytes([1] * 32))
log_public = log.public_key().public_bytes_raw()
log_line = line(ORIGIN, 1, log_public, log.sign(text.encode()))

time = 1763870400
witness = Ed25519PrivateKey.from_private_bytes(bytes([2] * 32))
witness_public = witness.public_key().public_bytes_raw()
message = f"cosignature/v1\ntime {time}\n{text}".encode()
witness_line = line(WITNESS, 4, witness_public, struct.pack(">Q", time) + witness.sign(message))

pq = MLDSA44PrivateKey.from_seed_bytes(bytes([3] * 32))
pq_public = pq.public_key().public_bytes_raw()


def short(name):
    return bytes([len(name)]) + name.encode()


message = b"subtree/v1\n\x00" + short(WITNESS_PQ) + struct.pack(">Q", time) + short(ORIGIN) + struct.pack(">QQ", 0, 3) + root
pq_line = line(WITNESS_PQ, 6, pq_public, struct.pack(">Q", time) + pq.sign(message))

checkpoint = text + "\n" + log_line + witness_line + pq_line
print(
    json.dumps(
        {
            "signingKey": f"PRIVATE+KEY+{ORIGIN}+{key_id(ORIGIN, 1, log_public).hex()}+{b64(bytes([1]) + bytes([1] * 32))}",
            "log": vkey(ORIGIN, 1, log_public),
            "witness": vkey(WITNESS, 4, witness_public),
            "witnessPostQuantum": vkey(WITNESS_PQ, 6, pq_public),
            "time": time,
            "text": text,
            "signed": text + "\n" + log_line,
            "cosigned": checkpoint,
            "leaf": "reference leaf 1",
            "proof": f"c2sp.org/tlog-proof@v1\nextra {b64(b'of the application')}\nindex 1\n{b64(leaves[0])}\n{b64(leaves[2])}\n\n{checkpoint}",
        },
        indent=1,
    )
)
